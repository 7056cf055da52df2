r"""Measure a network on a split of FER-2013: one 48 x 48 crop a face, no mirrored copies.

    python -m training.evaluate --weights weights/emotions.onnx --data fer2013.csv \
        --split public --json scores.json --train-data fer2013.csv

Takes .onnx (what serves) or .keras, each with its card (.json) beside it.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.files import write_whole
from mood_recommender.vision.networks import Network
from training.faces.fer2013 import Faces, load_faces
from training.figures import metrics
from training.runs.flags import flag, run


class WeightsError(MoodRecommenderError):
    """The weights cannot be measured."""

    title = "The weights cannot be read"


@dataclass(frozen=True)
class EvaluateConfig:
    """What to measure; each field is a --flag."""

    weights: Path = flag(".onnx or .keras, with its card (.json) beside it")
    data: Path = flag("FER-2013 as .npz, .csv or folder")
    split: str = flag("train, public or private", "public")
    json: Path | None = flag("file for the scores", None)
    train_data: Path | None = flag("where the Training images are, to find copies of them", None)


def evaluate(config: EvaluateConfig) -> None:
    """Measure a network on a split of FER-2013, print a summary and write the scores as JSON."""
    card = read_card(config.weights)
    faces = load_faces(config.data, config.split)
    train = None if config.train_data is None else load_faces(config.train_data, "train")
    probabilities = read_emotions(config.weights, faces.images)
    described = {
        "weights": config.weights.name,
        "parameters": card["parameters"],
        "split": config.split,
    }
    scores = described | score(probabilities, faces, train, card["certain_threshold"])
    print(summary(scores))
    if config.json is not None:
        with write_whole(config.json) as part:
            part.write_text(json.dumps(scores, indent=2) + "\n")


def read_card(weights: Path) -> metrics.JSON:
    """Return the card beside the weights. Raises WeightsError if either is missing or damaged."""
    card_path = weights.with_suffix(".json")
    for path in (weights, card_path):
        if not path.is_file():
            raise WeightsError(f"There is no {path}; weights and card come from training.export.")
    try:
        card: metrics.JSON = json.loads(card_path.read_text(encoding="utf-8"))
    except ValueError as error:  # of the JSON or of its bytes
        raise WeightsError(
            f"{card_path} is no card: {error}; write it again with training.export."
        ) from error
    return card


def read_emotions(weights: Path, images: np.ndarray) -> np.ndarray:
    """Return probabilities (n, 7) float32 of (n, 48, 48) uint8 faces, by ONNX Runtime or Keras."""
    if weights.suffix == ".onnx":
        network = Network(weights)
        parts = np.array_split(images, -(-len(images) // 256))
        return np.concatenate([network.answers(part)["probabilities"] for part in parts])
    if weights.suffix != ".keras":
        raise WeightsError(f"{weights.name} is neither .onnx nor .keras.")
    from training.networks.architectures import (
        load_exported,  # Keras takes seconds; ONNX does without
    )

    faces = images[..., np.newaxis].astype(np.float32)
    network = load_exported(weights)
    return np.asarray(network.predict(faces, batch_size=256, verbose=0))


def score(
    probabilities: np.ndarray, faces: Faces, train: Faces | None, threshold: float
) -> metrics.JSON:
    """Return every score of (n, 7) probabilities; `train` tells which faces are copies."""
    labels = faces.labels
    new = None if train is None else ~copies(faces.images, train.images)
    answers = probabilities.argmax(axis=1)
    emotions = metrics.emotion_scores(probabilities, labels)
    return {
        "n": len(faces),
        "accuracy": emotions.pop("accuracy"),
        "accuracy_without_train_copies": (
            None if new is None else metrics.accuracy(answers[new], labels[new])
        ),
        **emotions,
        "moods": {
            "drop": metrics.mood_drop_scores(probabilities, labels),
            "merge": metrics.mood_merge_scores(probabilities, labels),
        },
        "ferplus": (
            None
            if faces.votes is None
            else metrics.ferplus_scores(probabilities, faces.votes, threshold)
        ),
        "ece": metrics.calibration_error(probabilities, labels),
        "certain": metrics.certain_scores(probabilities, labels, threshold),
    }


def copies(images: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Return which (n, 48, 48) uint8 images are in `of`, pixel for pixel: (n,) bool."""
    known = {image.tobytes() for image in of}
    return np.array([image.tobytes() in known for image in images])


def summary(scores: metrics.JSON) -> str:
    """Return the main scores as a few lines for people."""
    lines = [
        f"{scores['weights']}: {scores['parameters']:,} parameters, {scores['n']:,} faces "
        f"of the split {scores['split']}",
        _line("7 emotions", scores["accuracy"]),
        _line("  without copies of training images", scores["accuracy_without_train_copies"]),
        _line("  macro F1", scores["macro_f1"]),
        *(_line(f"  recall, {name}", recall) for name, recall in scores["recall"].items()),
        _line("4 moods, drop", scores["moods"]["drop"]["accuracy"]),
        _line("4 moods, merge", scores["moods"]["merge"]["accuracy"]),
        _line("expected calibration error", scores["ece"]),
        _line("certain of their mood", scores["certain"]["coverage"]),
        _line("  of these right", scores["certain"]["accuracy"]),
    ]
    if scores["ferplus"]:
        moods = scores["ferplus"]["moods_drop"], scores["ferplus"]["moods_merge"]
        lines += [
            _line("7 emotions, FER+ plurality", scores["ferplus"]["accuracy"]),
            _line("4 moods, FER+, drop", moods[0]["accuracy"]),
            _line("4 moods, FER+, merge", moods[1]["accuracy"]),
            _line("expected calibration error, FER+", scores["ferplus"]["ece"]),
            _line("right of the certain moods, FER+", scores["ferplus"]["certain"]["accuracy"]),
        ]
    return "\n".join(lines)


def _line(name: str, share: float | None) -> str:
    return f"  {name:38}" + ("not measured" if share is None else f"{100 * share:6.2f} %")


if __name__ == "__main__":
    run(EvaluateConfig, evaluate)
