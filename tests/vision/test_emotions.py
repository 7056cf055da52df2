import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS
from mood_recommender.vision.emotions import EmotionClassifier
from mood_recommender.vision.networks import WeightsMismatch
from tests.vision.conftest import WEIGHTS


@pytest.fixture
def copied_weights(tmp_path: Path) -> Path:
    shutil.copy(WEIGHTS.with_suffix(".json"), tmp_path)
    return Path(shutil.copy(WEIGHTS, tmp_path))


def change_card(weights: Path, **changes: Any) -> None:
    card = weights.with_suffix(".json")
    card.write_text(json.dumps(json.loads(card.read_text()) | changes))


def noise(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, 48, 48), np.uint8)


@pytest.mark.parametrize("n", [1, 2, 16, 33])
def test_every_face_has_seven_probabilities(classifier, n):
    probabilities = classifier.classify(noise(n))
    assert probabilities.dtype == np.float32
    assert probabilities.shape == (n, 7)
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_no_faces_have_no_probabilities(classifier):
    assert classifier.classify(noise(0)).shape == (0, 7)


def test_a_batch_says_what_its_faces_say_alone(classifier):
    faces = noise(16)
    alone = np.concatenate([classifier.classify(face[np.newaxis]) for face in faces])
    np.testing.assert_allclose(classifier.classify(faces), alone, atol=1e-5)


def test_the_card_is_at_hand(classifier):
    assert tuple(classifier.card.outputs["probabilities"].labels) == EMOTIONS
    assert 0 < classifier.certain_threshold < 1


def test_labels_in_another_order_are_refused(copied_weights):
    output = {"kind": "softmax", "labels": sorted(EMOTIONS), "threshold": 0.5}
    change_card(copied_weights, outputs={"probabilities": output})
    with pytest.raises(
        WeightsMismatch, match="has the labels angry, disgust, fear, happy, neutral"
    ):
        EmotionClassifier(copied_weights)
