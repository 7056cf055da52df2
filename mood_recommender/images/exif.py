"""How a camera was held. Source: CIPA DC-008 (EXIF 2.32), tag 274; TIFF 6.0, section 2."""

import struct

_ORIENTATION, _SHORT = 274, 3  # a tag and the type of its value
_ORDERS = {b"II": "<", b"MM": ">"}
_MOST_ENTRIES = 1000


def orientation(exif: bytes) -> int:
    """Return the orientation that an EXIF block names; 1, upright, when it names none or is bad.

    As in browsers the block of the file itself counts, and nothing that XMP says.
    """
    block = exif.removeprefix(b"Exif\0\0")
    order = _ORDERS.get(block[:2])
    if not order or len(block) < 8:
        return 1
    start = struct.unpack_from(f"{order}I", block, 4)[0] + 2  # after the number of entries
    entries = block[start : start + 12 * _MOST_ENTRIES]
    whole = len(entries) // 12 * 12
    for tag, kind, count, value in struct.iter_unpack(f"{order}HHIHxx", entries[:whole]):
        if (tag, kind, count) == (_ORIENTATION, _SHORT, 1):
            return int(value)
    return 1
