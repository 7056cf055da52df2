"""Write files so that an interrupt or a full disk leaves the old one whole."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Lend a path to write to; it takes the place of `path` when the block ends without error.

    The lent path lies in the same folder, which is made, and ends in the same suffix. Nothing of
    it stays after an error. It begins with `part-` and no two are the same, so that what a killed
    process left is told from whole files, and two that write the same file do not mix.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"part-{secrets.token_hex(4)}-{path.name}")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
