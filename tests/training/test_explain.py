from pathlib import Path

import cv2
import keras
import numpy as np
import pytest
import tensorflow as tf

from mood_recommender.moods import EMOTIONS
from mood_recommender.vision.reading import NoFaceFound
from tests.training.networks import HEADS, build
from training.explain import ExplainConfig, explain
from training.figures.mistakes import surest_mistakes
from training.figures.overlays import overlay
from training.networks.evidence import grad_cam, guided_backpropagation
from training.networks.saved import NetworkError
from training.runs.explaining import ExplainError, largest_face

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "weights" / "reference" / "fer2013.keras"
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
    evidence = method(network, face, HAPPY)
    assert (evidence.shape, evidence.dtype) == ((48, 48), np.float32)
    assert np.array_equal(evidence, (face == 200).astype(np.float32))


@pytest.mark.parametrize("method", [grad_cam, guided_backpropagation])
def test_what_speaks_against_an_emotion_is_no_evidence(method, network, face):
    assert np.allclose(method(network, face, SAD), 0, atol=1e-6)


@pytest.mark.parametrize(("scale", "largest"), [(2e-5, 0), (2.5e-5, 1)])
def test_scores_of_up_to_a_millionth_are_no_evidence(scale, largest, network, face):
    scores = network.get_layer("light_scores")  # unscaled, the largest is 100 / 48² = 0.043
    scores.set_weights([scale * scores.get_weights()[0]])
    assert grad_cam(network, face, HAPPY).max() == largest


def plain_gradient(network, face, label):
    look = keras.Model(network.input, network.get_layer("fer2013_scores").output)
    pixels = tf.constant(face[np.newaxis, ..., np.newaxis], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        score = tf.reduce_mean(look(pixels)[..., label])
    gradient = tape.gradient(score, pixels)[0, ..., 0].numpy()
    return gradient / np.abs(gradient).max()


def test_guided_backpropagation_through_our_network_is_not_its_plain_gradient(face):
    keras.utils.set_random_seed(0)
    heads = build("mini_xception_attentive")
    network = keras.Model(heads.input, heads.output["fer2013"])
    guided = guided_backpropagation(network, face, HAPPY)
    assert not np.allclose(guided, plain_gradient(network, face, HAPPY), atol=0.1)


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
        ({"mistakes": True}, "--mistakes needs the faces; give --data"),
        ({"mistakes": True, "photo": ROOT / "lost.jpg"}, "--mistakes needs the faces"),
        ({"photo": ROOT / "lost.jpg"}, "There is no .*lost.jpg"),
    ],
)
def test_what_is_missing_is_named(settings, sentence, tmp_path):
    with pytest.raises(ExplainError, match=sentence):
        explain(ExplainConfig(**({"weights": WEIGHTS, "out": tmp_path} | settings)))


@pytest.mark.parametrize("what", ["photo", "mistakes"])
# Keras 3.15 on TensorFlow asks NumPy 2 for arrays in the way of NumPy 1.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_network_that_is_not_exported_is_refused(what, astronaut, write_npz, tmp_path):
    build("mini_xception_small", HEADS).save(tmp_path / "model.keras")
    settings = {"photo": astronaut} if what == "photo" else {"mistakes": True, "data": write_npz()}
    with pytest.raises(NetworkError, match=r"model\.keras is not exported yet; give the \.keras"):
        explain(ExplainConfig(tmp_path / "model.keras", tmp_path / "out", **settings))
