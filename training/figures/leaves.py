"""Figures in nested dictionaries, by a name with dots."""

from collections.abc import Iterator
from typing import Any, TypeAlias

JSON: TypeAlias = dict[str, Any]


def leaves(scores: JSON, prefix: str = "") -> Iterator[tuple[str, float | None]]:
    """Give every share its dotted name; counts, texts and matrices are none, unknown ones None."""
    for name, value in scores.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{name}.")
        elif value is None or isinstance(value, float):
            yield prefix + name, value
