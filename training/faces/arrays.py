"""Arrays in .npz files, and the error of whatever reads data."""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mood_recommender.errors import MoodRecommenderError


class DataError(MoodRecommenderError):
    """The data is in no layout that we know, or a part of it is broken or missing."""

    title = "The data cannot be read"


def load_arrays(path: Path, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Return those of the named arrays that an .npz holds. Raises DataError if it is damaged."""
    if not zipfile.is_zipfile(path):
        raise DataError(f"{path} is not a readable .npz file.")
    try:
        with np.load(path) as archive:
            return {name: archive[name] for name in names if name in archive}
    except (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{path} is not a readable .npz file: {error}.") from error
