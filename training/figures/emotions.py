"""Every score of readings of emotions on a split of FER-2013, ready for JSON."""

import numpy as np

from training.faces.fer2013 import Faces
from training.figures import metrics
from training.figures.leaves import JSON


def score(probabilities: np.ndarray, faces: Faces, train: Faces | None, threshold: float) -> JSON:
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
