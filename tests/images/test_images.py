import math
import struct
import zlib

import cv2
import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mood_recommender.images import (
    MAX_BYTES,
    ImageTooLarge,
    ImageTooSmall,
    UnreadableImage,
    decode_image,
)
from tests.vision.conftest import encode

ORIENTATION = 274
FLOAT = 11
# What a camera that was held like this wrote down, as a turn of Pillow's of the upright photo.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    return Image.fromarray(skimage.data.astronaut()[:320, 100:340])


def near(one: np.ndarray, other: Image.Image) -> bool:
    """Whether the pixels are the same but for what JPEG and colour conversion cost."""
    difference = np.abs(one.astype(int) - np.asarray(other.convert("RGB"), int))
    return one.shape == difference.shape and difference.mean() < 4


@pytest.mark.parametrize("layout", ["JPEG", "PNG", "WEBP"])
def test_photo_comes_back_as_rgb(photo, layout):
    pixels = decode_image(encode(photo, layout))
    assert pixels.dtype == np.uint8
    assert near(pixels, photo)


@pytest.mark.parametrize(("orientation", "turn"), STORED.items())
@pytest.mark.parametrize("layout", ["JPEG", "PNG", "WEBP"])
def test_exif_turns_the_photo_upright(photo, orientation, turn, layout):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    stored = photo if turn is None else photo.transpose(turn)
    assert near(decode_image(encode(stored, layout, exif=exif)), photo)


@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\0\0",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\1" * 40,
        b"Exif\0\0II*\0" + struct.pack("<IHHHIfI", 8, 1, ORIENTATION, FLOAT, 1, math.inf, 0),
    ],
    ids=["empty", "offset beyond the end", "more entries than bytes", "turned by infinity"],
)
def test_corrupt_exif_around_good_pixels_does_no_harm(photo, exif):
    assert near(decode_image(encode(photo, "JPEG", exif=exif)), photo)


def test_unknown_orientation_leaves_the_photo_as_it_is(photo):
    exif = Image.Exif()
    exif[ORIENTATION] = 9
    assert near(decode_image(encode(photo, "JPEG", exif=exif)), photo)


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_jpeg_of_other_channels_is_read(photo, mode):
    converted = photo.convert(mode)
    assert near(decode_image(encode(converted, "JPEG")), converted)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1"])
def test_png_of_other_channels_is_read(photo, mode):
    converted = photo.convert(mode)
    assert near(decode_image(encode(converted, "PNG")), converted)


def test_progressive_jpeg_is_read(photo):
    assert near(decode_image(encode(photo, "JPEG", progressive=True)), photo)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_sixteen_bits_are_scaled_not_clipped(photo, mode):
    shades = np.asarray(photo.convert(mode))
    # OpenCV takes the colours the other way round; Pillow writes no 16-bit colours at all.
    swapped = shades if mode == "L" else shades[..., [2, 1, 0, 3][: shades.shape[2]]]
    png = cv2.imencode(".png", swapped.astype(np.uint16) * 257)[1].tobytes()
    assert near(decode_image(png), photo.convert(mode))


def test_transparent_pixels_become_white(photo):
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    assert (decode_image(encode(clear, "PNG")) == 255).all()


def test_what_is_half_transparent_is_half_white(photo):
    tall = photo.resize((240, 600))
    tall.putalpha(128)
    half = 255 - (255 - np.asarray(tall.convert("RGB"), int)) * (128 / 255)
    assert np.abs(decode_image(encode(tall, "PNG")) - half).max() <= 1


@pytest.mark.parametrize("layout", ["GIF", "WEBP"])
def test_first_frame_of_an_animation_is_read(photo, layout):
    later = [Image.new("RGB", photo.size, "red")]
    options = {"save_all": True, "append_images": later, "duration": 100}
    first = photo.convert("P", palette=Image.Palette.ADAPTIVE)
    frame = first if layout == "GIF" else photo
    assert near(decode_image(encode(frame, layout, **options)), frame)


def test_bytes_after_the_end_of_a_jpeg_do_no_harm(photo):
    assert near(decode_image(encode(photo, "JPEG") + b"\0a film of the moment"), photo)


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")


def test_giant_photo_is_refused_before_it_is_decoded():
    with pytest.raises(ImageTooLarge, match="30000 x 30000 pixels; please send at most 40"):
        decode_image(png_that_claims(30_000, 30_000))


def test_most_pixels_that_are_decoded_whole_are_thirteen_million():
    with pytest.raises(ImageTooLarge, match="as a plain JPEG, or at most 13 megapixels"):
        decode_image(png_that_claims(4_000, 3_251))
    with pytest.raises(UnreadableImage):  # its pixels are missing, its size is not the matter
        decode_image(png_that_claims(4_000, 3_250))


def test_most_bytes_that_are_read_are_ten_million(photo):
    jpeg = encode(photo, "JPEG")
    assert near(decode_image(jpeg + bytes(MAX_BYTES - len(jpeg))), photo)
    with pytest.raises(ImageTooLarge, match="please send at most 10 MB"):
        decode_image(jpeg + bytes(MAX_BYTES - len(jpeg) + 1))


@pytest.mark.parametrize("size", [(1, 300), (300, 1), (1, 1), (23, 24)])
def test_photo_too_small_for_a_face_is_refused(size):
    with pytest.raises(ImageTooSmall, match=f"{size[0]} x {size[1]} pixels"):
        decode_image(encode(Image.new("RGB", size), "PNG"))


def test_empty_file_is_told_apart():
    with pytest.raises(UnreadableImage, match="empty"):
        decode_image(b"")


def test_text_is_no_photo():
    with pytest.raises(UnreadableImage, match="please send a whole JPEG"):
        decode_image(b"This is a letter, whatever its name says.\n" * 50)


@pytest.mark.parametrize("layout", ["BMP", "TIFF", "ICO"])
def test_other_formats_are_refused(photo, layout):
    with pytest.raises(UnreadableImage):
        decode_image(encode(photo, layout))


def decodes_or_explains(data: bytes) -> None:
    try:
        pixels = decode_image(data)
    except (UnreadableImage, ImageTooLarge, ImageTooSmall):
        return
    assert pixels.dtype == np.uint8
    assert pixels.shape[2:] == (3,)


MAGIC = (b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x24\0\0\0WEBPVP8 ")


@settings(deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=400))
def test_any_bytes_are_decoded_or_explained(magic, rest):
    decodes_or_explains(magic + rest)


@pytest.mark.parametrize("layout", ["JPEG", "PNG", "WEBP", "GIF"])
def test_mutated_photos_are_decoded_or_explained(photo, layout):
    original = encode(photo.resize((60, 80)), layout)
    random = np.random.default_rng(0)
    for _ in range(250):
        data = np.frombuffer(original, np.uint8).copy()
        places = random.integers(0, len(data), random.integers(1, 9))
        data[places] = random.integers(0, 256, len(places))
        decodes_or_explains(data[: random.integers(len(data) // 2, len(data) + 1)].tobytes())


@settings(max_examples=60, deadline=None)
@given(st.integers(24, 90), st.integers(24, 90), st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_size_is_kept(width, height, layout):
    assert decode_image(encode(Image.new("RGB", (width, height)), layout)).shape[:2] == (
        height,
        width,
    )
