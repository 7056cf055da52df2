"""What a photo may cost: measured in a process of its own, with the real application behind it."""

import subprocess
import sys
from pathlib import Path

import cv2
import pytest
import skimage.data
from PIL import Image

from mood_recommender.images import ImageTooLarge, UnreadableImage, decode_image, opened
from tests.vision.conftest import encode

CASES = Path(__file__).parents[1] / "cases" / "img"
LARGEST = (4160, 3120)
MEGABYTE = 2**20

# Four at once, as on the threads of a worker; what a process has held at most and holds then.
SERVE = """
import io, sys
from concurrent.futures import ThreadPoolExecutor
from mood_recommender import create_app

def memory(name):
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) // 1024

def send(photo):
    answer = app.test_client().post("/api/v1/readings", data={"photo": (io.BytesIO(photo), "p")})
    assert answer.status_code == int(sys.argv[1]), answer.status_code

app = create_app({"DATABASE_URL": "sqlite://", "READINGS_RATE_LIMIT": "1000 per minute"})
photo = sys.stdin.buffer.read()
with ThreadPoolExecutor(4) as threads:
    list(threads.map(send, 4 * [photo]))
    before = memory("VmRSS")
    list(threads.map(send, 4 * [photo]))
print(memory("VmHWM"), memory("VmRSS") - before)
"""


def even(mode: str, size: tuple[int, int] = LARGEST) -> Image.Image:
    return Image.new(mode, size, 1)


EXPENSIVE = {
    "transparent WebP": lambda: encode(even("RGBA"), "WEBP", lossless=True, method=0),
    "transparent PNG": lambda: encode(even("RGBA"), "PNG"),
    "GIF": lambda: encode(even("L"), "GIF"),
    "progressive JPEG": lambda: encode(even("RGB"), "JPEG", progressive=True, subsampling=0),
    "progressive JPEG of inks": lambda: encode(
        even("CMYK", (3600, 2700)), "JPEG", progressive=True
    ),
    "large JPEG": lambda: encode(even("RGB", (8000, 5000)), "JPEG"),
}


def cost(photo: bytes, status: int) -> tuple[int, int]:
    """Return the most megabytes of a process, and how many the second four photos added."""
    command = [sys.executable, "-c", SERVE, str(status)]
    child = subprocess.run(command, input=photo, capture_output=True, check=True)
    most, added = map(int, child.stdout.split())
    return most, added


@pytest.mark.parametrize("kind", EXPENSIVE)
def test_no_photo_takes_a_worker_above_300_megabytes(kind: str) -> None:
    photo = EXPENSIVE[kind]()
    assert len(photo) < 3 * MEGABYTE
    most, added = cost(photo, 200)
    assert most < 300
    assert added < 20


def test_bomb_is_refused_before_it_costs_anything() -> None:
    most, added = cost((CASES / "bombL.webp").read_bytes(), 413)
    assert most < 200
    assert added < 5


def test_photos_of_twelve_megapixels_are_read_in_every_format() -> None:
    for layout in ("JPEG", "PNG", "WEBP", "GIF"):
        with opened(encode(even("L"), layout)) as photo:
            assert photo.size == LARGEST


def test_no_kind_of_jpeg_takes_its_coefficients_past_the_limit() -> None:
    progressive = encode(even("RGB", (4400, 3400)), "JPEG", progressive=True, subsampling=0)
    with pytest.raises(ImageTooLarge, match="4400 x 3400 pixels; please send it as a plain JPEG"):
        decode_image(progressive)


def test_jpeg_of_more_scans_than_any_encoder_writes_is_refused() -> None:
    jpeg = encode(even("L", (64, 64)), "JPEG", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    assert decode_image(jpeg[:-2] + 20 * jpeg[last:-2] + jpeg[-2:]).shape == (64, 64, 3)
    with pytest.raises(UnreadableImage):
        decode_image(jpeg[:-2] + 1000 * jpeg[last:-2] + jpeg[-2:])


@pytest.mark.parametrize("orientation", [1, 6])
def test_photo_over_thirteen_megapixels_is_read_at_half_its_size(orientation: int) -> None:
    portrait = cv2.resize(skimage.data.astronaut(), (4001, 3601))
    exif = Image.Exif()
    exif[274] = orientation
    size = (4001, 3601) if orientation == 1 else (3601, 4001)
    with opened(encode(Image.fromarray(portrait), "JPEG", exif=exif)) as photo:
        assert photo.size == size
        assert photo.pixels.shape == ((size[1] + 1) // 2, (size[0] + 1) // 2, 3)


def test_pixels_are_let_go_of_at_the_end() -> None:
    with opened(encode(even("RGB", (64, 48)), "PNG")) as photo:
        assert photo.pixels.shape == (48, 64, 3)
    assert photo.pixels.size == 0
