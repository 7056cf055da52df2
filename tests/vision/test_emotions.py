import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS
from mood_recommender.vision.emotions import EmotionClassifier, WeightsMismatch
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
    assert tuple(classifier.card["labels"]) == EMOTIONS
    assert 0 < classifier.certain_threshold < 1


def test_labels_in_another_order_are_refused(copied_weights):
    change_card(copied_weights, labels=sorted(EMOTIONS))
    with pytest.raises(
        WeightsMismatch, match="has the labels angry, disgust, fear, happy, neutral"
    ):
        EmotionClassifier(copied_weights)


def test_weights_other_than_the_card_says_are_refused(copied_weights):
    with copied_weights.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(WeightsMismatch, match="is not the file that its card describes"):
        EmotionClassifier(copied_weights)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "cannot be read"), ("{", "is not JSON"), ('{"labels": []}', "lacks sha256, certain_")],
)
def test_weights_need_their_card(copied_weights, content, sentence):
    card = copied_weights.with_suffix(".json")
    card.unlink() if content is None else card.write_text(content)
    with pytest.raises(WeightsMismatch, match=f"emotions.json {sentence}"):
        EmotionClassifier(copied_weights)


def test_missing_weights_are_named(copied_weights):
    copied_weights.unlink()
    with pytest.raises(WeightsMismatch, match=r"emotions.onnx cannot be read: No such file"):
        EmotionClassifier(copied_weights)
