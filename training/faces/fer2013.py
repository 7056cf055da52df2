"""FER-2013 in each of its public layouts, as arrays.

`load_faces` takes any of
- an .npz with `images`, `label`, `split` and, optionally, `votes`;
- Kaggle's fer2013.csv (emotion, pixels, Usage), with or without FER+'s fer2013new.csv beside it;
- a folder with train/<emotion>/ and test/<emotion>/ (or public/ and private/, or as
  `training.faces.folders` knows them) of 48 x 48 pictures.
What is wrong with a file or a row is said in one sentence. Nothing here knows about networks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from mood_recommender.moods import EMOTIONS
from training.faces.arrays import DataError, load_arrays
from training.faces.folders import pictures_of

FACE_SIZE = 48
"""Side of every FER-2013 picture, in pixels."""

SPLITS = {"train": "Training", "public": "PublicTest", "private": "PrivateTest"}
"""The official splits: our names, and those of the `Usage` column; an npz numbers them 0 to 2."""

VOTE_COLUMNS = (
    *("neutral", "happiness", "surprise", "sadness", "anger"),
    *("disgust", "fear", "contempt", "unknown", "NF"),
)
"""What a FER+ tagger could say, in the order of fer2013new.csv; NF is "not a face"."""

PICTURES = {".jpg", ".jpeg", ".png"}


@dataclass(frozen=True)
class Faces:
    """The faces of one split, in the order of the file (of a folder: by emotion, then name)."""

    images: np.ndarray
    """(n, 48, 48) uint8, grey."""
    labels: np.ndarray
    """(n,) int64, index into EMOTIONS."""
    votes: np.ndarray | None = None
    """(n, 10) int64 counts in the order of VOTE_COLUMNS, or None where nobody voted."""

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: np.ndarray) -> "Faces":
        """Return the faces of some rows, given as numbers or as (n,) bool."""
        votes = None if self.votes is None else self.votes[rows]
        return Faces(self.images[rows], self.labels[rows], votes)


def load_faces(data: Path, split: str) -> Faces:
    """Read one of SPLITS. Raises DataError, naming the file and the row that is wrong."""
    if split not in SPLITS:
        raise DataError(f"There is no split {split!r}; choose one of {', '.join(SPLITS)}.")
    if not data.exists():
        raise DataError(f"There is no {data}; give an .npz, a .csv or a folder of pictures.")
    faces = _reader(data)(data, split)
    if not len(faces):
        raise DataError(f"{data} holds no faces of the split {split!r} ({SPLITS[split]}).")
    return faces


def require_every_emotion(faces: Faces, data: Path) -> None:
    """Refuse to train where no usable face shows an emotion. Raises DataError."""
    counts = np.bincount(faces.labels, minlength=len(EMOTIONS))
    missing = [emotion for emotion, count in zip(EMOTIONS, counts, strict=True) if not count]
    if missing:
        raise DataError(f"{data} has no usable training face labelled {', '.join(missing)}.")


def _reader(data: Path) -> Callable[[Path, str], Faces]:
    if data.is_dir():
        return _read_folder
    if data.suffix in (".npz", ".csv"):
        return _read_npz if data.suffix == ".npz" else _read_csv
    raise DataError(f"{data.name} is neither an .npz, a .csv nor a folder of pictures.")


# --- npz ----------------------------------------------------------------------------------------


def _read_npz(path: Path, split: str) -> Faces:
    arrays = _npz_arrays(path)
    images, labels, splits = arrays["images"], arrays["label"], arrays["split"]
    if images.shape[1:] != (FACE_SIZE, FACE_SIZE) or images.dtype != np.uint8:
        raise DataError(
            f"{path.name}: images are {images.dtype} {images.shape}; needed are uint8 (n, 48, 48)."
        )
    _check_numbers(path, "label", labels)
    _check_numbers(path, "split", splits)
    if "votes" in arrays:
        _check_votes(path, arrays["votes"])
    for name, array in arrays.items():
        if len(array) != len(images):
            raise DataError(f"{path.name}: {len(images)} images, but {len(array)} rows of {name}.")
    _check_range(path, "label", labels, len(EMOTIONS))
    _check_range(path, "split", splits, len(SPLITS))
    rows = splits == list(SPLITS).index(split)
    votes = _counts(path, arrays["votes"])[rows] if "votes" in arrays else None
    return Faces(images[rows], labels[rows].astype(np.int64), votes)


def _npz_arrays(path: Path) -> dict[str, np.ndarray]:
    arrays = load_arrays(path, ("images", "label", "split", "votes"))
    missing = [name for name in ("images", "label", "split") if name not in arrays]
    if missing:
        raise DataError(f"{path.name} lacks the array {', '.join(missing)}.")
    return arrays


def _check_numbers(path: Path, name: str, values: np.ndarray) -> None:
    if values.ndim != 1 or not np.issubdtype(values.dtype, np.integer):
        raise DataError(
            f"{path.name}: {name} is {values.dtype} {values.shape}; needed are integers (n,)."
        )


def _check_range(path: Path, name: str, values: np.ndarray, end: int) -> None:
    wrong = np.flatnonzero((values < 0) | (values >= end))
    if len(wrong):
        raise DataError(
            f"{path.name} row {wrong[0]}: {name} is {values[wrong[0]]}, expected 0 to {end - 1}."
        )


def _check_votes(path: Path, votes: np.ndarray) -> None:
    if votes.shape[1:] != (len(VOTE_COLUMNS),) or votes.dtype.kind not in "iuf":
        raise DataError(
            f"{path.name}: votes are {votes.dtype} {votes.shape}; needed are numbers (n, 10)."
        )


def _counts(path: Path, votes: np.ndarray) -> np.ndarray:
    """Return (n, 10) numbers as int64. Raises DataError, naming the first row with no counts."""
    with np.errstate(invalid="ignore"):  # infinite or missing, a vote only changes in the cast
        counts = votes.astype(np.int64)
    wrong = np.flatnonzero(((counts != votes) | (counts < 0)).any(axis=1))
    if len(wrong):
        raise DataError(f"{path.name} row {wrong[0]}: votes must be whole counts, 0 or more.")
    return counts


# --- csv ----------------------------------------------------------------------------------------


def _read_csv(path: Path, split: str) -> Faces:
    table = _csv_table(path, ("emotion", "pixels", "Usage"))
    _check_usage(path, table["Usage"])
    votes = _read_votes(path.with_name("fer2013new.csv"), len(table))
    rows = np.flatnonzero(table["Usage"] == SPLITS[split]).tolist()
    labels = [_label(path, row, table["emotion"][row]) for row in rows]
    images = [_pixels(path, row, table["pixels"][row]) for row in rows]
    return Faces(
        np.array(images, np.uint8).reshape(-1, FACE_SIZE, FACE_SIZE),
        np.array(labels, np.int64),
        None if votes is None else votes[rows],
    )


def _csv_table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, skipinitialspace=True, keep_default_na=False)
    except (ValueError, OSError) as error:
        raise DataError(f"{path.name} is not a readable CSV file: {error}.") from error
    if not isinstance(table.index, pd.RangeIndex):
        # pandas takes the first column for names of rows, and so every column for the one before
        raise DataError(
            f"{path.name} has more fields in a row than in its header; remove the extra commas."
        )
    missing = [column for column in columns if column not in table]
    if missing:
        raise DataError(f"{path.name} lacks the column {', '.join(missing)}.")
    return table


def _check_usage(path: Path, usage: pd.Series) -> None:
    wrong = np.flatnonzero(~usage.isin(SPLITS.values()))
    if len(wrong):
        raise DataError(
            f"{path.name} row {wrong[0]}: Usage is {usage[wrong[0]]!r}, "
            f"expected one of {', '.join(SPLITS.values())}."
        )


def _label(path: Path, row: int, text: str) -> int:
    if text.strip() not in map(str, range(len(EMOTIONS))):
        raise DataError(f"{path.name} row {row}: emotion is {text!r}, expected 0 to 6.")
    return int(text)


def _pixels(path: Path, row: int, text: str) -> np.ndarray:
    try:
        pixels = np.frombuffer(bytes(map(int, text.split())), np.uint8)
    except ValueError as error:
        raise DataError(f"{path.name} row {row}: pixels must be numbers, 0 to 255.") from error
    if len(pixels) != FACE_SIZE**2:
        raise DataError(
            f"{path.name} row {row}: {len(pixels)} pixels, expected {FACE_SIZE**2} (48 x 48)."
        )
    return pixels


def _read_votes(path: Path, rows: int) -> np.ndarray | None:
    """Votes stand in a file of their own, row by row beside fer2013.csv."""
    if not path.exists():
        return None
    table = _csv_table(path, VOTE_COLUMNS)
    if len(table) != rows:
        raise DataError(f"{path.name} has {len(table)} rows, fer2013.csv has {rows}.")
    votes = table[list(VOTE_COLUMNS)].apply(pd.to_numeric, errors="coerce")
    return _counts(path, votes.to_numpy(np.float64))


# --- folders ------------------------------------------------------------------------------------


def _read_folder(folder: Path, split: str) -> Faces:
    found = [(_picture(path), label) for label, path in pictures_of(folder, split)]
    images = np.array([image for image, _ in found], np.uint8)
    labels = np.array([label for _, label in found], np.int64)
    return Faces(images.reshape(-1, FACE_SIZE, FACE_SIZE), labels)


def _picture(path: Path) -> np.ndarray:
    if path.suffix.lower() not in PICTURES:
        raise DataError(f"{path} is not a picture; expected {', '.join(sorted(PICTURES))}.")
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise DataError(f"{path} cannot be read as a picture.")
    if picture.shape != (FACE_SIZE, FACE_SIZE):
        height, width = picture.shape
        raise DataError(f"{path} is {width} x {height} pixels, expected 48 x 48.")
    return picture
