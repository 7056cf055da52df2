"""What the network looked at: cover the face piece by piece and see where the answer changes.

This asks nothing of the network but its answers, so it needs the serving runtime only and holds
for any network. Source: occlusion sensitivity, Zeiler and Fergus 2014 (arXiv:1311.2901), section 4.
"""

import numpy as np

from mood_recommender.moods import MOODS, mood_probabilities
from mood_recommender.vision.emotions import FACE_SIZE, EmotionClassifier

PATCH = 12
"""Side of the square that covers a part of the face, in pixels: about an eye or half a mouth."""
STRIDE = 4
"""From one place of the square to the next, in pixels; 100 places cover the face."""


def mood_heatmap(face: np.ndarray, mood: str, classifier: EmotionClassifier) -> np.ndarray:
    """Say how much each pixel of a (48, 48) uint8 grey face speaks for `mood`, one of MOODS.

    Returns (48, 48) float32 in [0, 1]: how far the probability of the mood fell on average while
    the pixel was covered, divided by the largest fall; all 0 when covering nothing lowers it.
    """
    places = _places()
    probabilities = mood_probabilities(classifier.classify(_covered(face, places)))
    column = probabilities[:, MOODS.index(mood)]
    falls = np.maximum(column[0] - column[1:], 0)
    total, times = np.zeros((2, FACE_SIZE, FACE_SIZE), np.float32)
    for place, fall in zip(places, falls, strict=True):
        total[place] += fall
        times[place] += 1
    heat: np.ndarray = total / times
    return heat / heat.max() if heat.any() else heat


def _places() -> list[tuple[slice, slice]]:
    starts = range(0, FACE_SIZE - PATCH + 1, STRIDE)
    return [
        (slice(top, top + PATCH), slice(left, left + PATCH)) for top in starts for left in starts
    ]


def _covered(face: np.ndarray, places: list[tuple[slice, slice]]) -> np.ndarray:
    """Return the face as it is, then once for each place, covered there with its mean grey."""
    faces = np.repeat(face[np.newaxis], len(places) + 1, axis=0)
    for copy, place in zip(faces[1:], places, strict=True):
        copy[place] = round(float(face.mean()))
    return faces
