"""Pictures in folders named after a split and what they show, as people name such folders.

`Train/angry/1.jpg`, `images/validation/surprised/2.png`: case does not matter, emotions may be
called by their noun or adjective, and what file managers leave beside pictures is passed over.
"""

from collections.abc import Iterator
from pathlib import Path

from mood_recommender.moods import EMOTIONS
from training.faces.arrays import DataError

SPLIT_NAMES = {
    "train": ("train", "training"),
    "public": ("public", "publictest", "validation", "valid", "val", "test"),
    "private": ("private", "privatetest", "test"),
}
"""What the folder of a split may be called; the usual test/ holds both test splits together."""

OTHER_NAMES = {
    "anger": "angry",
    "disgusted": "disgust",
    "afraid": "fear",
    "fearful": "fear",
    "happiness": "happy",
    "sadness": "sad",
    "surprised": "surprise",
}
"""What else the folder of an emotion may be called."""

COMPANIONS = {"thumbs.db", "desktop.ini", "@eadir", "__macosx"}
"""What systems put beside pictures, besides hidden files, in lower case."""

SIDECARS = {".aae", ".json", ".mov", ".xml", ".xmp"}
"""Endings of files about a picture."""


def pictures_of(folder: Path, split: str) -> Iterator[tuple[int, Path]]:
    """Yield every picture of a split with the number of its emotion, by emotion, then name.

    Raises DataError where there is no folder of the split, or one of no emotion in it.
    """
    found = _emotion_folders(_split_folder(folder, split))
    for label, emotion in enumerate(EMOTIONS):
        for place in found.get(emotion, []):
            yield from ((label, path) for path in _visible(place))


def _split_folder(folder: Path, split: str) -> Path:
    names = SPLIT_NAMES[split]
    places = [folder, *_folders(folder, "images")]
    roots = [root for name in names for place in places for root in _folders(place, name)]
    if not roots:
        raise DataError(f"{folder} has no folder {' or '.join(names)} inside.")
    return roots[0]


def _emotion_folders(root: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in filter(Path.is_dir, _visible(root)):
        name = path.name.lower()
        emotion = OTHER_NAMES.get(name, name)
        if emotion not in EMOTIONS:
            raise DataError(f"{path} is not an emotion; expected {', '.join(EMOTIONS)}.")
        found.setdefault(emotion, []).append(path)
    return found


def _folders(place: Path, name: str) -> list[Path]:
    return [path for path in _visible(place) if path.is_dir() and path.name.lower() == name]


def _visible(place: Path) -> list[Path]:
    return [path for path in sorted(place.glob("*")) if not _is_companion(path)]


def _is_companion(path: Path) -> bool:
    name = path.name.lower()
    return name.startswith(".") or name in COMPANIONS or path.suffix.lower() in SIDECARS
