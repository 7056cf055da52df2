"""What faces feel: what the answers of an emotion network mean, and the mood that they show."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mood_recommender.moods import EMOTIONS, MOODS, mood_probabilities
from mood_recommender.vision.boxes import Box, Crop
from mood_recommender.vision.networks import Network

TASK = "emotions"
"""Of the cards of emotion networks."""
OUTPUT = "probabilities"

LOOKS = (
    (0.0, 0.0, 0.0),
    (0.06, 0.06, 0.1),
    (-0.06, -0.06, 0.1),
    (0.06, -0.06, -0.1),
    (-0.06, 0.06, -0.1),
)
"""The boxes that one face is read in: shift right, shift down and growth, as parts of its box."""


@dataclass(frozen=True, eq=False)
class Emotions:
    """What a face feels, or several together."""

    probabilities: np.ndarray
    """(7,) float32 in the order of EMOTIONS, summing to 1."""
    moods: np.ndarray
    """(4,) float32 probabilities in the order of MOODS, summing to 1."""
    certain: bool
    """Whether the confidence reaches the threshold stored with the weights."""

    @property
    def mood(self) -> str:
        """The likeliest mood; on a tie the first in MOODS."""
        return MOODS[int(self.moods.argmax())]

    @property
    def confidence(self) -> float:
        """The probability of that mood, in [0, 1]."""
        return float(self.moods.max())

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python, ready for JSON; probabilities are rounded to four places."""
        return {
            "emotions": _named(EMOTIONS, self.probabilities),
            "moods": _named(MOODS, self.moods),
            "mood": self.mood,
            "confidence": round(self.confidence, 4),
            "certain": self.certain,
        }


class EmotionReader:
    """Reads the emotions of faces; safe to share among threads."""

    certain_threshold: float
    """Smallest confidence, in [0, 1], at which a mood counts as certain."""
    crop: Crop
    """How the network wants a face."""

    def __init__(self, network: Network) -> None:
        """Ask `network`. Raises WeightsMismatch if it does not answer in EMOTIONS."""
        network.require_labels(OUTPUT, EMOTIONS)
        self.certain_threshold = network.threshold(OUTPUT)
        self.crop = network.card.crop
        self._network = network

    def read(self, image: np.ndarray, boxes: list[Box]) -> list[Emotions]:
        """Read the face in each of n boxes of an (h, w, 3) uint8 RGB image, in one batch.

        Every answer is the mean over the face's LOOKS and their mirror images. Where the detector
        puts its box is chance to a few percent; benchmarks/README.md has how much less this moves
        the mood and what it costs.
        """
        if not boxes:
            return []
        looks = self.classify(self.looks(image, boxes))
        emotions = looks.reshape(2, len(boxes), len(LOOKS), -1).mean(axis=(0, 2))
        moods = mood_probabilities(emotions)
        certain = moods.max(axis=1) >= self.certain_threshold
        rows = zip(emotions, moods, certain, strict=True)
        return [Emotions(probabilities, mood, bool(sure)) for probabilities, mood, sure in rows]

    def looks(self, image: np.ndarray, boxes: list[Box]) -> np.ndarray:
        """Cut n faces out in every way in which they are looked at.

        Returns (10 n, 48, 48) uint8 grey: the LOOKS of the first face, of the second, and so on;
        then the mirror images of all of these.
        """
        faces = np.stack(
            [self.crop.cut(image, box.moved(*look)) for box in boxes for look in LOOKS]
        )
        return np.concatenate([faces, faces[:, :, ::-1]])

    def classify(self, crops: np.ndarray) -> np.ndarray:
        """Read the emotions of (n, 48, 48) uint8 grey crops, each as it is.

        Returns (n, 7) float32 probabilities in the order of EMOTIONS, each row summing to 1.
        """
        return self._network.answers(crops)[OUTPUT]


def _named(names: tuple[str, ...], probabilities: np.ndarray) -> dict[str, float]:
    return {name: round(float(p), 4) for name, p in zip(names, probabilities, strict=True)}
