"""From the bytes of a photo to pixels: the only place that meets files from strangers.

The container is read first (`jpeg`, `png`, `webp`, `gif`), for its picture alone: names, colour
profiles, thumbnails and texts are left out, as pixels are good however damaged or large the words
around them are. So size and format are judged before any pixel is decoded (`decoders`).
"""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import cv2
import numpy as np

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.images.decoders import DECODING_ERRORS, decode
from mood_recommender.images.exif import orientation
from mood_recommender.images.gif import read_gif
from mood_recommender.images.jpeg import read_jpeg
from mood_recommender.images.memory import return_large_memory
from mood_recommender.images.picture import CONTAINER_ERRORS, EndMissing, Picture
from mood_recommender.images.png import read_png
from mood_recommender.images.webp import read_webp

return_large_memory()

MAX_BYTES = 10 * 1024 * 1024
"""Largest file that is read, in bytes (10 MB)."""
MAX_PIXELS = 40_000_000
"""Largest photo that is decoded, in pixels (width times height)."""
MAX_WHOLE_PIXELS = 13_000_000
"""Largest photo that is decoded in its full size. Larger JPEGs are decoded at half of it, others
cannot be and are refused: 13 megapixels take 120 MB at most, see benchmarks/README.md."""
MAX_SIDE = 65_535
"""Longest side that is decoded, in pixels: the most that a JPEG can have. OpenCV cannot turn the
reduced copy of a longer strip."""
MIN_SIDE = 24
"""Shortest side that can hold a face, in pixels: the window of the smallest detector."""

_READERS: dict[bytes, Callable[[bytes], Picture]] = {
    b"\xff\xd8\xff": read_jpeg,
    b"\x89PNG\r\n\x1a\n": read_png,
    b"RIFF": read_webp,
    b"GIF87a": read_gif,
    b"GIF89a": read_gif,
}
"""Who reads a file that begins with these bytes."""
_LARGE_PIXELS, _LARGE_BYTES = 2_000_000, 1_000_000
"""From here on a photo is large: one after another, so that their memory does not add up."""
_one_large_photo = threading.RLock()
_MAX_SAMPLES = 3 * MAX_WHOLE_PIXELS
"""Most coefficients of a JPEG that are kept until its last scan is read; from half of them on the
photo is decoded at half its size."""

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
_LYING = (5, 6, 7, 8)  # those that change width and height


class UnreadableImage(MoodRecommenderError):
    """The bytes are no photo that can be decoded."""

    status = 422
    title = "This photo cannot be read"


class ImageCutShort(UnreadableImage):
    """The photo ends before its last pixel."""

    title = "This photo is cut short"


class ImageTooLarge(MoodRecommenderError):
    """More bytes or more pixels than are read."""

    status = 413
    title = "This photo is too large"


class ImageTooSmall(MoodRecommenderError):
    """Fewer pixels than a face needs."""

    status = 422
    title = "This photo is too small"


@dataclass
class Photo:
    """A photo, decoded and upright."""

    pixels: np.ndarray
    """(h, w, 3) uint8, RGB, of the whole photo or at half its size; what is transparent is white.
    Empty when the photo is no longer open."""
    size: tuple[int, int]
    """Width and height of the photo itself, in pixels."""

    def close(self) -> None:
        """Let go of the pixels."""
        self.pixels = self.pixels[:0].copy()


def decode_image(data: bytes) -> np.ndarray:
    """Return the pixels of a photo, (h, w, 3) uint8, RGB. Raises what `opened` raises."""
    with opened(data) as photo:
        return photo.pixels


@contextmanager
def opened(data: bytes) -> Iterator[Photo]:
    """Decode a JPEG, PNG, WebP or GIF (its first frame) and turn it upright by its EXIF block.

    While a large photo is open, whoever opens another large one waits.
    Raises ImageTooLarge over `MAX_BYTES`, `MAX_PIXELS`, `MAX_WHOLE_PIXELS` or `MAX_SIDE` (all
    before decoding), ImageTooSmall under `MIN_SIDE`, ImageCutShort for a truncated file, and
    UnreadableImage for an empty, damaged or unknown one.
    """
    _check_bytes(data)
    with ExitStack() as turn:
        if len(data) > _LARGE_BYTES:
            turn.enter_context(_one_large_photo)
        with _said_to_visitors():
            picture = _read(data)
        del data  # whoever opens the photo need not keep its bytes, either
        _check_size(picture)
        if picture.width * picture.height > _LARGE_PIXELS:
            turn.enter_context(_one_large_photo)
        photo = _decoded(picture)
        turn.callback(photo.close)
        yield photo


def _read(data: bytes) -> Picture:
    for start, read in _READERS.items():
        if data.startswith(start):
            return read(data)
    raise ValueError("no format that is read begins like this")


def _decoded(picture: Picture) -> Photo:
    size = picture.width, picture.height
    large = math.prod(size) > MAX_WHOLE_PIXELS or picture.samples > _MAX_SAMPLES // 2
    reduction = 2 if large else 1
    with _said_to_visitors():
        pixels = decode(picture, reduction)
    turned = orientation(picture.exif)
    turn = _TO_UPRIGHT.get(turned)
    return Photo(turn(pixels) if turn else pixels, size[::-1] if turned in _LYING else size)


@contextmanager
def _said_to_visitors() -> Iterator[None]:
    """Turn what is wrong with a file into a sentence."""
    try:
        yield
    except EndMissing as error:
        raise ImageCutShort(
            "The photo is cut short: its end is missing; please send the whole file."
        ) from error
    except (*CONTAINER_ERRORS, *DECODING_ERRORS) as error:
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


def _check_size(picture: Picture) -> None:
    size = f"The photo is {picture.width} x {picture.height} pixels"
    pixels, sides = picture.width * picture.height, (picture.width, picture.height)
    if pixels > MAX_PIXELS:
        raise ImageTooLarge(f"{size}; please send at most {MAX_PIXELS // 10**6} megapixels.")
    if _is_costly(picture):
        raise ImageTooLarge(
            f"{size}; please send it as a plain JPEG, or at most {MAX_WHOLE_PIXELS // 10**6} "
            "megapixels."
        )
    if max(sides) > MAX_SIDE:
        raise ImageTooLarge(f"{size}; please send at most {MAX_SIDE} each way.")
    if min(sides) < MIN_SIDE:
        raise ImageTooSmall(f"{size}; a face needs at least {MIN_SIDE} pixels each way.")


def _is_costly(picture: Picture) -> bool:
    """Whether more is kept in memory while decoding than for MAX_WHOLE_PIXELS."""
    if picture.kind != "JPEG":
        return picture.width * picture.height > MAX_WHOLE_PIXELS
    return picture.samples > _MAX_SAMPLES
