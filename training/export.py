r"""Turn a trained network into what serves: .onnx and .keras with one head, and their card.

    python -m training.export --network runs/deep/model.keras --data fer2013.csv \
        --out weights/reference/fer2013.onnx

The public split calibrates: it sets the temperature, which goes into the last convolution so that
nobody can forget it, and the threshold over which a mood is certain. Needs Keras on TensorFlow.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
import tf2onnx
from scipy.optimize import minimize_scalar

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.files import write_whole
from mood_recommender.moods import EMOTIONS, mood_probabilities
from training.evaluate import score
from training.faces.fer2013 import Faces, load_faces
from training.faces.votes import plurality
from training.figures import metrics
from training.networks.architectures import FACE_SHAPE, HEADS, load_trained
from training.runs.flags import flag, run

OPSET = 17
TOLERANCE = 1e-5
"""Largest difference of a probability between Keras and ONNX Runtime."""

CERTAIN_SHARE = 0.8
"""Share of the public split's moods that counts as certain: the surest ones."""

LICENCE = (
    "Weights: for research; the FER-2013 images they were trained on were collected from the web "
    "and carry no open licence. FER+ votes: MIT."
)


class ExportError(MoodRecommenderError):
    """The exported network would not answer as the trained one does, or would overwrite it."""

    title = "Not exported"


@dataclass(frozen=True)
class ExportConfig:
    """Settings of one export; each field is a --flag."""

    network: Path = flag("a model.keras that training.train wrote")
    data: Path = flag("FER-2013 as .npz, .csv or folder")
    out: Path = flag("the .onnx to write; .keras and .json go beside it")
    head: str = flag(f"which labels it answers with: {' or '.join(HEADS)}", HEADS[0])


def export(config: ExportConfig) -> None:
    """Write a trained network as .onnx and .keras, calibrated, with a card beside them."""
    require_three_new_files(config)
    network = single_head(load_trained(config.network), config.head)
    train, public = load_faces(config.data, "train"), load_faces(config.data, "public")
    answers = right_answers(public, config)
    known = answers >= 0
    truth = np.eye(len(EMOTIONS), dtype=np.float32)[answers[known]]
    temperature = best_temperature(_read(network, public.images[known]), truth)
    cool(network, config.head, temperature)
    converted = to_onnx(network)
    require_agreement(network, converted, public.images[:256])
    card = _card(network, config, temperature, train, public)
    _write(network, converted, card, config.out)


def require_three_new_files(config: ExportConfig) -> None:
    """Raise ExportError if a file beside `out` would overwrite the network or the .onnx itself."""
    if config.out.suffix != ".onnx":
        raise ExportError(f"--out {config.out} does not end in .onnx; name the .onnx to write.")
    if config.out.with_suffix(".keras").resolve() == config.network.resolve():
        raise ExportError(
            f"The .keras beside {config.out} would overwrite {config.network}; name another --out."
        )


def right_answers(faces: Faces, config: ExportConfig) -> np.ndarray:
    """Return what a head should say, (n,) int64 index into EMOTIONS, -1 where nobody knows.

    Raises ExportError when the data lack the votes that the head `ferplus` learned.
    """
    if config.head == "fer2013":
        return faces.labels
    if faces.votes is None:
        raise ExportError(f"{config.data} has no votes to calibrate the head {config.head!r} by.")
    return plurality(faces.votes)


def single_head(network: keras.Model, head: str) -> keras.Model:
    """Return the part of a network that answers with one head. Raises ExportError."""
    if head not in network.output:
        raise ExportError(f"The network has no head {head!r}, only {', '.join(network.output)}.")
    return keras.Model(network.input, network.output[head], name=network.name)


