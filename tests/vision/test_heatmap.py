import numpy as np
import pytest

from mood_recommender.vision.emotions import FACE_SIZE
from mood_recommender.vision.heatmap import mood_heatmap


class OneEyedClassifier:
    """Says happy as far as the left upper corner is white, neutral for the rest."""

    def classify(self, faces: np.ndarray) -> np.ndarray:
        happy = faces[:, :8, :8].mean(axis=(1, 2)) / 255
        probabilities = np.zeros((len(faces), 7), np.float32)
        probabilities[:, 3], probabilities[:, 6] = happy, 1 - happy
        return probabilities


@pytest.fixture
def face() -> np.ndarray:
    pixels = np.zeros((FACE_SIZE, FACE_SIZE), np.uint8)
    pixels[:8, :8] = 255
    return pixels


def test_heat_is_where_covering_changes_the_answer(face):
    heat = mood_heatmap(face, "happy", OneEyedClassifier())
    assert heat[:4, :4].mean() > 0.9
    assert heat[24:, 24:].max() == 0


def test_heat_lies_between_0_and_1(face):
    heat = mood_heatmap(face, "happy", OneEyedClassifier())
    assert heat.shape == (FACE_SIZE, FACE_SIZE)
    assert heat.min() >= 0
    assert heat.max() == 1


def test_there_is_no_heat_when_nothing_speaks_for_the_mood(face):
    assert not mood_heatmap(face, "sad", OneEyedClassifier()).any()


def test_face_stays_as_it_was(face):
    before = face.copy()
    mood_heatmap(face, "happy", OneEyedClassifier())
    assert (face == before).all()
