"""The folder of a run: what is in it was made with one set of settings, which run.json holds."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.files import write_whole

SETTINGS = "run.json"


class RunMismatch(MoodRecommenderError):
    """The run folder holds a run with other settings."""

    title = "Another run is there"


class RunFolderError(MoodRecommenderError):
    """The run has no folder to write to, or its settings cannot be read."""

    title = "The run folder cannot be used"


def read_settings(folder: Path) -> dict[str, str]:
    """Return what run.json says, nothing where there is none. Raises RunFolderError."""
    path = folder / SETTINGS
    if not path.is_file():
        return {}
    try:
        return {name: str(value) for name, value in json.loads(path.read_text("utf-8")).items()}
    except (ValueError, AttributeError) as error:
        raise RunFolderError(
            f"{path} holds no settings; name another --out or remove that folder."
        ) from error


def write_settings(folder: Path, settings: Mapping[str, Any], *, free: tuple[str, ...]) -> None:
    """Write the settings of a run to run.json, in a folder that is made.

    Where there are some, only those called `free` may differ. Raises RunMismatch, which names
    those that do, and RunFolderError where a file is in the way.
    """
    new = {name: str(value) for name, value in settings.items()}
    old = read_settings(folder)
    changed = [name for name in new if name not in free and old.get(name, new[name]) != new[name]]
    if changed:
        raise RunMismatch(_differences(folder, old, new, changed))
    try:
        with write_whole(folder / SETTINGS) as part:
            part.write_text(json.dumps(new, indent=2) + "\n", encoding="utf-8")
    except (FileExistsError, NotADirectoryError) as error:
        raise RunFolderError(f"{folder} is a file or lies in one; name another --out.") from error


def checksum(images: np.ndarray) -> str:
    """Say which faces a run was begun with, so that their file may move."""
    digest = hashlib.sha256(images.tobytes()).hexdigest()
    return f"{len(images)} with checksum {digest[:16]}"


def _differences(
    folder: Path, old: Mapping[str, str], new: Mapping[str, str], changed: list[str]
) -> str:
    named = "; ".join(f"{name} was {old[name]}, now {new[name]}" for name in changed)
    return (
        f"{folder} was begun with other settings: {named}. Give the old ones, name another --out, "
        "or remove that folder."
    )