def best_temperature(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """Return what to divide the scores by so that (n, 7) targets become likeliest.

    Source: Guo et al. 2017, arXiv:1706.04599.
    """
    scores = np.log(probabilities.clip(1e-7))

    def loss(temperature: float) -> float:
        cooled = scores / temperature
        logs = cooled - np.log(np.exp(cooled).sum(axis=1, keepdims=True))
        return float(-(truth * logs).sum(axis=1).mean())

    return float(minimize_scalar(loss, bounds=(0.25, 4), method="bounded").x)


def cool(network: keras.Model, head: str, temperature: float) -> None:
    """Divide the weights of the last convolution, and so the scores, by the temperature."""
    layer = network.get_layer(f"{head}_scores")
    layer.set_weights([weights / temperature for weights in layer.get_weights()])


def to_onnx(network: keras.Model) -> onnx.ModelProto:
    """Convert to ONNX: `faces` (n, 48, 48, 1) float32 in [0, 255] -> `probabilities` (n, 7)."""
    named = keras.Model(network.input, {"probabilities": network.output})
    signature = [tf.TensorSpec((None, *FACE_SHAPE), tf.float32, name="faces")]
    function = tf.function(named, input_signature=signature)
    return tf2onnx.convert.from_function(function, input_signature=signature, opset=OPSET)[0]


def require_agreement(network: keras.Model, converted: onnx.ModelProto, images: np.ndarray) -> None:
    """Raise ExportError if an answer for (n, 48, 48) uint8 images differs by over 1e-5."""
    session = onnxruntime.InferenceSession(converted.SerializeToString())
    faces = images[..., np.newaxis].astype(np.float32)
    (answers,) = session.run(["probabilities"], {"faces": faces})
    difference = np.abs(answers - _read(network, images)).max()
    if not difference <= TOLERANCE:
        raise ExportError(f"ONNX and Keras differ by {difference:.1e}, over {TOLERANCE}.")


def certain_threshold(probabilities: np.ndarray) -> float:
    """Return the mood probability that the surest 80 % of (n, 7) readings reach."""
    confidence = mood_probabilities(probabilities).max(axis=1)
    return round(float(np.quantile(confidence, 1 - CERTAIN_SHARE)), 4)


def _read(network: keras.Model, images: np.ndarray) -> np.ndarray:
    faces = images[..., np.newaxis].astype(np.float32)
    return np.asarray(network.predict(faces, batch_size=256, verbose=0))


def _card(
    network: keras.Model, config: ExportConfig, temperature: float, train: Faces, public: Faces
) -> metrics.JSON:
    probabilities = _read(network, public.images)
    threshold = certain_threshold(probabilities)
    return {
        "name": config.out.stem,
        "architecture": network.name,
        "labels": list(EMOTIONS),
        "input": {
            "name": "faces",
            "shape": list(FACE_SHAPE),
            "dtype": "float32",
            "range": [0, 255],
            "colour": "grey",
        },
        "output": "probabilities",
        "parameters": network.count_params(),
        "certain_threshold": threshold,
        "temperature": round(temperature, 4),
        "trained_on": f"FER-2013 Training, {config.head} labels",
        "scores": {"public": _main_scores(score(probabilities, public, train, threshold))},
        "licence": LICENCE,
    }


def _main_scores(scores: metrics.JSON) -> metrics.JSON:
    """Leave recalls and confusions, which are long, to training.evaluate."""
    moods, ferplus = scores["moods"], scores["ferplus"]
    names = ("n", "accuracy", "accuracy_without_train_copies", "macro_f1", "ece", "certain")
    return {name: scores[name] for name in names} | {
        "moods": {name: moods[name]["accuracy"] for name in moods},
        "ferplus": ferplus and {"accuracy": ferplus["accuracy"]},
    }


def _write(
    network: keras.Model, converted: onnx.ModelProto, card: metrics.JSON, path: Path
) -> None:
    content = converted.SerializeToString()
    card["sha256"] = hashlib.sha256(content).hexdigest()
    with (  # all are whole before the first takes its place: a full disk leaves the old three
        write_whole(path.with_suffix(".keras")) as keras_part,
        write_whole(path) as onnx_part,
        write_whole(path.with_suffix(".json")) as card_part,
    ):
        network.save(keras_part)
        onnx_part.write_bytes(content)
        card_part.write_text(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    run(ExportConfig, export)
