import numpy as np
import pytest

from mood_recommender.settings import ROOT
from mood_recommender.vision.emotions import EmotionClassifier, spread_evidence
from mood_recommender.vision.faces import HaarFaceDetector
from mood_recommender.vision.images import decode_image
from mood_recommender.vision.reading import crop_face


@pytest.fixture(scope="module")
def classifier():
    return EmotionClassifier(ROOT / "weights" / "emotion.onnx")


@pytest.fixture(scope="module")
def astronaut(astronaut_jpeg):
    image = decode_image(astronaut_jpeg)
    return crop_face(image, HaarFaceDetector().detect(image)[0])


def test_evidence_covers_the_face_and_its_largest_is_one(classifier, astronaut):
    evidence = classifier.evidence(astronaut, "happy")
    assert (evidence.shape, evidence.dtype) == ((48, 48), np.float32)
    assert (evidence.min() >= 0, evidence.max()) == (True, 1)


def test_a_smile_is_seen_in_the_face_and_not_in_the_corners(classifier, astronaut):
    evidence = classifier.evidence(astronaut, "happy")
    corners = evidence[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert evidence[24:42, 12:36].mean() > 2 * corners.mean()


def test_another_emotion_has_other_evidence(classifier, astronaut):
    happy, sad = (classifier.evidence(astronaut, emotion) for emotion in ("happy", "sad"))
    assert np.abs(happy - sad).max() > 0.2


def test_scores_against_an_emotion_are_no_evidence():
    scores = np.array([[4, -4], [-4, 2]], np.float32)
    evidence = spread_evidence(scores)
    assert (evidence[0, 0], evidence[47, 47]) == (1, 0.5)
    assert (evidence[0, 47], evidence[47, 0]) == (0, 0)
    assert not spread_evidence(-np.ones((6, 6), np.float32)).any()


def test_an_unknown_emotion_has_no_evidence(classifier, astronaut):
    with pytest.raises(ValueError, match="not in tuple"):
        classifier.evidence(astronaut, "bored")
