"""The whole way of a photo: image -> faces -> emotions -> moods. Knows not who asks."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.moods import EMOTIONS, MOODS, mood_probabilities
from mood_recommender.vision.boxes import Box, Crop
from mood_recommender.vision.emotions import FACE_SIZE, EmotionClassifier
from mood_recommender.vision.haar import FaceDetector

CROP = Crop(FACE_SIZE, "grey")

LOOKS = (
    (0.0, 0.0, 0.0),
    (0.06, 0.06, 0.1),
    (-0.06, -0.06, 0.1),
    (0.06, -0.06, -0.1),
    (-0.06, 0.06, -0.1),
)
"""The boxes that one face is read in: shift right, shift down and growth, as parts of its box."""


class NoFaceFound(MoodRecommenderError):
    """No face in a photo from which a mood was wanted."""

    status = 422
    title = "No face found"


@dataclass(frozen=True, eq=False)
class FaceReading:
    """What one face says."""

    box: Box
    """Where the face is, in pixels of the upright photo."""
    emotions: np.ndarray
    """(7,) float32 probabilities in the order of EMOTIONS."""
    moods: np.ndarray
    """(4,) float32 probabilities in the order of MOODS."""
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
        box = self.box
        return {
            "box": {"left": box.left, "top": box.top, "right": box.right, "bottom": box.bottom},
            "emotions": _named(EMOTIONS, self.emotions),
            "moods": _named(MOODS, self.moods),
            "mood": self.mood,
            "confidence": round(self.confidence, 4),
            "certain": self.certain,
        }


def read_faces(
    image: np.ndarray, detector: FaceDetector, classifier: EmotionClassifier
) -> list[FaceReading]:
    """Read every face of an (h, w, 3) uint8 RGB image in one batch.

    Returns the readings largest face first; an empty list when there is no face.
    """
    boxes = detector.detect(image)
    if not boxes:
        return []
    emotions = steady_emotions(image, boxes, classifier)
    moods = mood_probabilities(emotions)
    certain = moods.max(axis=1) >= classifier.certain_threshold
    rows = zip(boxes, emotions, moods, certain, strict=True)
    return [FaceReading(box, emotion, mood, bool(sure)) for box, emotion, mood, sure in rows]


def steady_emotions(
    image: np.ndarray, boxes: list[Box], classifier: EmotionClassifier
) -> np.ndarray:
    """Read the face in each of n boxes: the mean over its LOOKS and their mirror images.

    Returns (n, 7) float32, rows sum to 1. Where the detector puts its box is chance to a few
    percent; benchmarks/README.md has how much less this moves the mood and what it costs.
    """
    faces = np.stack([crop_face(image, box.moved(*look)) for box in boxes for look in LOOKS])
    emotions = classifier.classify(np.concatenate([faces, faces[:, :, ::-1]]))
    means: np.ndarray = emotions.reshape(2, len(boxes), len(LOOKS), -1).mean(axis=(0, 2))
    return means


def crop_face(image: np.ndarray, box: Box) -> np.ndarray:
    """Cut `box` out of an (h, w, 3) uint8 RGB image the way the network was trained.

    Returns (48, 48) uint8 grey; the part of the box outside the image is left out.
    """
    return CROP.cut(image, box)


def _named(names: tuple[str, ...], probabilities: np.ndarray) -> dict[str, float]:
    return {name: round(float(p), 4) for name, p in zip(names, probabilities, strict=True)}
