"""Seven emotions of a grey face, learned on FER-2013: of the original labels, and of ten people.

One picture has two truths, and they disagree on 38 % of the pictures: `fer2013` is the label that
its collectors gave it, `ferplus` is what ten people saw later. A network learns each with a head of
its own; what people saw is what serves.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from mood_recommender.moods import EMOTIONS, mood_probabilities
from mood_recommender.vision.boxes import Crop
from training.faces.fer2013 import FACE_SIZE, Faces, load_faces, require_every_emotion
from training.faces.votes import plurality, require_votes, soft_targets, usable
from training.figures.emotions import score
from training.tasks.task import JSON, Head, Readings, Task

OUTPUT = "probabilities"


def mood_confidence(probabilities: np.ndarray) -> np.ndarray:
    """Return the probability in [0, 1] of the likeliest mood, (n,), of (n, 7) emotions."""
    return mood_probabilities(probabilities).max(axis=1)


def right_answers(faces: Faces, head: str) -> np.ndarray:
    """Return what counts as right for a head, (n,) int64 index into EMOTIONS, -1 for none.

    Raises DataError where that is what people saw, and nobody voted.
    """
    return faces.labels if head == "fer2013" else plurality(require_votes(faces))


def _usable(faces: Faces, data: Path) -> Faces:
    faces = faces.take(usable(faces))
    require_every_emotion(faces, data)
    return faces


def _scores(
    readings: Readings, faces: Faces, train: Faces | None, thresholds: Mapping[str, float]
) -> JSON:
    return score(readings[OUTPUT], faces, train, thresholds[OUTPUT])


TASK = Task(
    name="emotions",
    crop=Crop(FACE_SIZE, "grey"),
    heads=tuple(
        Head(name, EMOTIONS, "softmax", OUTPUT, mood_confidence) for name in ("fer2013", "ferplus")
    ),
    serves=("ferplus",),
    source="FER-2013",
    load=load_faces,
    usable=_usable,
    targets=soft_targets,
    answers=right_answers,
    scores=_scores,
    licence=(
        "Weights: for research; the FER-2013 images they were trained on were collected from the "
        "web and carry no open licence. FER+ votes: MIT."
    ),
)
