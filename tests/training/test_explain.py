from pathlib import Path

import cv2
import keras
import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS
from mood_recommender.vision.reading import NoFaceFound
from training.explain import (
    ExplainConfig,
    ExplainError,
    explain,
    grad_cam,
    guided_backpropagation,
    largest_face,
    overlay,
    surest_mistakes,
)

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "weights" / "emotion.keras"
HAPPY, SAD = EMOTIONS.index("happy"), EMOTIONS.index("sad")


@pytest.fixture(params=["relu", "silu"])
def network(request):
    """Happy where a pixel is over 100, and sad as far as nothing is."""
    faces = keras.Input((48, 48, 1))
    x = keras.layers.Conv2D(1, 1, name="light")(faces)
    x = keras.layers.Activation(request.param)(x)
    x = keras.layers.Conv2D(7, 1, use_bias=False, name="light_scores")(x)
    outputs = keras.layers.Softmax()(keras.layers.GlobalAveragePooling2D()(x))
    network = keras.Model(faces, outputs)
    kernel = np.zeros((1, 1, 1, 7), np.float32)
    kernel[..., HAPPY], kernel[..., SAD] = 1, -1
    network.get_layer("light").set_weights([np.ones((1, 1, 1, 1)), np.array([-100.0])])
    network.get_layer("light_scores").set_weights([kernel])
    return network


@pytest.fixture
def face():
    """A light square at rows 10 to 15, columns 30 to 37."""
    face = np.full((48, 48), 50, np.uint8)
    face[10:16, 30:38] = 200
    return face


@pytest.fixture
def astronaut(astronaut_jpeg, tmp_path):
    path = tmp_path / "astronaut.jpg"
    path.write_bytes(astronaut_jpeg)
    return path


@pytest.mark.parametrize("method", [grad_cam, guided_backpropagation])
def test_evidence_is_where_the_score_comes_from(method, network, face):
    evidence = method(network, face, "happy")
    assert (evidence.shape, evidence.dtype) == ((48, 48), np.float32)
    assert np.array_equal(evidence, (face == 200).astype(np.float32))


@pytest.mark.parametrize("method", [grad_cam, guided_backpropagation])
def test_what_speaks_against_an_emotion_is_no_evidence(method, network, face):
    assert np.allclose(method(network, face, "sad"), 0, atol=1e-6)


def test_the_face_shows_through_where_there_is_no_evidence():
    face = np.full((48, 48), 90, np.uint8)
    assert (overlay(face, np.zeros((48, 48), np.float32)) == 90).all()
    red, _, blue = overlay(face, np.ones((48, 48), np.float32))[0, 0]
    assert red > blue


def test_mistakes_of_each_emotion_come_surest_first():
    answers = np.eye(7)[[HAPPY, HAPPY, SAD, HAPPY, SAD]] * np.array([[0.5, 0.9, 0.8, 1, 0.7]]).T
    mistakes = surest_mistakes(answers, np.array([SAD, SAD, HAPPY, HAPPY, -1]))
    assert mistakes[SAD].tolist() == [1, 0]
    assert mistakes[HAPPY].tolist() == [2]
    assert sum(map(len, mistakes)) == 3


def test_at_most_eight_mistakes_of_an_emotion_are_shown():
    answers = np.tile(np.eye(7)[HAPPY], (20, 1))
    assert len(surest_mistakes(answers, np.full(20, SAD))[SAD]) == 8


def test_a_photo_gives_both_pictures_and_the_data_the_mistakes(astronaut, write_npz, tmp_path):
    explain(ExplainConfig(WEIGHTS, tmp_path / "out", astronaut, mistakes=True, data=write_npz()))
    pictures = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in pictures] == [
        "astronaut-happy-grad-cam.png",
        "astronaut-happy-guided-backpropagation.png",
        "mistakes.png",
    ]
    for path in pictures[:2]:
        assert cv2.imread(str(path)).shape == (384, 384, 3)


def test_a_photo_without_a_face_is_refused(gravel_png, tmp_path):
    path = tmp_path / "gravel.png"
    path.write_bytes(gravel_png)
    with pytest.raises(NoFaceFound, match=r"No face was found in .*gravel.png"):
        largest_face(path)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "Name a photo"),
        ({"mistakes": True}, "--mistakes and --data"),
        ({"photo": ROOT / "lost.jpg"}, "There is no .*lost.jpg"),
    ],
)
def test_what_is_missing_is_named(settings, sentence, tmp_path):
    with pytest.raises(ExplainError, match=sentence):
        explain(ExplainConfig(**({"weights": WEIGHTS, "out": tmp_path} | settings)))
