"""How good readings are: plain functions over probabilities, (n, 7) float32, and true labels.

Everything returned is ready for JSON. Nothing here knows about files or networks.
"""

import numpy as np
from sklearn.metrics import confusion_matrix, f1_score

from mood_recommender.moods import EMOTIONS, MOOD_OF_EMOTION, MOODS, mood_probabilities
from training.faces.votes import plurality
from training.figures.leaves import JSON

MOOD_OF_LABEL = np.array([MOODS.index(MOOD_OF_EMOTION[emotion]) for emotion in EMOTIONS])
"""(7,) the index into MOODS of each emotion's mood."""

NAMED_ALIKE = [EMOTIONS.index(mood) for mood in MOODS]
"""(4,) the index into EMOTIONS of the emotion that has each mood's name."""

BINS = 15
"""Bins of the calibration error, as in Guo et al. 2017, arXiv:1706.04599."""


def accuracy(answers: np.ndarray, truth: np.ndarray) -> float | None:
    """Return the share of right answers, (n,) each; None of nothing."""
    return float(np.mean(answers == truth)) if len(truth) else None


def recalls(matrix: np.ndarray, names: tuple[str, ...]) -> dict[str, float | None]:
    """Return the share of each true class that was found; None for a class that never occurs."""
    return {
        name: float(row[i] / row.sum()) if row.sum() else None
        for i, (name, row) in enumerate(zip(names, matrix, strict=True))
    }


def emotion_scores(probabilities: np.ndarray, labels: np.ndarray) -> JSON:
    """Score all seven emotions: accuracy, macro F1, recall and confusion (rows true)."""
    answers = probabilities.argmax(axis=1)
    classes = np.arange(len(EMOTIONS))
    matrix = confusion_matrix(labels, answers, labels=classes)
    macro_f1 = f1_score(labels, answers, labels=classes, average="macro", zero_division=0)
    return {
        "accuracy": accuracy(answers, labels),
        "macro_f1": float(macro_f1),
        "recall": recalls(matrix, EMOTIONS),
        "confusion": matrix.tolist(),
    }


def mood_drop_scores(probabilities: np.ndarray, labels: np.ndarray) -> JSON:
    """Score the four emotions that are named like moods: other images and outputs are dropped."""
    kept = np.isin(labels, NAMED_ALIKE)
    answers = probabilities[kept][:, NAMED_ALIKE].argmax(axis=1)
    return {"n": int(kept.sum()), "accuracy": accuracy(answers, MOOD_OF_LABEL[labels[kept]])}


def mood_merge_scores(probabilities: np.ndarray, labels: np.ndarray) -> JSON:
    """Score moods on all images: labels and probabilities both go through the table of moods."""
    truth, answers = MOOD_OF_LABEL[labels], mood_probabilities(probabilities).argmax(axis=1)
    matrix = confusion_matrix(truth, answers, labels=np.arange(len(MOODS)))
    return {
        "n": len(labels),
        "accuracy": accuracy(answers, truth),
        "recall": recalls(matrix, MOODS),
        "confusion": matrix.tolist(),
    }


def ferplus_scores(probabilities: np.ndarray, votes: np.ndarray, threshold: float) -> JSON:
    """Score against what most of ten taggers saw, where that is one of EMOTIONS.

    Takes (n, 10) votes, and the probability in [0, 1] from which a mood is certain.
    """
    seen = plurality(votes)
    kept = seen >= 0
    probabilities, labels = probabilities[kept], seen[kept]
    return {
        "n": len(labels),
        **emotion_scores(probabilities, labels),
        "moods_drop": mood_drop_scores(probabilities, labels),
        "moods_merge": mood_merge_scores(probabilities, labels),
        "ece": calibration_error(probabilities, labels),
        "certain": certain_scores(probabilities, labels, threshold),
    }


def calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Return how far confidence and accuracy are apart on average, in [0, 1], over 15 even bins."""
    bins = reliability(probabilities, labels)
    gaps = [b["n"] * abs(b["accuracy"] - b["confidence"]) for b in bins]
    return sum(gaps) / len(labels)


def reliability(probabilities: np.ndarray, labels: np.ndarray) -> list[JSON]:
    """Return size, mean confidence and accuracy of each of 15 even bins that holds any face."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        {
            "n": int((bins == i).sum()),
            "confidence": float(confidence[bins == i].mean()),
            "accuracy": float(right[bins == i].mean()),
        }
        for i in np.unique(bins)
    ]


def certain_scores(probabilities: np.ndarray, labels: np.ndarray, threshold: float) -> JSON:
    """Score the moods whose probability reaches `threshold`: how many, and how often right."""
    moods = mood_probabilities(probabilities)
    certain = moods.max(axis=1) >= threshold
    answers, truth = moods.argmax(axis=1)[certain], MOOD_OF_LABEL[labels][certain]
    return {"coverage": float(certain.mean()), "accuracy": accuracy(answers, truth)}
