"""What faces feel: the exported network in ONNX Runtime; nothing of training in here."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.moods import EMOTIONS

FACE_SIZE = 48
"""Side of the square that the network looks at, in pixels, as in FER-2013."""

CARD_KEYS = ("labels", "sha256", "certain_threshold")
"""What serving needs to know from the card."""


class WeightsMismatch(MoodRecommenderError):
    """The weights are not the ones that their card describes, or answer in other labels."""

    status = 500
    title = "The weights do not fit"


class EmotionClassifier:
    """The emotion network, loaded once and warmed; safe to share among threads."""

    card: dict[str, Any]
    """The JSON beside the weights: labels, checksum, scores, licence."""
    certain_threshold: float
    """Smallest confidence, in [0, 1], at which a mood counts as certain."""

    def __init__(self, weights: Path) -> None:
        """Load `weights` (ONNX) and the card beside them (same name, .json).

        Raises WeightsMismatch if either file is missing, if the card cannot be read, if its labels
        are not EMOTIONS in their order, or if its checksum is not the one of the file.
        """
        self.card, network = _read_card(weights.with_suffix(".json")), _read_network(weights)
        _check_card(self.card, network, weights.name)
        self.certain_threshold = float(self.card["certain_threshold"])
        self._session = _session(network)
        self.classify(np.zeros((1, FACE_SIZE, FACE_SIZE), np.uint8))  # the first call is slow

    def classify(self, faces: np.ndarray) -> np.ndarray:
        """Read the emotions of (n, 48, 48) uint8 grey faces.

        Returns (n, 7) float32 probabilities in the order of EMOTIONS, each row summing to 1;
        (0, 7) for no faces.
        """
        if not len(faces):
            return np.empty((0, len(EMOTIONS)), np.float32)
        pixels = faces[..., np.newaxis].astype(np.float32)
        probabilities: np.ndarray = self._session.run(["probabilities"], {"faces": pixels})[0]
        return probabilities


def _read_network(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WeightsMismatch(f"The weights {file} cannot be read: {error.strerror}.") from error


def _read_card(file: Path) -> dict[str, Any]:
    """Read the card; what it has to have is there, though perhaps wrong."""
    try:
        card = json.loads(file.read_text(encoding="utf-8"))
        missing = [key for key in CARD_KEYS if key not in card]
    except OSError as error:
        raise WeightsMismatch(
            f"The card {file} cannot be read: {error.strerror}; keep it beside the weights."
        ) from error
    except (ValueError, TypeError) as error:
        raise WeightsMismatch(f"The card {file} is not JSON; fetch or export it again.") from error
    if missing:
        raise WeightsMismatch(f"The card {file} lacks {', '.join(missing)}; export it again.")
    return dict(card)


def _check_card(card: dict[str, Any], network: bytes, name: str) -> None:
    if tuple(card["labels"]) != EMOTIONS:
        raise WeightsMismatch(
            f"{name} has the labels {', '.join(card['labels'])}; needed are {', '.join(EMOTIONS)}."
        )
    if card["sha256"] != hashlib.sha256(network).hexdigest():
        raise WeightsMismatch(
            f"{name} is not the file that its card describes; fetch or export both again."
        )


def _session(network: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a face takes half a millisecond; threads only cost
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
