"""How far a figure could be off by the luck of which faces were measured."""

from collections.abc import Callable, Mapping

import numpy as np

RESAMPLES = 1000
"""Times that the faces are drawn again."""

COVERAGE = 0.95
"""Share of the resamples that an interval holds."""

Measure = Callable[[np.ndarray], Mapping[str, float | None]]
"""Takes the numbers of some faces, (n,) int64, one of them perhaps twice; returns named figures."""


def intervals(measure: Measure, count: int, seed: int = 0) -> dict[str, list[float]]:
    """Return the 95 % interval, [low, high], of every figure of `count` faces.

    A figure that is None of some resample goes without it, and one that is None of all the faces
    has no interval. Equal seeds give equal intervals.
    Source: Efron 1979, Annals of Statistics 7(1); the percentile interval.
    """
    random = np.random.default_rng(seed)
    names = [name for name, value in measure(np.arange(count)).items() if value is not None]
    draws = [measure(random.integers(count, size=count)) for _ in range(RESAMPLES)]
    return {name: _middle([draw[name] for draw in draws]) for name in names}


def _middle(values: list[float | None]) -> list[float]:
    known = [value for value in values if value is not None]
    low, high = np.quantile(known, ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2))
    return [float(low), float(high)]
