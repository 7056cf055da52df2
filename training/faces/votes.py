"""What ten people saw: FER+ votes, and targets made of them and the labels."""

import numpy as np
from sklearn.linear_model import LogisticRegression

from mood_recommender.moods import EMOTIONS
from training.faces.arrays import DataError
from training.faces.fer2013 import VOTE_COLUMNS, Faces

EMOTION_VOTES = [
    VOTE_COLUMNS.index(name)
    for name in ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
]
"""Column of `votes` for each of EMOTIONS; contempt, unknown and "not a face" have none."""

NOT_A_FACE = VOTE_COLUMNS.index("NF")


def require_votes(faces: Faces) -> np.ndarray:
    """Return the (n, 10) votes. Raises DataError if nobody voted."""
    if faces.votes is None:
        raise DataError("The data has no FER+ votes; put fer2013new.csv beside fer2013.csv.")
    return faces.votes


def plurality(votes: np.ndarray) -> np.ndarray:
    """Return what most taggers said: (n, 10) counts -> (n,) int64 index into EMOTIONS.

    -1 where contempt, unknown or "not a face" leads. Ties go to the first column of VOTE_COLUMNS.
    """
    emotion_of_column = np.full(len(VOTE_COLUMNS), -1)
    emotion_of_column[EMOTION_VOTES] = np.arange(len(EMOTIONS))
    return emotion_of_column[votes.argmax(axis=1)]


def usable(faces: Faces) -> np.ndarray:
    """Return which rows teach something, (n,) bool: not blank, a face to most of its taggers."""
    keep = np.ptp(faces.images, axis=(1, 2)) > 0
    if faces.votes is not None:
        keep &= 2 * faces.votes[:, NOT_A_FACE] < faces.votes.sum(axis=1).clip(1)
    return keep


def truths(faces: Faces) -> dict[str, np.ndarray]:
    """Return the right answer by either truth: {head: (n, 7) float32, rows sum to 1}.

    `ferplus` is missing where nobody voted.
    """
    one_hot = np.eye(len(EMOTIONS), dtype=np.float32)[faces.labels]
    if faces.votes is None:
        return {"fer2013": one_hot}
    return {"fer2013": one_hot, "ferplus": _vote_shares(faces.votes, one_hot)}


def soft_targets(faces: Faces, softening: float) -> dict[str, np.ndarray]:
    """Return what to train on: the truths, but labels that the votes make doubtful are softened.

    A target is `softening` parts, 0 to 1, of what `likely_labels` estimates; the rest is the label.
    """
    targets = truths(faces)
    if softening and faces.votes is not None:
        likely = likely_labels(faces.labels, faces.votes)
        targets["fer2013"] = (1 - softening) * targets["fer2013"] + softening * likely
    return targets


def likely_labels(labels: np.ndarray, votes: np.ndarray) -> np.ndarray:
    """Return how likely each original label is, given the votes: (n, 7) float32, rows sum to 1.

    Takes (n,) labels, indices into EMOTIONS, and (n, 10) votes. A logistic regression of
    labels on votes, so that the estimate is in the terms of the labels: where taggers see neutral,
    the label is often sad, and the estimate says so.
    """
    shares = votes / votes.sum(axis=1, keepdims=True).clip(1)
    features = np.concatenate([shares, np.sqrt(shares)], axis=1)
    regression = LogisticRegression(C=10, max_iter=500).fit(features, labels)
    likely = np.zeros((len(labels), len(EMOTIONS)), np.float32)
    likely[:, regression.classes_] = regression.predict_proba(features)
    return likely


def _vote_shares(votes: np.ndarray, one_hot: np.ndarray) -> np.ndarray:
    """Shares of the seven emotions among the votes; the label where nobody chose one of them."""
    counts = votes[:, EMOTION_VOTES].astype(np.float32)
    total = counts.sum(axis=1, keepdims=True)
    return np.where(total > 0, counts / total.clip(1), one_hot)
