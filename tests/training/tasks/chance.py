"""A task of random labels, to show that training knows no task by its name.

Colour faces of 32 pixels; one of three shapes, and any of two marks. A `.npz` holds `images`
(n, 32, 32, 3) uint8, `shape` (n,), `marks` (n, 2), where -1 is not known, and `split` (n,) 0 to 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from mood_recommender.vision.boxes import Crop
from training.faces.arrays import load_arrays
from training.figures.kinds import accuracy
from training.figures.leaves import JSON
from training.tasks.task import Head, Readings, Targets, Task

SPLITS = ("train", "public", "private")


@dataclass(frozen=True)
class Shapes:
    images: np.ndarray
    shape: np.ndarray
    marks: np.ndarray

    def __len__(self) -> int:
        return len(self.images)

    def take(self, rows: np.ndarray) -> Self:
        return type(self)(self.images[rows], self.shape[rows], self.marks[rows])


def load(data: Path, split: str) -> Shapes:
    arrays = load_arrays(data, ("images", "shape", "marks", "split"))
    rows = arrays["split"] == SPLITS.index(split)
    return Shapes(*(arrays[name][rows] for name in ("images", "shape", "marks")))


def usable(faces: Shapes, data: Path) -> Shapes:
    return faces.take((faces.marks >= 0).all(axis=1))


def targets(faces: Shapes, softening: float) -> Targets:
    known = faces.marks.clip(0).astype(np.float32)
    return {"shape": np.eye(3, dtype=np.float32)[faces.shape], "marks": known}


def answers(faces: Shapes, head: str) -> np.ndarray:
    return faces.shape if head == "shape" else faces.marks


def scores(
    readings: Readings, faces: Shapes, train: Shapes | None, thresholds: Mapping[str, float]
) -> JSON:
    return {
        "n": len(faces),
        **{
            name: {
                "accuracy": accuracy(TASK.head(name).rules, shares, answers(faces, name)),
                "threshold": thresholds[name],
            }
            for name, shares in readings.items()
        },
    }


TASK = Task(
    name="chance",
    crop=Crop(32, "rgb", 0.1),
    heads=(
        Head("shape", ("disc", "square", "star"), "softmax"),
        Head("marks", ("red", "green"), "sigmoid"),
    ),
    serves=("shape", "marks"),
    source="random numbers",
    load=load,
    usable=usable,
    targets=targets,
    answers=answers,
    scores=scores,
    licence="Free.",
)
