"""How far a command is: a bar where somebody watches, else a line for each of what it does."""

import sys
from collections.abc import Iterator

from tqdm import tqdm


def progress(count: int, unit: str) -> Iterator[int]:
    """Count from 0 to `count` - 1, showing how many of them are done."""
    if sys.stderr.isatty():
        yield from tqdm(range(count), unit=unit)
        return
    for number in range(count):
        yield number
        print(f"{unit} {number + 1} of {count}", flush=True)
