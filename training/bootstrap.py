"""How far a figure could be off by the luck of which faces were measured."""

from collections.abc import Callable

import numpy as np

RESAMPLES = 1000
"""Times that the faces are drawn again."""

COVERAGE = 0.95
"""Share of the resamples that an interval holds."""

Figures = dict[str, float]


def intervals(
    measure: Callable[[np.ndarray], Figures], count: int, seed: int = 0
) -> dict[str, list[float]]:
    """Return the 95 % interval, [low, high], of every figure that `measure` returns.

    `measure` takes the numbers of `count` faces out of as many, drawn with replacement, as (count,)
    int64, and names the same figures each time. Equal seeds give equal intervals.
    Source: Efron 1979, Annals of Statistics 7(1); the percentile interval.
    """
    random = np.random.default_rng(seed)
    draws = [measure(random.integers(count, size=count)) for _ in range(RESAMPLES)]
    tails = (1 - COVERAGE) / 2, (1 + COVERAGE) / 2
    return {name: np.quantile([draw[name] for draw in draws], tails).tolist() for name in draws[0]}
