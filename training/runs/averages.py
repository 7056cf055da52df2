"""The average of a network's weights over the last steps, which is what a run gives.

Taken by the number of steps: min(keep, (1 + t) / (10 + t)) of it stays in step t (as in
TensorFlow's ExponentialMovingAverage), so that a short run is no average of where it began.
"""

import keras
import numpy as np


class Averages(keras.callbacks.Callback):
    """Averages all weights, statistics of the normalization too; while testing they are in use."""

    values: list[np.ndarray]
    """The averages, in the order of the network's weights; while testing, the weights."""

    def __init__(self, network: keras.Model, keep: float) -> None:
        super().__init__()
        self.keep = keep
        self.values = network.get_weights()

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Take a step in."""
        step = int(self.model.optimizer.iterations)
        keep = min(self.keep, step / (9 + step))
        for average, weight in zip(self.values, self.model.get_weights(), strict=True):
            average += (1 - keep) * (weight - average)

    def on_test_begin(self, logs: object = None) -> None:
        """Let the averages be judged."""
        self._swap()

    def on_test_end(self, logs: object = None) -> None:
        """Go on with the weights."""
        self._swap()

    def _swap(self) -> None:
        weights = self.model.get_weights()
        self.model.set_weights(self.values)
        self.values = weights
