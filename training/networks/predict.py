"""Let a network read faces; here alone are pictures turned into what networks take."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

BATCH = 256
"""Faces that are read at once."""


def pixels(images: np.ndarray) -> np.ndarray:
    """Return (n, h, w) grey or (n, h, w, 3) RGB pictures as (n, h, w, c) float32, as bright."""
    return np.asarray(images if images.ndim == 4 else images[..., np.newaxis], np.float32)


def predict(network: "keras.Model", images: np.ndarray) -> Any:
    """Read uint8 pictures: the network's output, (n, k) float32, or its outputs by name."""
    return network.predict(pixels(images), batch_size=BATCH, verbose=0)


def read_outputs(
    network: "keras.Model", outputs: Sequence[str], images: np.ndarray
) -> dict[str, np.ndarray]:
    """Read uint8 pictures with an exported network, whose outputs have no names of their own."""
    read = predict(network, images)
    return dict(zip(outputs, read if isinstance(read, list) else [read], strict=True))
