"""The picture of a JPEG: its tables, its frame and its scans.

Markers are followed as libjpeg follows them, so that what browsers read is read here.
Source: ITU-T T.81, annex B; jdmarker.c of libjpeg-turbo.
"""

import re
import struct
from collections.abc import Iterator
from itertools import islice, product
from typing import NamedTuple

from mood_recommender.images.picture import MAX_PARTS, EndMissing, Picture

_MARKER = re.compile(rb"\xff+([^\x00\xff])")
_SCAN_END = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_START, _END = b"\xff\xd8", b"\xff\xd9"
_SOI, _EOI, _SOS, _APP1, _COM = 0xD8, 0xD9, 0xDA, 0xE1, 0xFE
_ALONE = (0x01, *range(0xD0, 0xD9))  # markers without a segment
_FRAMES = (0xC0, 0xC1, 0xC2, 0xC3, *range(0xC5, 0xC8), 0xC9, 0xCA, 0xCB, *range(0xCD, 0xD0))
_PROGRESSIVE = (0xC2, 0xC6, 0xCA, 0xCE)
_WORDS = (*range(0xE0, 0xF0), _COM)
# What decides over colours, and from how many bytes on it does.
_COLOURS = {0xE0: (b"JFIF\0", 14), 0xEE: (b"Adobe", 12)}
_MAX_SCANS = 100
"""Most scans that are read: encoders write about ten, and each costs a walk over all pixels."""


class _Segment(NamedTuple):
    marker: int
    body: bytes
    """Without its length."""
    raw: memoryview
    """As it stands in the file, with the scan that follows it."""


def read_jpeg(data: bytes) -> Picture:
    """Read a JPEG up to its end mark, which is set where it is missing.

    Raises EndMissing when it ends within a segment or before its last scan, and ValueError or
    struct.error when it has no frame, no scan or too many.
    """
    segments = list(islice(_segments(data), MAX_PARTS))
    frames = [segment.body for segment in segments if segment.marker in _FRAMES]
    scans = [segment.body for segment in segments if segment.marker == _SOS]
    if not frames or not 0 < len(scans) <= _MAX_SCANS:
        raise ValueError(f"{len(frames)} frames and {len(scans)} scans are no picture")
    progressive = any(segment.marker in _PROGRESSIVE for segment in segments)
    if progressive and not _refined(scans):
        raise EndMissing("scans are missing")
    exifs = (s.body for s in segments if s.marker == _APP1 and s.body.startswith(b"Exif\0\0"))
    file = b"".join([_START, *(s.raw for s in segments if _shapes_pixels(s)), _END])
    height, width, channels = struct.unpack_from(">HHB", frames[0], 1)
    kept = progressive or len(scans) > 1 or scans[0][0] < channels
    samples = round(width * height * _samples_per_pixel(frames[0])) if kept else 0
    exif = next(exifs, b"")
    return Picture("JPEG", file, width, height, exif, channels=channels, samples=samples)


def _segments(data: bytes) -> Iterator[_Segment]:
    view, at = memoryview(data), len(_START)
    while (found := _MARKER.search(data, at)) and found[1][0] != _EOI:
        marker, at = found[1][0], found.end()
        if marker in _ALONE:
            continue
        start, at = at, at + max(2, int.from_bytes(data[at : at + 2]))
        if at > len(data):
            raise EndMissing("the JPEG ends within a segment")
        body = data[start + 2 : at]
        if marker == _SOS:
            end = _SCAN_END.search(data, at)
            at = end.start() if end else len(data)
        yield _Segment(marker, body, view[start - 2 : at])


def _refined(scans: list[bytes]) -> bool:
    """Whether every coefficient that was begun is refined to its last bit."""
    missing_bits = {}
    for scan in scans:
        first, last, bits = scan[-3:]
        for component, coefficient in product(scan[1:-3:2], range(first, last + 1)):
            missing_bits[component, coefficient] = bits & 15
    return not any(missing_bits.values())


def _shapes_pixels(segment: _Segment) -> bool:
    """Whether a decoder needs it: all but words, of which two say how colours are meant."""
    name, least = _COLOURS.get(segment.marker, (b"", 0))
    if segment.marker in _WORDS:
        return bool(name) and segment.body.startswith(name) and len(segment.body) >= least
    return True


def _samples_per_pixel(frame: bytes) -> float:
    """Return how many coefficients there are for each pixel."""
    across, down = [byte >> 4 for byte in frame[7::3]], [byte & 15 for byte in frame[7::3]]
    factors = [one * other for one, other in zip(across, down, strict=True)]
    return sum(factors) / (max(across) * max(down))
