"""Long lists of values in pieces that every database takes in one statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

BATCH = 500
"""Half of the fewest parameters that any SQLite takes (SQLITE_MAX_VARIABLE_NUMBER was 999)."""


def in_batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield the values in lists of BATCH; the last may be shorter."""
    rest = iter(values)
    while batch := list(islice(rest, BATCH)):
        yield batch
