r"""Show why the network says what it says, and where it is surest and wrong.

    python -m training.explain photo.jpg --weights weights/emotions.keras --out explained
    python -m training.explain --mistakes --data fer2013.csv --weights weights/emotions.keras \
        --out explained

A photo gives two pictures of its largest face: Grad-CAM shows which parts of the face spoke for the
likeliest emotion, guided back-propagation which pixels. `--mistakes` gives a sheet of the surest
wrong answers of each emotion. Needs Keras on TensorFlow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import keras
import numpy as np
import tensorflow as tf

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.files import write_whole
from mood_recommender.images import decode_image
from mood_recommender.moods import EMOTIONS
from mood_recommender.vision.boxes import Crop
from mood_recommender.vision.haar import HaarFaceDetector
from mood_recommender.vision.reading import NoFaceFound
from training.evaluate import read_emotions
from training.faces.fer2013 import FACE_SIZE, Faces, load_faces
from training.faces.votes import plurality
from training.figures.plots import draw_mistakes
from training.networks.architectures import load_exported
from training.runs.flags import argument, flag, run

Activation: TypeAlias = Callable[[tf.Tensor], tf.Tensor]

NO_EVIDENCE = 1e-6
"""A face whose Grad-CAM scores are all up to this shows none: SiLU leaves traces, ReLU zeros."""

SIDE = 384
"""Width and height of a picture of a face, in pixels."""

MISTAKES = 8
"""Mistakes shown of each emotion."""


class ExplainError(MoodRecommenderError):
    """There is nothing that could be explained."""

    title = "Nothing to explain"


@dataclass(frozen=True)
class ExplainConfig:
    """What to explain; each field is a --flag."""

    weights: Path = flag("the .keras that training.export wrote")
    out: Path = flag("folder for the pictures")
    photo: Path | None = argument("a photo with a face", None)
    mistakes: bool = flag("draw the surest mistakes on the public split", False)
    data: Path | None = flag("with --mistakes: FER-2013 as .npz, .csv or folder", None)


def explain(config: ExplainConfig) -> None:
    """Draw where the network looks on a photo, or its surest mistakes."""
    if not (config.photo or config.mistakes):
        raise ExplainError("Name a photo, or give --mistakes and --data.")
    if config.mistakes and not config.data:
        raise ExplainError("--mistakes needs the faces; give --data.")
    network = load_exported(config.weights)
    if config.photo:
        explain_photo(config.photo, network, config.out)
    if config.mistakes and config.data:
        faces = load_faces(config.data, "public")
        probabilities = read_emotions(config.weights, faces.images)
        mistakes = surest_mistakes(probabilities, truth(faces))
        _draw(config.out / "mistakes.png", draw_mistakes(faces.images, probabilities, mistakes))


def explain_photo(photo: Path, network: keras.Model, out: Path) -> None:
    """Write both pictures of the largest face. Raises what largest_face raises."""
    face = largest_face(photo)
    probabilities = network(_pixels(face)).numpy()[0]
    emotion = EMOTIONS[probabilities.argmax()]
    print(f"{photo}: {emotion}, {100 * probabilities.max():.0f} %")
    for method, evidence in (
        ("grad-cam", grad_cam(network, face, emotion)),
        ("guided-backpropagation", np.abs(guided_backpropagation(network, face, emotion))),
    ):
        picture = cv2.imencode(".png", overlay(face, evidence)[..., ::-1])[1]
        _draw(out / f"{photo.stem}-{emotion}-{method}.png", picture.tobytes())


def largest_face(photo: Path) -> np.ndarray:
    """Return the largest face as the network sees it, (48, 48) uint8.

    Raises ExplainError where there is no such file, NoFaceFound, and what decode_image raises.
    """
    if not photo.is_file():
        raise ExplainError(f"There is no {photo}.")
    image = decode_image(photo.read_bytes())
    boxes = HaarFaceDetector().detect(image)
    if not boxes:
        raise NoFaceFound(f"No face was found in {photo}; choose one that looks at the camera.")
    return Crop(FACE_SIZE, "grey").cut(image, boxes[0])


def grad_cam(network: keras.Model, face: np.ndarray, emotion: str) -> np.ndarray:
    """Say which parts of a (48, 48) uint8 face speak for `emotion`: (48, 48) float32 in [0, 1].

    The features under the last convolution, each weighed by how much the score grows with it.
    Source: Selvaraju et al. 2017, arXiv:1610.02391.
    """
    head = _scores(network)
    look = keras.Model(network.input, [head.input, head.output])
    pixels = _pixels(face)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        features, scores = look(pixels)
        score = tf.reduce_mean(scores[..., EMOTIONS.index(emotion)])
    weights = tf.reduce_mean(tape.gradient(score, features), axis=(1, 2), keepdims=True)
    return _spread(tf.reduce_sum(weights * features, axis=-1)[0].numpy())


def _spread(scores: np.ndarray) -> np.ndarray:
    """Spread (h, w) float32 scores over a face: (48, 48), the positive part, largest 1.

    All 0 where no score is over NO_EVIDENCE.
    """
    positive: np.ndarray = np.maximum(cv2.resize(scores, (FACE_SIZE, FACE_SIZE)), 0)
    largest = float(positive.max())
    return positive / largest if largest > NO_EVIDENCE else np.zeros_like(positive)


def guided_backpropagation(network: keras.Model, face: np.ndarray, emotion: str) -> np.ndarray:
    """Say which pixels of a (48, 48) uint8 face speak for `emotion`: (48, 48) float32 in [-1, 1].

    The gradient of the score, of which every activation lets through only what is positive, where
    it rises; those inside squeeze-and-excitation are left alone. The largest magnitude is 1.
    Source: Springenberg et al. 2015, arXiv:1412.6806, whose activation is ReLU.
    """
    guided = keras.models.clone_model(network, clone_function=_guide)
    guided.set_weights(network.get_weights())
    look = keras.Model(guided.input, _scores(guided).output)
    pixels = _pixels(face)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        score = tf.reduce_mean(look(pixels)[..., EMOTIONS.index(emotion)])
    gradient = tape.gradient(score, pixels)[0, ..., 0].numpy()
    return gradient / max(float(np.abs(gradient).max()), np.finfo(np.float32).tiny)


def overlay(face: np.ndarray, evidence: np.ndarray) -> np.ndarray:
    """Lay (48, 48) evidence in [0, 1] over a (48, 48) uint8 face as glowing colours.

    Returns (384, 384, 3) uint8 RGB; where there is no evidence the face shows through.
    """
    glow = np.clip(cv2.resize(evidence, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), 0, 1)
    grey = cv2.resize(face, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    colours = cv2.applyColorMap((255 * glow).astype(np.uint8), cv2.COLORMAP_TURBO)[..., ::-1]
    opacity = 0.7 * np.sqrt(glow)[..., np.newaxis]
    mixed: np.ndarray = (1 - opacity) * grey[..., np.newaxis] + opacity * colours
    return mixed.astype(np.uint8)


def truth(faces: Faces) -> np.ndarray:
    """Return what most taggers saw, -1 where that is no emotion; the labels where nobody voted."""
    return faces.labels if faces.votes is None else plurality(faces.votes)


def surest_mistakes(probabilities: np.ndarray, truth: np.ndarray) -> list[np.ndarray]:
    """Return for each of EMOTIONS the rows of its at most eight surest wrong answers.

    Takes (n, 7) probabilities and (n,) true emotions, -1 for none; the surest comes first.
    """
    answers, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    surest = np.argsort(-confidence, kind="stable")
    wrong = surest[answers[surest] != truth[surest]]
    return [wrong[truth[wrong] == emotion][:MISTAKES] for emotion in range(len(EMOTIONS))]


def _scores(network: keras.Model) -> keras.layers.Layer:
    """Return the last convolution, whose maps are averaged to the scores."""
    return next(layer for layer in reversed(network.layers) if layer.name.endswith("_scores"))


def _guide(layer: keras.layers.Layer) -> keras.layers.Layer:
    if isinstance(layer, keras.layers.Activation):
        return keras.layers.Lambda(_guided(layer.activation), name=layer.name)
    return layer.__class__.from_config(layer.get_config())


def _guided(activation: Activation) -> Activation:
    """Return `activation` with a gradient that only what is positive gets through."""

    def guided(x: tf.Tensor) -> tuple[tf.Tensor, Activation]:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = activation(x)
        slope = tf.nn.relu(tape.gradient(y, x))
        return y, lambda upstream: tf.nn.relu(upstream) * slope

    return tf.custom_gradient(guided)


def _pixels(face: np.ndarray) -> tf.Tensor:
    return tf.constant(face[np.newaxis, ..., np.newaxis], tf.float32)


def _draw(path: Path, picture: bytes) -> None:
    with write_whole(path) as part:
        part.write_bytes(picture)
    print(path)


if __name__ == "__main__":
    run(ExplainConfig, explain)
