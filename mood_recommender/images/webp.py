"""The picture of a WebP: its pixels and their transparency, of an animation the first frame's.

Source: WebP Container Specification (RFC 9649).
"""

import struct
from collections.abc import Iterator
from itertools import islice

from mood_recommender.images.picture import MAX_PARTS, EndMissing, Picture

_RIFF = 12  # bytes before the first chunk
_FRAME = 16  # bytes of a frame's header
_LOSSY, _LOSSLESS = b"VP8 ", b"VP8L"
_PIXELS = (_LOSSY, _LOSSLESS, b"ALPH", b"ANMF")
_KEY_FRAME = b"\x9d\x01\x2a"
_HAS_ALPHA = 0x10
_14_BITS = 0x3FFF


def read_webp(data: bytes) -> Picture:
    """Read the chunks of a WebP.

    Raises EndMissing when its pixels are cut off, and KeyError or ValueError when there are none.
    """
    chunks = _chunks(memoryview(data)[_RIFF:])
    frame = chunks.get(b"ANMF", memoryview(b""))
    chunks |= _chunks(frame[_FRAME:])
    name = _LOSSY if _LOSSY in chunks else _LOSSLESS
    size = _size(name, bytes(chunks[name][:10]))
    file = _still(name, chunks, size)
    exif = bytes(chunks.get(b"EXIF", b""))
    if not frame:
        return Picture("WEBP", file, *size, exif)
    width, height = (_number(chunks[b"VP8X"], at) + 1 for at in (4, 7))
    left, top = 2 * _number(frame, 0), 2 * _number(frame, 3)
    if left + size[0] > width or top + size[1] > height:
        raise ValueError("the first frame reaches beyond the picture")
    return Picture("WEBP", file, width, height, exif, left, top)


def _chunks(data: memoryview) -> dict[bytes, memoryview]:
    """Return the first chunk of each name."""
    chunks: dict[bytes, memoryview] = {}
    for name, body, whole in islice(_walk(data), MAX_PARTS):
        if name in _PIXELS and name not in chunks and not whole:
            raise EndMissing(f"{name!r} is cut off")
        chunks.setdefault(name, body)
    return chunks


def _walk(data: memoryview) -> Iterator[tuple[bytes, memoryview, bool]]:
    """Yield name and body of each chunk, and whether all of it is there."""
    at = 0
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        yield name, body, len(body) == length
        at += 8 + length + length % 2


def _size(name: bytes, head: bytes) -> tuple[int, int]:
    if name == _LOSSY and head[3:6] == _KEY_FRAME:
        width, height = struct.unpack_from("<HH", head, 6)
        return width & _14_BITS, height & _14_BITS
    bits = int.from_bytes(head[1:5], "little")
    if name == _LOSSLESS and head[:1] == b"/":
        return (bits & _14_BITS) + 1, (bits >> 14 & _14_BITS) + 1
    raise ValueError("the pixels do not begin with their size")


def _still(name: bytes, chunks: dict[bytes, memoryview], size: tuple[int, int]) -> bytes:
    """Return a WebP of one frame and nothing else."""
    parts = [_chunk(name, chunks[name])]
    if name == _LOSSY and b"ALPH" in chunks:
        sides = b"".join((side - 1).to_bytes(3, "little") for side in size)
        canvas = struct.pack("<I", _HAS_ALPHA) + sides
        parts = [_chunk(b"VP8X", canvas), _chunk(b"ALPH", chunks[b"ALPH"]), *parts]
    length = 4 + sum(map(len, parts))
    return b"".join([b"RIFF", struct.pack("<I", length), b"WEBP", *parts])


def _chunk(name: bytes, body: bytes | memoryview) -> bytes:
    return b"".join([name, struct.pack("<I", len(body)), body, bytes(len(body) % 2)])


def _number(data: memoryview, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")
