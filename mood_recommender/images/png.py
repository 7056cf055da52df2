"""The picture of a PNG: its header, palette, transparency and pixels.

What else is in the file, and what of this is damaged and can be done without, is passed over as
browsers do. Source: Portable Network Graphics, third edition.
"""

import struct
import zlib
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from mood_recommender.images.picture import MAX_PARTS, Picture

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_GREY, _COLOURS, _PALETTE = 0, 2, 3
_TRANSPARENCY_BYTES = {_GREY: range(2, 3), _COLOURS: range(6, 7), _PALETTE: range(1, 257)}
"""How long a tRNS chunk may be, by colour type."""


def read_png(data: bytes) -> Picture:
    """Read the chunks of a PNG; of an animation the picture for those who show none.

    Raises IndexError or struct.error when it has no header.
    """
    chunks = defaultdict[bytes, list[memoryview]](list)
    for name, body in islice(_chunks(memoryview(data)), MAX_PARTS):
        if name != b"tRNS" or not chunks[b"IDAT"]:
            chunks[name].append(body)
    width, height, _, colour_type = struct.unpack(">IIBB", chunks[b"IHDR"][0][:10])
    kept = [_chunk(b"IHDR", chunks[b"IHDR"][:1])]
    if colour_type == _PALETTE:
        kept.append(_chunk(b"PLTE", chunks[b"PLTE"][:1]))
    transparency = chunks[b"tRNS"][:1]
    if transparency and len(transparency[0]) in _TRANSPARENCY_BYTES.get(colour_type, ()):
        kept.append(_chunk(b"tRNS", transparency))
    kept += [_chunk(b"IDAT", chunks[b"IDAT"]), _chunk(b"IEND", [])]
    exif = b"".join(chunks[b"eXIf"][:1])
    return Picture("PNG", b"".join([SIGNATURE, *kept]), width, height, exif)


def _chunks(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield name and body up to the end of the picture, optional ones only when undamaged."""
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if name == b"IEND":
            break
        body, checksum = data[at + 8 : at + 8 + length], data[at + 8 + length : at + 12 + length]
        if name[:1].isupper() or checksum == struct.pack(">I", zlib.crc32(body, zlib.crc32(name))):
            yield name, body
        at += 12 + length


def _chunk(name: bytes, bodies: list[memoryview]) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
