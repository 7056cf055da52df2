"""Memory of large photos goes back to the system when they are gone.

Left to itself glibc learns from the first large photo to keep such memory for the next, for each
thread anew, so that a worker would grow for hours. Other C libraries have no such setting.
"""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # source: malloc.h of glibc
_LARGE = 4 * 2**20
"""Bytes, more than the pixels that our page sends: those are not worth asking the system for."""


def return_large_memory() -> None:
    """Let blocks of 4 MB and more be the system's again as soon as they are freed."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_MMAP_THRESHOLD, _LARGE)
        library.mallopt(_TRIM_THRESHOLD, _LARGE)
