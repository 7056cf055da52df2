"""Let larger networks read many views of every training face, for a small one to learn from.

    python -m training.distill --teachers runs/teacher/model.keras --data fer2013.csv --out views
    python -m training.train --views views ...

Each view is a file of its own, views/00.npz and so on, so an interrupted reading goes on where it
was. A file holds `images` (n, 48, 48) uint8 and the mean of the teachers' probabilities (n, 7)
float16 of each head that all of them have, for the usable training faces in the order of the data.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

import keras
import numpy as np
from tqdm import tqdm

from mood_recommender.files import write_whole
from training.faces.fer2013 import (
    FACE_SIZE,
    DataError,
    load_arrays,
    load_faces,
    require_every_emotion,
)
from training.faces.votes import usable
from training.networks.architectures import HEADS, NetworkError, fastest, load_trained
from training.runs.flags import flag, run
from training.runs.folders import claim
from training.views.augment import augment

VIEWS = "[0-9]*.npz"
"""Names of whole views; what a killed process leaves has another one."""

FREE = ("out", "views")
"""Settings that may change when a folder of views is gone on with: more of the same may be read."""


@dataclass(frozen=True)
class DistillConfig:
    """Settings of one reading; each field is a --flag."""

    teachers: tuple[Path, ...] = flag("each a model.keras; with commas between, their mean is read")
    data: Path = flag("FER-2013 as .npz, .csv or folder")
    out: Path = flag("folder of the views")
    views: int = flag("views of every face", 16, least=1)
    augmentation: float = flag("strength of the random views, 0 to 1", 0.8, least=0, most=1)
    seed: int = flag("of the views", 0, least=0)


def read_views(config: DistillConfig) -> None:
    """Write random views of the training faces with a teacher's reading of each.

    Goes on after the last whole view. Raises RunMismatch where the views that are there were read
    with other settings, DataError where `training.train` would refuse the faces, and NetworkError
    where the teachers have no head in common.
    """
    faces = load_faces(config.data, "train")
    faces = faces.only(usable(faces))
    require_every_emotion(faces, config.data)
    networks = [load_trained(path) for path in config.teachers]
    heads = _shared_heads(networks)
    settings = {name: value for name, value in asdict(config).items() if name not in FREE}
    claim(config.out, settings, begun=any(config.out.glob(VIEWS)))
    teachers = [fastest(network) for network in networks]
    for view in tqdm(range(config.views), unit="view"):
        path = config.out / f"{view:02}.npz"
        if not path.exists():
            random = np.random.default_rng((config.seed, view))
            images = augment(faces.images, random, config.augmentation)
            _read_view(teachers, heads, images, path)


def _shared_heads(networks: list[keras.Model]) -> list[str]:
    heads = [head for head in HEADS if all(head in network.output for network in networks)]
    if not heads:
        raise NetworkError("The teachers learned no labels in common; choose others.")
    return heads


def _read_view(
    teachers: list[keras.Model], heads: list[str], images: np.ndarray, path: Path
) -> None:
    faces = images[..., np.newaxis].astype(np.float32)
    readings = [teacher.predict(faces, batch_size=256, verbose=0) for teacher in teachers]
    means = {
        head: np.mean([reading[head] for reading in readings], axis=0).astype(np.float16)
        for head in heads
    }
    with write_whole(path) as part:
        np.savez(part, images=images, **means)


def load_views(
    folder: Path, faces: int, heads: Collection[str]
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the views, (v, n, 48, 48) uint8, and the readings, {head: (v, n, 7) float16}.

    Raises DataError if there are none, or one is damaged, of other faces or not by these heads.
    """
    views = [_load_view(path, faces, heads) for path in sorted(folder.glob(VIEWS))]
    if not views:
        raise DataError(f"{folder} holds no views; write them with python -m training.distill.")
    images, *readings = (np.stack([view[name] for view in views]) for name in ("images", *heads))
    return images, dict(zip(heads, readings, strict=True))


def _load_view(path: Path, faces: int, heads: Collection[str]) -> dict[str, np.ndarray]:
    view = load_arrays(path, ("images", *heads))
    images = view.get("images", np.empty(0))
    if images.shape[1:] != (FACE_SIZE, FACE_SIZE):
        raise DataError(f"{path} is no view; remove it, and training.distill writes it again.")
    if len(images) != faces:
        raise DataError(f"{path} shows {len(images)} faces, the data has {faces} usable.")
    unread = [head for head in heads if head not in view]
    if unread:
        raise DataError(
            f"{path} holds no readings of {' and '.join(unread)}: not every teacher learned "
            "these labels. Choose other teachers, or others with --labels."
        )
    return view


if __name__ == "__main__":
    run(DistillConfig, read_views)
