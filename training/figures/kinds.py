"""The kinds of heads: what their probabilities mean decides how they are learned and judged.

A new kind (a unit vector, points) is one entry in KINDS here and one in `training.networks.heads`,
which has the layer. Answers are -1 where nobody knows. Nothing here knows Keras or tasks.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

COLDEST, HOTTEST = 0.25, 4.0
"""Temperatures beyond which calibration does not look: a network that needs them learned little."""

SMALLEST = 1e-7
"""Probabilities nearer to 0, and to 1 in a sigmoid, count as this near: logarithms are finite."""


@dataclass(frozen=True)
class Kind:
    """What follows from a kind; arrays are (n, k) for n faces and k labels."""

    loss: str
    """Keras's name of it."""
    metric: str
    """Keras's name of the share that is right."""
    decide: Callable[[np.ndarray], np.ndarray]
    """Probabilities to answers."""
    truth: Callable[[np.ndarray, int], np.ndarray]
    """Known answers and k to the probabilities that would be right."""
    scores: Callable[[np.ndarray], np.ndarray]
    """Probabilities to what the activation made them of, for softmax up to a constant."""
    cost: Callable[[np.ndarray, np.ndarray], float]
    """Mean negative log-likelihood of the truth by scores."""
    confidence: Callable[[np.ndarray], np.ndarray]
    """How sure probabilities are, in [0, 1], in the shape of the answers."""


def accuracy(kind: Kind, probabilities: np.ndarray, answers: np.ndarray) -> float | None:
    """Return the share of right answers among the known; None where none is known."""
    known = answers >= 0
    right = kind.decide(probabilities)[known] == answers[known]
    return float(right.mean()) if known.any() else None


def chance(answers: np.ndarray) -> float | None:
    """Return the share that always giving the commonest answer has right; None of none known."""
    columns = answers.reshape(len(answers), -1).T
    counts = [np.bincount(column[column >= 0]) for column in columns]
    known = sum(int(count.sum()) for count in counts)
    return sum(int(count.max()) for count in counts if len(count)) / known if known else None


def best_temperature(kind: Kind, probabilities: np.ndarray, truth: np.ndarray) -> float:
    """Return what to divide the scores by, COLDEST to HOTTEST, so that the truth becomes likeliest.

    Takes (n, k) probabilities and as many that would be right.
    Source: Guo et al. 2017, arXiv:1706.04599.
    """
    scores = kind.scores(probabilities)
    found = minimize_scalar(
        lambda temperature: kind.cost(scores / temperature, truth),
        bounds=(COLDEST, HOTTEST),
        method="bounded",
    )
    return float(found.x)


def _softmax_cost(scores: np.ndarray, truth: np.ndarray) -> float:
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return float(-(truth * logs).sum(axis=1).mean())


def _sigmoid_cost(scores: np.ndarray, truth: np.ndarray) -> float:
    return float((np.logaddexp(0, scores) - truth * scores).mean())


def _sigmoid_scores(probabilities: np.ndarray) -> np.ndarray:
    kept = probabilities.astype(np.float64).clip(SMALLEST, 1 - SMALLEST)
    return np.asarray(np.log(kept) - np.log1p(-kept))


KINDS = {
    # One of the labels is right: (n,) answers, the number of a label.
    "softmax": Kind(
        loss="categorical_crossentropy",
        metric="accuracy",
        decide=lambda probabilities: probabilities.argmax(axis=1),
        truth=lambda answers, labels: np.eye(labels, dtype=np.float32)[answers],
        scores=lambda probabilities: np.log(probabilities.clip(SMALLEST)),
        cost=_softmax_cost,
        confidence=lambda probabilities: probabilities.max(axis=1),
    ),
    # Each label is right or wrong by itself: (n, k) answers, 1 or 0.
    "sigmoid": Kind(
        loss="binary_crossentropy",
        metric="binary_accuracy",
        decide=lambda probabilities: (probabilities >= 0.5).astype(np.int64),
        truth=lambda answers, labels: answers.astype(np.float32),
        scores=_sigmoid_scores,
        cost=_sigmoid_cost,
        confidence=lambda probabilities: np.maximum(probabilities, 1 - probabilities),
    ),
}
"""By the name that a head's `kind` has."""
