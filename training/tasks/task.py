"""What a network is to learn: a task has heads, and says where faces and their truth come from.

Commands, networks and views know tasks by this page alone. A new task is one file beside this one,
with a TASK in it, and a reader of its data set in `training.faces`. No Keras here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeAlias, TypeVar

import numpy as np

from mood_recommender.vision.boxes import Crop
from training.figures.kinds import KINDS, Kind

Targets: TypeAlias = dict[str, np.ndarray]
"""What to answer, by head: (n, k) float32 in [0, 1], k labels."""

Readings: TypeAlias = Mapping[str, np.ndarray]
"""What an exported network answers, by output: (n, k) float32 in [0, 1]."""

JSON: TypeAlias = dict[str, Any]


class Faces(Protocol):
    """The faces of one split with what is known of them, as a reader of `training.faces` gives."""

    @property
    def images(self) -> np.ndarray:
        """(n, side, side) grey or (n, side, side, 3) RGB uint8, of the side that the crop has."""

    def __len__(self) -> int:
        """Return the number of faces."""

    def take(self, rows: np.ndarray) -> Self:
        """Return the faces of some rows, given as numbers or as (n,) bool."""


F = TypeVar("F", bound=Faces)


@dataclass(frozen=True)
class Head:
    """One answer of a network: a probability for each label."""

    name: str
    """A Python name: layers, columns of the log and flags carry it."""
    labels: tuple[str, ...]
    kind: str
    """One of KINDS: what the probabilities mean, and so how they are learned and calibrated."""
    output: str = ""
    """What the exported network calls it, where that is not the head's name. Heads of one output
    are several truths of one question, of which one serves."""
    confidence: Callable[[np.ndarray], np.ndarray] | None = None
    """(n, k) probabilities to what a threshold is compared with; None: as the kind has it."""

    @property
    def answers_as(self) -> str:
        """The name of the output in the exported network."""
        return self.output or self.name

    @property
    def rules(self) -> Kind:
        """What follows from the kind."""
        return KINDS[self.kind]

    def confidences(self, probabilities: np.ndarray) -> np.ndarray:
        """Return in [0, 1] how sure (n, k) probabilities are."""
        return (self.confidence or self.rules.confidence)(probabilities)


@dataclass(frozen=True)
class Task(Generic[F]):
    """A task. What takes faces takes what `load` returned."""

    name: str
    """The name of its file, and of the weights that serve."""
    crop: Crop
    """How its networks want a face; the pictures of the data are such crops."""
    heads: tuple[Head, ...]
    """Every answer that a network can learn."""
    serves: tuple[str, ...]
    """Names of the heads that serve together, where training.export is not told otherwise."""
    source: str
    """The data set, as the card of the weights names it."""
    load: Callable[[Path, str], F]
    """Read a split, train, public or private. Raises DataError."""
    usable: Callable[[F, Path], F]
    """Leave what teaches something. Raises DataError where too little is left of that file."""
    targets: Callable[[F, float], Targets]
    """What to learn by head, without those that the data does not know. 0 to 1: how much what is
    likely softens what is written."""
    answers: Callable[[F, str], np.ndarray]
    """What a head should say: as its kind has it, -1 where nobody knows. Raises DataError where
    the data does not know that head."""
    scores: Callable[[Readings, F, F | None, Mapping[str, float]], JSON]
    """Every score, ready for JSON, of the readings of some heads; given are the Training faces, of
    which there may be copies, if they are known, and the threshold of each output."""
    licence: str
    """One sentence about the terms of weights that learned this."""

    def head(self, name: str) -> Head:
        """Return the head of that name. Raises KeyError."""
        return {head.name: head for head in self.heads}[name]
