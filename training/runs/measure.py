"""Measure exported weights on data: their task comes from their card."""

from pathlib import Path

from mood_recommender.vision.networks import read_card
from training.figures.leaves import JSON
from training.networks.readings import read_weights
from training.tasks.registry import find_task


def score_weights(weights: Path, data: Path, split: str, train_data: Path | None) -> JSON:
    """Return every score of the weights on a split; `train_data` tells which faces are copies.

    Raises DataError, WeightsMismatch, and UnknownTask where the card names one that is not here.
    """
    card = read_card(weights)
    task = find_task(card.task)
    faces = task.load(data, split)
    train = None if train_data is None else task.load(train_data, "train")
    thresholds = {name: output.threshold or 0 for name, output in card.outputs.items()}
    return task.scores(read_weights(weights, faces.images), faces, train, thresholds)
