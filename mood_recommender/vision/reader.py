"""The whole way of a photo: image -> faces -> what the networks say. Knows not who asks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from mood_recommender.vision.boxes import Box
from mood_recommender.vision.detectors import FaceDetector
from mood_recommender.vision.emotions import EmotionReader
from mood_recommender.vision.heatmap import mood_heatmap
from mood_recommender.vision.networks import Network, WeightsMismatch
from mood_recommender.vision.reading import Answer, FaceReading, PhotoReading


class AnswerReader(Protocol):
    """Asks a network about faces and says what its answers mean."""

    def read(self, image: np.ndarray, boxes: list[Box]) -> Sequence[Answer]:
        """Answer for the face in each box of an (h, w, 3) uint8 RGB image, in their order."""


READERS: dict[str, Callable[[Network], AnswerReader]] = {}
"""Who reads what besides emotions, by the task on the network's card."""


class FaceReader:
    """A detector and the networks that are switched on, one object; safe to share among threads.

    Another process that is sent one loads its own.
    """

    def __init__(self, detector: FaceDetector, emotions: Path, *others: Path) -> None:
        """Load the network of emotions and any others, ONNX files with their cards.

        Raises WeightsMismatch as `Network` does, and for a network whose task is not in READERS.
        """
        self._detector = detector
        self.emotions = EmotionReader(Network(emotions))
        self._others = dict(_load(weights) for weights in others)
        self._made_of = (detector, emotions, *others)

    def __reduce__(self) -> tuple[type["FaceReader"], tuple[Any, ...]]:
        return type(self), self._made_of

    def read(self, image: np.ndarray) -> PhotoReading:
        """Read every face of an (h, w, 3) uint8 RGB image."""
        height, width = image.shape[:2]
        return PhotoReading(width, height, self.read_faces(image, self._detector.detect(image)))

    def read_faces(self, image: np.ndarray, boxes: list[Box]) -> list[FaceReading]:
        """Read the face in each box, in their order."""
        emotions = self.emotions.read(image, boxes)
        others = {task: reader.read(image, boxes) for task, reader in self._others.items()}
        return [
            FaceReading(box, emotions[i], {task: others[task][i] for task in others})
            for i, box in enumerate(boxes)
        ]

    def heatmap(self, image: np.ndarray, face: FaceReading) -> np.ndarray:
        """Show what spoke for the mood of a face of `image`; see `mood_heatmap`."""
        return mood_heatmap(image, face.box, face.emotions.mood, self.emotions)


def _load(weights: Path) -> tuple[str, AnswerReader]:
    network = Network(weights)
    task = network.card.task
    if task not in READERS:
        raise WeightsMismatch(f"{weights.name} is of the task {task}, which nobody reads here.")
    return task, READERS[task](network)
