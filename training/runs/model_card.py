"""What a model card is made of: two networks measured on one data set, and their pictures."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from mood_recommender.vision.networks import read_card
from training.faces.fer2013 import Faces, load_faces
from training.figures.emotions import copies, score
from training.figures.intervals import intervals
from training.figures.leaves import JSON, leaves
from training.figures.metrics import reliability
from training.figures.model_card_page import LEARNING_CURVE
from training.figures.plots import draw_confusions, draw_learning_curve, draw_reliability
from training.runs.robustness import read_emotions
from training.tasks.emotions import right_answers

TRUTHS = {"serving": "FER+ plurality", "labels": "original labels"}
"""What each network learned."""


def measure(weights: Path, data: Path) -> JSON:
    """Return the scores on the public split, with the interval of each by its dotted name.

    Raises DataError, also where the data has no FER+ votes, and WeightsError.
    """
    card = read_card(weights)
    public, train = load_faces(data, "public"), load_faces(data, "train")
    said = right_answers(train, "ferplus")
    copied = train.take(copies(train.images, public.images))
    probabilities = read_emotions(weights, public.images)

    def scores_of(rows: np.ndarray) -> JSON:
        return score(probabilities[rows], public.take(rows), copied, card.certain_threshold or 0)

    return {
        "weights": weights.name,
        "sha256": card.sha256,
        "training_faces": len(train),
        "labels_agree_with_votes": float((said == train.labels).mean()),
        **scores_of(np.arange(len(public))),
        "reliability": _reliability(probabilities, public),
        "intervals": intervals(lambda rows: dict(leaves(scores_of(rows))), len(public)),
    }


def draw(scores: JSON, logs: Sequence[pd.DataFrame]) -> dict[str, bytes]:
    """Return the pictures of the card, PNG by file name: each network by what it learned."""
    serving, labels = scores["serving"]["ferplus"], scores["labels"]
    curves = {truth: scores[role]["reliability"][truth] for role, truth in TRUTHS.items()}
    pictures = {
        "confusion-ferplus.png": draw_confusions(
            serving["confusion"], serving["moods_merge"]["confusion"]
        ),
        "confusion-labels.png": draw_confusions(
            labels["confusion"], labels["moods"]["merge"]["confusion"]
        ),
        "reliability.png": draw_reliability(curves),
    }
    for run_number, log in enumerate(logs, start=1):
        pictures[LEARNING_CURVE.format(run_number)] = draw_learning_curve(log)
    return pictures


def _reliability(probabilities: np.ndarray, public: Faces) -> JSON:
    seen = right_answers(public, "ferplus")
    return {
        TRUTHS["serving"]: reliability(probabilities[seen >= 0], seen[seen >= 0]),
        TRUTHS["labels"]: reliability(probabilities, public.labels),
    }
