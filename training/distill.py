"""Let larger networks read many views of every training face, for a small one to learn from.

    python -m training.distill --teachers runs/teacher/model.keras --data fer2013.csv --out views
    python -m training.train --views views ...

Each view is a file of its own, views/00.npz and so on (`training.views.stored`), so an interrupted
reading goes on where it was. What the teachers say is the mean of their probabilities.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.runs.flags import flag, run
from training.runs.progress import progress

if TYPE_CHECKING:
    import keras

    from training.tasks.task import Task

FREE = ("out", "data", "views")
"""Settings that may change when a folder of views is gone on with: more of the same may be read."""


@dataclass(frozen=True)
class DistillConfig:
    """Settings of one reading; each field is a --flag."""

    teachers: tuple[Path, ...] = flag("each a model.keras; with commas between, their mean is read")
    data: Path = flag("the data set, as the reader of the task takes it")
    out: Path = flag("folder of the views")
    task: str = flag("what the teachers learned: the name of a file in training/tasks", "emotions")
    views: int = flag("views of every face", 16, least=1)
    augmentation: float = flag("strength of the random views, 0 to 1", 0.8, least=0, most=1)
    seed: int = flag("of the views", 0, least=0)


def read_views(config: DistillConfig) -> None:
    """Write random views of the training faces with a teacher's reading of each.

    Goes on after the last whole view. Raises RunMismatch where the views that are there were read
    with other settings, DataError where `training.train` would refuse the faces, and NetworkError
    where the teachers have no head in common.
    """
    # Keras takes seconds; --help does without.
    from training.networks.saved import load_trained
    from training.runs.folders import checksum, write_settings
    from training.tasks.registry import find_task
    from training.views.stored import whole_views

    task = find_task(config.task)
    faces = task.usable(task.load(config.data, "train"), config.data)
    teachers = [load_trained(path) for path in config.teachers]
    heads = _shared_heads(task, teachers)
    settings = asdict(config) | {"faces": checksum(faces.images)}
    write_settings(config.out, settings, free=FREE if whole_views(config.out) else tuple(settings))
    try:
        _read_rest(config, teachers, heads, faces.images)
    except KeyboardInterrupt as stop:
        done = len(whole_views(config.out))
        raise KeyboardInterrupt(
            f"The same command goes on after view {done} of {config.views}."
        ) from stop


def _shared_heads(task: "Task[Any]", teachers: Sequence["keras.Model"]) -> list[str]:
    from training.networks.saved import NetworkError

    names = [head.name for head in task.heads]
    heads = [name for name in names if all(name in teacher.output for teacher in teachers)]
    if not heads:
        raise NetworkError("The teachers learned no labels in common; choose others.")
    return heads


def _read_rest(
    config: DistillConfig, teachers: Sequence["keras.Model"], heads: list[str], images: np.ndarray
) -> None:
    from training.networks.backend import fastest
    from training.networks.predict import predict
    from training.views.augment import augment
    from training.views.stored import view_path, write_view

    readers = [fastest(teacher) for teacher in teachers]
    for view in progress(config.views, "view"):
        path = view_path(config.out, view)
        if not path.exists():
            random = np.random.default_rng((config.seed, view))
            seen = augment(images, random, config.augmentation)
            readings = [predict(reader, seen) for reader in readers]
            write_view(path, seen, {h: np.mean([r[h] for r in readings], axis=0) for h in heads})


if __name__ == "__main__":
    run(DistillConfig, read_views, keras=True)
