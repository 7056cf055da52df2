"""Batches of faces for `fit`: which faces and which views of them depends on seed and epoch alone.

So a run that was interrupted goes on with the very batches that it would have seen.
"""

from collections.abc import Callable

import keras
import numpy as np

from training.networks.predict import pixels
from training.tasks.task import Targets
from training.views.augment import augment

Draw = Callable[[np.ndarray, np.random.Generator], tuple[np.ndarray, Targets]]
"""Takes (b,) rows and a random generator; returns b views and their targets.

Views are uint8, or float32 in [0, 255] where faces are mixed.
"""


class Batches(keras.utils.PyDataset):
    """Shuffled batches of `count` faces; `draw` makes the views of one batch."""

    def __init__(self, count: int, batch_size: int, seed: int, draw: Draw) -> None:
        super().__init__()
        self.count, self.batch_size, self.seed, self.draw = count, batch_size, seed, draw
        self.start(0)

    def start(self, epoch: int) -> None:
        """Shuffle for an epoch."""
        self.epoch = epoch
        self.order = np.random.default_rng((self.seed, epoch)).permutation(self.count)

    def __len__(self) -> int:
        """Return the number of whole batches, at least one."""
        return max(1, self.count // self.batch_size)

    def __getitem__(self, batch: int) -> tuple[np.ndarray, Targets]:
        """Return (b, side, side, c) float32 faces in [0, 255] and {head: (b, k) float32}."""
        rows = self.order[batch * self.batch_size : (batch + 1) * self.batch_size]
        images, targets = self.draw(rows, np.random.default_rng((self.seed, self.epoch, batch)))
        return pixels(images), targets


def augmented(images: np.ndarray, targets: Targets, strength: float) -> Draw:
    """Draw random views of n uint8 images; the targets stay."""

    def draw(rows: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, Targets]:
        views = augment(images[rows], random, strength)
        return views, {head: target[rows] for head, target in targets.items()}

    return draw


def taught(
    views: np.ndarray, readings: Targets, targets: Targets, weight: float, strength: float
) -> Draw:
    """Draw one of v stored views, (v, n, ...), and of that a random view of some `strength`.

    A target is `weight` parts of the teacher's mean reading of all views of the face, from {head:
    (v, n, k)}, and 1 - `weight` parts of the face's own target (Hinton et al. 2015,
    arXiv:1503.02531). The mean is right more often than one reading, and it is the same for every
    view: so the network learns to read a shifted or spoilt face as it reads the face.
    """
    targets = {
        head: (1 - weight) * target + weight * readings[head].mean(axis=0, dtype=np.float32)
        for head, target in targets.items()
    }

    def draw(rows: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, Targets]:
        view = random.integers(len(views), size=len(rows))
        images = augment(views[view, rows], random, strength)
        return images, {head: target[rows] for head, target in targets.items()}

    return draw


def mixed(draw: Draw, strength: float) -> Draw:
    """Mix every face of a batch, and its target, with another one of the batch.

    The greater share, at least half, is its own: the greater of the two shares that
    Beta(`strength`, `strength`) gives. Views come out as float32 in [0, 255].
    Source: Zhang et al. 2018, arXiv:1710.09412.
    """

    def mix(rows: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, Targets]:
        images, targets = draw(rows, random)
        share = random.beta(strength, strength, len(rows)).astype(np.float32)
        share = np.maximum(share, 1 - share)[:, np.newaxis]
        other = random.permutation(len(rows))
        own = share.reshape(-1, *[1] * (images.ndim - 1))
        mixes = own * images + (1 - own) * images[other]
        return mixes, {h: share * t + (1 - share) * t[other] for h, t in targets.items()}

    return mix
