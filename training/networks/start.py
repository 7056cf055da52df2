"""Begin with the weights of another network of the same architecture, perhaps a narrower one."""

import operator
from pathlib import Path

import keras
import numpy as np

from training.networks.saved import NetworkError, load_network


def start_from(network: keras.Model, path: Path) -> None:
    """Give every layer of `network` the weights of the layer of its name in a .keras file.

    Where a layer there has fewer channels, they become the first ones and the others stay at
    chance. Raises NetworkError where a layer is missing or of another kind, or larger.
    """
    start = {layer.name: layer.get_weights() for layer in load_network(path).layers}
    for layer in network.layers:
        new, old = layer.get_weights(), start.get(layer.name, [])
        if len(new) != len(old) or not all(map(_holds, new, old)):
            raise NetworkError(f"{path} has another architecture or other heads.")
        layer.set_weights(list(map(_filled, new, old)))


def _holds(new: np.ndarray, old: np.ndarray) -> bool:
    """Whether `new` is as large as `old` but for more channels, which are the last two axes."""
    same = new.ndim == old.ndim and new.shape[:-2] == old.shape[:-2]
    return same and all(map(operator.ge, new.shape, old.shape))


def _filled(new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Put `old` into the first channels of `new`; the others stay at chance."""
    filled = new.copy()
    filled[tuple(map(slice, old.shape))] = old
    return filled
