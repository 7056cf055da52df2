"""What faces feel: the exported network in ONNX Runtime; nothing of training in here."""

from pathlib import Path

import numpy as np

from mood_recommender.moods import EMOTIONS
from mood_recommender.vision.networks import Card, Network

FACE_SIZE = 48
"""Side of the square that the network looks at, in pixels, as in FER-2013."""

OUTPUT = "probabilities"


class EmotionClassifier:
    """The emotion network, loaded once and warmed; safe to share among threads."""

    card: Card
    """What the file beside the weights says of them."""
    certain_threshold: float
    """Smallest confidence, in [0, 1], at which a mood counts as certain."""

    def __init__(self, weights: Path) -> None:
        """Load `weights` (ONNX) and the card beside them.

        Raises WeightsMismatch as `Network` does, and if its labels are not EMOTIONS in their order.
        """
        self._network = Network(weights)
        self._network.require_labels(OUTPUT, EMOTIONS)
        self.card = self._network.card
        self.certain_threshold = self.card.certain_threshold or 0

    def classify(self, faces: np.ndarray) -> np.ndarray:
        """Read the emotions of (n, 48, 48) uint8 grey faces.

        Returns (n, 7) float32 probabilities in the order of EMOTIONS, each row summing to 1;
        (0, 7) for no faces.
        """
        return self._network.answers(faces)[OUTPUT]
