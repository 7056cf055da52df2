"""The picture of a GIF: the first frame, its palette and which colour is transparent.

Source: Graphics Interchange Format, version 89a.
"""

import re
import struct

from mood_recommender.images.picture import MAX_PARTS, Picture

_SCREEN, _DESCRIPTOR = 13, 10  # bytes of the two headers
_SIGN = re.compile(rb"[!,;]")  # of an extension, a frame, the end
_CONTROL, _CONTROL_BYTES = 0xF9, 4  # the extension that says which colour is transparent
_MAX_BLOCKS = 200_000
"""Most blocks that are read of one frame; a file of 10 MB fills 41,000 of 255 bytes."""


def read_gif(data: bytes) -> Picture:
    """Read the first frame of a GIF and what is needed to show it.

    Raises ValueError or struct.error when there is none.
    """
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    screen = data[: _SCREEN + _palette_bytes(flags)]
    at, control = _first_frame(data, len(screen))
    left, top, wide, high, flags = struct.unpack_from("<HHHHB", data, at + 1)
    pixels = at + _DESCRIPTOR + _palette_bytes(flags) + 1
    end = pixels + _length(_blocks(data, pixels))
    file = b"".join([screen, control, data[at:end], b";"])
    return Picture("GIF", file, max(width, left + wide), max(height, top + high))


def _palette_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _first_frame(data: bytes, at: int) -> tuple[int, bytes]:
    """Return where the first frame begins, and the extension that goes with it."""
    control = b""
    for _ in range(MAX_PARTS):
        sign = _SIGN.search(data, at)
        if not sign or sign[0] == b";":
            break
        if sign[0] == b",":
            return sign.start(), control
        blocks = _blocks(data, sign.start() + 2)
        if data[sign.start() + 1] == _CONTROL and len(blocks[0]) >= _CONTROL_BYTES:
            control = bytes([*b"!", _CONTROL, _CONTROL_BYTES, *blocks[0][:_CONTROL_BYTES], 0])
        at = sign.start() + 2 + _length(blocks)
    raise ValueError("the GIF holds no picture")


def _blocks(data: bytes, at: int) -> list[bytes]:
    """Return the blocks that begin here, the empty one at their end included."""
    blocks = []
    for _ in range(_MAX_BLOCKS):
        size = data[at]
        blocks.append(data[at + 1 : at + 1 + size])
        at += 1 + size
        if size == 0 or at >= len(data):
            break
    return blocks


def _length(blocks: list[bytes]) -> int:
    return sum(len(block) + 1 for block in blocks)
