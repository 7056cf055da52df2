import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS, MOOD_OF_EMOTION, MOODS
from mood_recommender.vision.boxes import Box
from mood_recommender.vision.emotions import EmotionReader
from mood_recommender.vision.networks import Network, WeightsMismatch
from tests.vision.conftest import ASTRONAUT_FACE, WEIGHTS


@pytest.fixture(scope="module")
def emotions(reader) -> EmotionReader:
    return reader.emotions


def copy_with_output(folder: Path, **changes: Any) -> Path:
    """Copy the weights that serve; their card says something else of the output."""
    card = json.loads(WEIGHTS.with_suffix(".json").read_text())
    card["outputs"]["probabilities"] |= changes
    (folder / "emotions.json").write_text(json.dumps(card))
    return Path(shutil.copy(WEIGHTS, folder))


def noise(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, 48, 48), np.uint8)


@pytest.mark.parametrize("n", [0, 1, 2, 16, 33])
def test_every_face_has_seven_probabilities(emotions, n):
    probabilities = emotions.classify(noise(n))
    assert probabilities.dtype == np.float32
    assert probabilities.shape == (n, 7)
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_a_batch_says_what_its_faces_say_alone(emotions):
    faces = noise(16)
    alone = np.concatenate([emotions.classify(face[np.newaxis]) for face in faces])
    np.testing.assert_allclose(emotions.classify(faces), alone, atol=1e-5)


def test_labels_in_another_order_are_refused(tmp_path):
    network = Network(copy_with_output(tmp_path, labels=sorted(EMOTIONS)))
    with pytest.raises(
        WeightsMismatch, match="has the labels angry, disgust, fear, happy, neutral"
    ):
        EmotionReader(network)


def test_weights_without_a_threshold_are_refused(tmp_path):
    network = Network(copy_with_output(tmp_path, threshold=None))
    with pytest.raises(WeightsMismatch, match="has no threshold for probabilities"):
        EmotionReader(network)


def test_a_mood_is_the_sum_of_its_emotions(astronaut, emotions):
    (face,) = emotions.read(astronaut, [ASTRONAUT_FACE])
    for mood, probability in zip(MOODS, face.moods, strict=True):
        named = zip(EMOTIONS, face.probabilities, strict=True)
        parts = [part for emotion, part in named if MOOD_OF_EMOTION[emotion] == mood]
        assert probability == pytest.approx(sum(parts), abs=1e-6)


def test_probabilities_add_up(astronaut, emotions):
    (face,) = emotions.read(astronaut, [ASTRONAUT_FACE])
    assert face.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert face.moods.sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(("threshold", "certain"), [(0.0, True), (1.0, False)])
def test_certain_means_at_or_over_the_threshold(astronaut, tmp_path, threshold, certain):
    emotions = EmotionReader(Network(copy_with_output(tmp_path, threshold=threshold)))
    (face,) = emotions.read(astronaut, [ASTRONAUT_FACE])
    assert face.certain is certain


def test_a_mirror_shows_the_same_emotions(astronaut, emotions):
    face = ASTRONAUT_FACE
    mirrored = np.ascontiguousarray(astronaut[:, ::-1])
    box = Box(512 - face.right, face.top, 512 - face.left, face.bottom)
    (original,), (of_mirror,) = emotions.read(astronaut, [face]), emotions.read(mirrored, [box])
    np.testing.assert_allclose(of_mirror.probabilities, original.probabilities, atol=0.01)


def test_the_mood_stays_when_the_box_moves_a_little(astronaut, emotions):
    face = ASTRONAUT_FACE
    boxes = [
        Box(face.left + across, face.top + down, face.right + across, face.bottom + down)
        for across in (-5, 0, 5)
        for down in (-5, 0, 5)
    ]
    happy = [read.moods[MOODS.index("happy")] for read in emotions.read(astronaut, boxes)]
    assert len(happy) == 9
    assert np.ptp(happy) < 0.1


def test_faces_are_read_each_for_itself(astronaut, emotions):
    other = Box(0, 0, 100, 100)
    (alone,) = emotions.read(astronaut, [ASTRONAUT_FACE])
    first, second = emotions.read(astronaut, [other, ASTRONAUT_FACE])
    np.testing.assert_allclose(second.probabilities, alone.probabilities, atol=1e-5)
    assert np.abs(first.probabilities - second.probabilities).max() > 0.1


def test_no_boxes_are_no_emotions(astronaut, emotions):
    assert emotions.read(astronaut, []) == []
