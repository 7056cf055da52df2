"""A photo that ends before its last pixel is told apart, and no other is taken for one."""

from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image

from mood_recommender.images import ImageCutShort, UnreadableImage, decode_image
from tests.vision.conftest import encode

CASES = Path(__file__).parents[1] / "cases" / "img"
END = b"\xff\xd9"
PORTRAIT = Image.fromarray(skimage.data.astronaut()[:320, 100:340])
GREY = Image.new("RGB", (200, 200), (128, 128, 128))

JPEGS = {
    "colours": encode(PORTRAIT, "JPEG"),
    "full colours": encode(PORTRAIT, "JPEG", quality=100, subsampling=0),
    "progressive": encode(PORTRAIT, "JPEG", progressive=True),
    "fine and progressive": encode(PORTRAIT, "JPEG", quality=100, progressive=True),
    "grey": encode(PORTRAIT.convert("L"), "JPEG"),
    "inks": encode(PORTRAIT.convert("CMYK"), "JPEG"),
    "restart marks by row": encode(PORTRAIT, "JPEG", restart_marker_rows=1),
    "restart marks by block": encode(PORTRAIT, "JPEG", restart_marker_blocks=3),
    "progressive with restart marks": encode(
        PORTRAIT, "JPEG", progressive=True, restart_marker_blocks=3
    ),
}


@pytest.mark.parametrize("glued", [b"", END], ids=["", "with an end mark"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.5, 0.7, 0.85, 0.97])
@pytest.mark.parametrize("kind", JPEGS)
def test_cut_jpeg_is_told(kind: str, part: float, glued: bytes) -> None:
    jpeg = JPEGS[kind]
    with pytest.raises(ImageCutShort, match="cut short: its end is missing"):
        decode_image(jpeg[: int(len(jpeg) * part)].rstrip(b"\xff") + glued)


def test_half_a_photo_with_an_end_mark_is_told() -> None:
    with pytest.raises(ImageCutShort):
        decode_image((CASES / "cut-half-eoi.jpg").read_bytes())


@pytest.mark.parametrize("kind", JPEGS)
def test_jpeg_that_lacks_its_end_mark_alone_is_read(kind: str) -> None:
    jpeg = JPEGS[kind]
    assert (decode_image(jpeg.removesuffix(END)) == decode_image(jpeg)).all()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("rows", [0, 1])
def test_photo_that_is_as_grey_as_what_is_missing_is_whole(
    mode: str, rows: int, progressive: bool
) -> None:
    options = {"progressive": progressive, "restart_marker_rows": rows}
    pixels = decode_image(encode(GREY.convert(mode), "JPEG", **options))
    assert np.ptp(pixels) == 0


@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.99])
@pytest.mark.parametrize("layout", ["PNG", "WEBP", "GIF"])
def test_other_cut_photos_are_refused(layout: str, part: float) -> None:
    data = encode(PORTRAIT, layout)
    with pytest.raises(UnreadableImage):
        decode_image(data[: int(len(data) * part)])


@pytest.mark.parametrize("layout", ["PNG", "WEBP", "GIF"])
def test_other_photos_cut_in_half_are_told(layout: str) -> None:
    data = encode(PORTRAIT, layout)
    with pytest.raises(ImageCutShort):
        decode_image(data[: len(data) // 2])


def test_good_photos_are_read_without_a_word_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    for jpeg in JPEGS.values():
        decode_image(jpeg)
    assert capfd.readouterr().err == ""
