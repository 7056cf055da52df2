"""Everything that a run needs to go on, and the best epoch, each in one file that is whole."""

from pathlib import Path

import keras
import numpy as np

from mood_recommender.files import write_whole
from training.faces.arrays import load_arrays
from training.runs.averages import Averages


def write_checkpoint(path: Path, network: keras.Model, averages: Averages) -> None:
    """Write the weights, the state of the optimizer and the averages."""
    write_arrays(path, _state(network) + averages.values)


def read_checkpoint(path: Path, network: keras.Model, averages: Averages) -> None:
    """Set what `write_checkpoint` wrote of the same network. Raises DataError if it is damaged."""
    network.optimizer.build(network.trainable_variables)
    variables = [*network.weights, *network.optimizer.variables]
    values = read_arrays(path, len(variables) + len(averages.values))
    for variable, value in zip(variables, values, strict=False):
        variable.assign(value)
    averages.values = values[len(variables) :]


def write_arrays(path: Path, values: list[np.ndarray]) -> None:
    """Write arrays in their order."""
    with write_whole(path) as part:
        np.savez(part, *values)


def read_arrays(path: Path, count: int) -> list[np.ndarray]:
    """Return arrays in the order in which they were written. Raises DataError."""
    return list(load_arrays(path, [f"arr_{i}" for i in range(count)]).values())


def _state(network: keras.Model) -> list[np.ndarray]:
    optimizer = [keras.ops.convert_to_numpy(v) for v in network.optimizer.variables]
    return [*network.get_weights(), *optimizer]
