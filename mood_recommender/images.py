"""From the bytes of a photo to pixels: the only place that meets files from strangers.

Pillow reads the header, so that size and format are judged before any pixel is decoded.
"""

import io
import struct
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from mood_recommender.errors import MoodRecommenderError

MAX_BYTES = 10 * 1024 * 1024
"""Largest file that is read, in bytes (10 MB)."""
MAX_PIXELS = 40_000_000
"""Largest photo that is decoded, in pixels (width times height)."""
MAX_SIDE = 65_535
"""Longest side that is decoded, in pixels: the most that a JPEG can have. OpenCV cannot turn the
reduced copy of a longer strip."""
MIN_SIDE = 24
"""Shortest side that can hold a face, in pixels: the window of the smallest detector."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")

# Pillow's own limit warns or raises by size; MAX_PIXELS is stricter and answers in our words.
Image.MAX_IMAGE_PIXELS = None

_ORIENTATION_TAG = 274
# EXIF orientations as one flip, rotation or both; source: CIPA DC-008 (EXIF 2.32), tag 274.
_TO_UPRIGHT: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    2: lambda pixels: cv2.flip(pixels, 1),
    3: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_180),
    4: lambda pixels: cv2.flip(pixels, 0),
    5: cv2.transpose,
    6: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE),
    7: lambda pixels: cv2.rotate(cv2.transpose(pixels), cv2.ROTATE_180),
    8: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE),
}
_STRIP = 256  # rows
_END_OF_JPEG = b"\xff\xd9"


class UnreadableImage(MoodRecommenderError):
    """The bytes are no photo that can be decoded."""

    status = 422
    title = "This photo cannot be read"


class ImageTooLarge(MoodRecommenderError):
    """More bytes or more pixels than are read."""

    status = 413
    title = "This photo is too large"


class ImageTooSmall(MoodRecommenderError):
    """Fewer pixels than a face needs."""

    status = 422
    title = "This photo is too small"


def decode_image(data: bytes) -> np.ndarray:
    """Decode a JPEG, PNG, WebP or GIF (its first frame) and turn it upright by its EXIF block.

    Returns (h, w, 3) uint8, RGB, in pixels of the upright photo; what is transparent becomes white.
    Raises ImageTooLarge over `MAX_BYTES`, `MAX_PIXELS` or `MAX_SIDE` (all before decoding),
    ImageTooSmall under `MIN_SIDE`, and UnreadableImage for an empty, truncated or unknown file.
    """
    _check_bytes(data)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_pixels(*image.size)
            return _upright(_pixels(image, data), _orientation(image))
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, cv2.error) as error:
        raise UnreadableImage(
            "The photo could not be read; please send a whole JPEG, PNG, WebP or GIF file."
        ) from error


def _check_bytes(data: bytes) -> None:
    if not data:
        raise UnreadableImage("The photo is empty; please choose another file.")
    if len(data) > MAX_BYTES:
        megabytes = len(data) / 2**20
        raise ImageTooLarge(
            f"The photo has {megabytes:.1f} MB; please send at most {MAX_BYTES // 2**20} MB."
        )


def _check_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise ImageTooLarge(
            f"The photo is {width} x {height} pixels; "
            f"please send at most {MAX_PIXELS // 1_000_000} megapixels."
        )
    if max(width, height) > MAX_SIDE:
        raise ImageTooLarge(
            f"The photo is {width} x {height} pixels; please send at most {MAX_SIDE} each way."
        )
    if min(width, height) < MIN_SIDE:
        raise ImageTooSmall(
            f"The photo is {width} x {height} pixels; "
            f"a face needs at least {MIN_SIDE} pixels each way."
        )


def _pixels(image: Image.Image, data: bytes) -> np.ndarray:
    """Return the pixels as the file has them, not yet turned upright."""
    if image.format == "JPEG" and image.mode in ("RGB", "L") and data.endswith(_END_OF_JPEG):
        return _decode_jpeg(data)
    if image.mode.startswith("I"):
        # 16-bit grey; Pillow's own conversion would clip it at 255 instead of scaling it.
        return cv2.cvtColor((np.asarray(image) >> 8).astype(np.uint8), cv2.COLOR_GRAY2RGB)
    if image.has_transparency_data:
        return _on_white(image)
    return np.asarray(image.convert("RGB"))


def _on_white(image: Image.Image) -> np.ndarray:
    """Lay a picture with transparent parts on white paper.

    In strips, so that memory for the paper and the blend is small: a file of 5 kB can hold 40
    megapixels.
    """
    width, height = image.size
    pixels = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _STRIP):
        bottom = min(top + _STRIP, height)
        strip = image.crop((0, top, width, bottom)).convert("RGBA")
        paper = Image.new("RGB", strip.size, "white")
        paper.paste(strip, mask=strip)
        pixels[top:bottom] = np.asarray(paper)
    return pixels


def _decode_jpeg(data: bytes) -> np.ndarray:
    """Decode a whole JPEG of three channels or one, in a third of Pillow's time.

    Only for a file that has its end: OpenCV makes up what is missing, Pillow refuses it.
    """
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if pixels is None:
        raise ValueError("OpenCV found no picture in the JPEG")
    return pixels


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 when the block is missing or damaged."""
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except (SyntaxError, ValueError, ArithmeticError, TypeError, KeyError, EOFError, struct.error):
        return 1


def _upright(pixels: np.ndarray, orientation: int) -> np.ndarray:
    turn = _TO_UPRIGHT.get(orientation)
    return turn(pixels) if turn else pixels
