"""What bad light, glasses, a shaky box and so on cost the moods that exported weights read.

Costs are paired: the same faces with and without the condition. Every interval is a 95 % bootstrap
interval. Two runs give the same figures.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from mood_recommender.moods import MOODS, mood_probabilities
from mood_recommender.vision.networks import WeightsMismatch, read_card
from training.faces.fer2013 import Faces, load_faces
from training.figures.intervals import intervals
from training.figures.leaves import JSON
from training.figures.metrics import MOOD_OF_LABEL
from training.networks.readings import read_weights
from training.tasks.emotions import OUTPUT, TASK, right_answers
from training.views.conditions import CONDITIONS, move_box

JITTERS = 5
"""Times that every face is cut out again with a box moved and scaled by chance."""

JITTER = 0.05
"""Largest move, as a part of the box's side, and largest change of its scale, each way.

95 % of the Haar detector's own boxes stay within it on 80 portraits that were moved by up to three
pixels and scaled by up to 3 % before each detection.
"""

GLASSES = ("glasses, dark rims", "glasses, clear rims")

Read = Callable[[np.ndarray], np.ndarray]
"""Takes (n, 48, 48) uint8 faces, returns (n, 7) probabilities."""


def measure_robustness(weights: Path, data: Path) -> JSON:
    """Return every figure of `weights` on the public split. Raises DataError, WeightsMismatch."""
    card = read_card(weights)
    if card.task != TASK.name:
        raise WeightsMismatch(f"{weights} learned {card.task}, not {TASK.name}; choose others.")
    images, truth = faces_with_moods(load_faces(data, "public"))
    figures = measure(partial(read_emotions, weights), images, truth)
    return {"weights": weights.name, "sha256": card.sha256, **figures}


def read_emotions(weights: Path, images: np.ndarray) -> np.ndarray:
    """Return (n, 7) float32 probabilities of (n, 48, 48) uint8 faces. Raises as read_weights."""
    return read_weights(weights, images)[OUTPUT]


def faces_with_moods(faces: Faces) -> tuple[np.ndarray, np.ndarray]:
    """Return the (n, 48, 48) faces in which most taggers saw an emotion, and its mood's (n,) index.

    Raises DataError if nobody voted.
    """
    seen = right_answers(faces, "ferplus")
    return faces.images[seen >= 0], MOOD_OF_LABEL[seen[seen >= 0]]


def measure(read: Read, images: np.ndarray, truth: np.ndarray) -> JSON:
    """Return every figure of `read` on (n, 48, 48) uint8 images with (n,) moods."""
    plain = _moods(read, images)
    changed = {name: _moods(read, change(images)) for name, change in CONDITIONS.items()}
    return {
        "n": len(images),
        "accuracy": _with_interval(plain == truth),
        "conditions": {
            name: _condition(plain == truth, moods == truth) for name, moods in changed.items()
        },
        "box_jitter": box_jitter(read, images, plain),
        "angry": {
            "without glasses": _with_interval(_angry(plain)),
            **{name: _more_angry(plain, changed[name]) for name in GLASSES},
        },
    }


def box_jitter(read: Read, images: np.ndarray, plain: np.ndarray) -> JSON:
    """Return how often the mood is another one after the box was moved and scaled by chance.

    Takes (n, 48, 48) uint8 images and the (n,) moods that `read` gives them as they are.
    """
    random = np.random.default_rng(0)
    flips = [_moods(read, _jitter(images, random)) != plain for _ in range(JITTERS)]
    return {"jitters": JITTERS, "range": JITTER, "flips": _with_interval(np.mean(flips, axis=0))}


def _moods(read: Read, images: np.ndarray) -> np.ndarray:
    return mood_probabilities(read(images)).argmax(axis=1)


def _jitter(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    moves = random.uniform(-JITTER, JITTER, (len(images), 3))
    boxes = zip(images[:, np.newaxis], moves, strict=True)
    return np.concatenate(
        [move_box(face, right, down, 1 + scale) for face, (right, down, scale) in boxes]
    )


def _condition(right: np.ndarray, right_under_it: np.ndarray) -> JSON:
    cost = right.astype(float) - right_under_it
    return {"accuracy": _with_interval(right_under_it), "cost": _with_interval(cost)}


def _more_angry(plain: np.ndarray, with_glasses: np.ndarray) -> JSON:
    added = _angry(with_glasses).astype(float) - _angry(plain)
    return {"angry": _with_interval(_angry(with_glasses)), "added": _with_interval(added)}


def _angry(moods: np.ndarray) -> np.ndarray:
    return moods == MOODS.index("angry")


def _with_interval(values: np.ndarray) -> JSON:
    """Return the mean of one value per face, and how far it could be off."""
    interval = intervals(lambda rows: {"mean": float(values[rows].mean())}, len(values))
    return {"value": float(values.mean()), "interval": interval["mean"]}
