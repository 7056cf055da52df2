"""Views of the training faces with a teacher's readings of them, a file a view.

A file holds `images`, as many as there are usable faces and like them, and by head the (n, k)
float16 probabilities.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mood_recommender.files import write_whole
from training.faces.arrays import DataError, load_arrays

VIEWS = "[0-9]*.npz"
"""Names of whole views; what a killed process leaves has another one."""


def view_path(folder: Path, view: int) -> Path:
    """Return where a view lies, counting from 0."""
    return folder / f"{view:02}.npz"


def whole_views(folder: Path) -> list[Path]:
    """Return the views that are there, in their order."""
    return sorted(folder.glob(VIEWS))


def write_view(path: Path, images: np.ndarray, readings: Mapping[str, np.ndarray]) -> None:
    """Write a view whole or not at all."""
    arrays: dict[str, Any] = {head: said.astype(np.float16) for head, said in readings.items()}
    with write_whole(path) as part:
        np.savez(part, images=images, **arrays)


def load_views(
    folder: Path, shape: tuple[int, ...], heads: Sequence[str]
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return v views, (v, *shape) uint8, and the readings, {head: (v, n, k) float16}.

    `shape` is that of the n faces. Raises DataError if there are none, or one is damaged, of other
    faces or not by these heads.
    """
    views = [_load_view(path, shape, heads) for path in whole_views(folder)]
    if not views:
        raise DataError(f"{folder} holds no views; write them with python -m training.distill.")
    images, *readings = (np.stack([view[name] for view in views]) for name in ("images", *heads))
    return images, dict(zip(heads, readings, strict=True))


def _load_view(path: Path, shape: tuple[int, ...], heads: Sequence[str]) -> dict[str, np.ndarray]:
    view = load_arrays(path, ("images", *heads))
    images = view.get("images", np.empty(0))
    if images.shape[1:] != shape[1:]:
        raise DataError(f"{path} is no view; remove it, and training.distill writes it again.")
    if len(images) != shape[0]:
        raise DataError(f"{path} shows {len(images)} faces, the data has {shape[0]} usable.")
    unread = [head for head in heads if head not in view]
    if unread:
        raise DataError(
            f"{path} holds no readings of {' and '.join(unread)}: not every teacher learned "
            "these labels. Choose other teachers, or others with --labels."
        )
    return view
