"""From the picture of a container to pixels, in bounded memory.

OpenCV decodes JPEG and WebP in a third of Pillow's time and memory; Pillow knows the colours of
all the others. Only a JPEG can be decoded at half its size.
"""

import io
import zlib
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image

from mood_recommender.images.picture import EndMissing, Picture

# Pillow's own limit warns or raises by size; ours is stricter and answers in our words.
Image.MAX_IMAGE_PIXELS = None

DECODING_ERRORS = (OSError, SyntaxError, ValueError, EOFError, cv2.error)
"""What a damaged picture raises."""

_THUMBNAIL = 8  # the reduction that is decoded most quickly
_STRIP = 256  # rows
_WHITE = (255, 255, 255)
_JPEG_END = b"\xff\xd9"
_JPEG_MISSING = 128  # the grey that libjpeg leaves where pixels of a single scan are missing
_NOISE = bytes(37 * number % 251 for number in range(1, 4097))  # more than any block takes
# A decoder that still misses pixels takes this for them, whichever mark of a restart it waits for;
# one that has them all passes over it.
_MORE = 2 * b"".join(_NOISE + bytes([0xFF, restart]) for restart in range(0xD0, 0xD8)) + _JPEG_END


def decode(picture: Picture, reduction: int) -> np.ndarray:
    """Decode a picture to (h, w, 3) uint8, RGB; a JPEG at a `reduction`th of its size, 1 or 2.

    What is transparent becomes white. Raises EndMissing when pixels are missing at the end, one of
    DECODING_ERRORS for what is damaged otherwise.
    """
    if picture.kind == "JPEG":
        return _decode_jpeg(picture, reduction)
    if picture.kind == "WEBP":
        return _decode_webp(picture)
    return _with_pillow(picture, reduction)


def _decode_jpeg(picture: Picture, reduction: int) -> np.ndarray:
    """Decode a JPEG, and where pixels may be missing again with more data behind its end.

    A whole one stays the same. Pillow does that, as it does not complain on stderr.
    """
    longer = replace(picture, data=picture.data.removesuffix(_JPEG_END) + _MORE)
    if picture.samples:
        expected = _checksum(longer, reduction)  # before our pixels need room, too
        pixels = _with_pillow(picture, reduction)
        whole = zlib.crc32(pixels.data) == expected
    else:
        read = _with_pillow if picture.channels == 4 else _with_opencv
        pixels = read(picture, reduction)
        whole = not _may_be_cut(picture, pixels) or (
            _checksum(picture, _THUMBNAIL) == _checksum(longer, _THUMBNAIL)
        )
    if not whole:
        raise EndMissing("pixels are missing before the end of the JPEG")
    return pixels


def _may_be_cut(picture: Picture, pixels: np.ndarray) -> bool:
    """Whether the last pixel of a single scan is as grey as a missing one."""
    red, green, blue = pixels[-1, -1].tolist()
    brightness = 0.299 * red + 0.587 * green + 0.114 * blue
    return picture.channels == 4 or abs(brightness - _JPEG_MISSING) <= 2


def _checksum(picture: Picture, reduction: int) -> int:
    return zlib.crc32(_with_pillow(picture, reduction).data)


def _with_opencv(picture: Picture, reduction: int) -> np.ndarray:
    # A size only: the colours come with RGB.
    size = cv2.IMREAD_REDUCED_GRAYSCALE_2 if reduction == 2 else 0
    return _imdecode(picture.data, size | cv2.IMREAD_COLOR_RGB)


def _imdecode(data: bytes, flags: int) -> np.ndarray:
    pixels: np.ndarray | None = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if pixels is None:
        raise ValueError("OpenCV found no picture in the file")
    return pixels


def _decode_webp(picture: Picture) -> np.ndarray:
    """Decode the frame of a WebP and lay it where it belongs on a white canvas."""
    pixels = _colours(_imdecode(picture.data, cv2.IMREAD_UNCHANGED))
    below = picture.height - picture.top - len(pixels)
    right = picture.width - picture.left - pixels.shape[1]
    if not (below or right or picture.top or picture.left):
        return pixels
    edges = (picture.top, below, picture.left, right)
    return cv2.copyMakeBorder(pixels, *edges, cv2.BORDER_CONSTANT, value=_WHITE)


def _colours(frame: np.ndarray) -> np.ndarray:
    """Turn (h, w, 3) BGR or (h, w, 4) BGRA into RGB, on white."""
    if frame.shape[2] == 3:
        return cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
    pixels = np.empty((*frame.shape[:2], 3), np.uint8)
    for rows in _strips(len(frame)):
        strip = cv2.cvtColor(frame[rows], cv2.COLOR_BGRA2RGBA)
        pixels[rows] = _on_white(Image.fromarray(strip))
    return pixels


def _with_pillow(picture: Picture, reduction: int) -> np.ndarray:
    """Decode in strips from Pillow's image to ours, so that memory for the way is small."""
    with Image.open(io.BytesIO(picture.data), formats=(picture.kind,)) as image:
        image.draft(None, (picture.width // reduction, picture.height // reduction))
        _load(image)
        width, height = image.size
        pixels = np.empty((height, width, 3), np.uint8)
        for rows in _strips(height):
            pixels[rows] = _on_white(image.crop((0, rows.start, width, rows.stop)))
        return pixels


def _load(image: Image.Image) -> None:
    try:
        image.load()
    except OSError as error:
        if "truncated" in str(error):
            raise EndMissing(str(error)) from error
        raise


def _strips(height: int) -> list[slice]:
    return [slice(top, min(top + _STRIP, height)) for top in range(0, height, _STRIP)]


def _on_white(strip: Image.Image) -> np.ndarray:
    """Lay a strip of any mode on white paper, as (h, w, 3) uint8 RGB."""
    if strip.mode.startswith("I"):
        # 16-bit grey; Pillow's own conversion would clip it at 255 instead of scaling it.
        return cv2.cvtColor((np.asarray(strip) >> 8).astype(np.uint8), cv2.COLOR_GRAY2RGB)
    if not strip.has_transparency_data:
        return np.asarray(strip.convert("RGB"))
    layer = strip.convert("RGBA")
    paper = Image.new("RGB", layer.size, _WHITE)
    paper.paste(layer, mask=layer)
    return np.asarray(paper)
