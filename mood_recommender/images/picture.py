"""What a container held."""

import struct
from dataclasses import dataclass

MAX_PARTS = 20_000
"""Most segments, chunks or scans that are read of one file: encoders write some hundreds at most,
and a file of 10 MB could hold millions."""

CONTAINER_ERRORS = (ValueError, LookupError, ArithmeticError, struct.error)
"""What the readers raise for files that hold no picture."""


class EndMissing(ValueError):
    """The file ends within its picture."""


@dataclass(frozen=True)
class Picture:
    """The picture of a file, not yet decoded."""

    kind: str
    """JPEG, PNG, WEBP or GIF."""
    data: bytes
    """A file of this kind that holds the (first) picture and nothing else."""
    width: int
    """Of the canvas, in pixels as stored: not yet turned upright. So is `height`."""
    height: int
    exif: bytes = b""
    """The EXIF block, or nothing."""
    left: int = 0
    """Where on the canvas the picture lies, in pixels; so is `top`."""
    top: int = 0
    channels: int = 3
    """Of a JPEG: 1 is grey, 3 are colours, 4 are inks."""
    samples: int = 0
    """Of a JPEG that comes in several scans: how many coefficients are kept until the last."""
