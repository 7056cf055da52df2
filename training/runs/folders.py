"""The folder of a run: what is in it was made with one set of settings, which run.json holds."""

import json
from pathlib import Path
from typing import Any

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.files import write_whole


class RunMismatch(MoodRecommenderError):
    """The run folder holds a run with other settings."""

    title = "Another run is there"


class RunFolderError(MoodRecommenderError):
    """The run has no folder to write to."""

    title = "The run folder cannot be made"


def claim(folder: Path, settings: dict[str, Any], begun: bool) -> None:
    """Write the settings to `folder`/run.json; where work has `begun`, only if none is changed.

    Makes the folder. Raises RunMismatch, and RunFolderError where a file is in the way.
    """
    written = {name: str(value) for name, value in settings.items()}
    path = folder / "run.json"
    if begun and path.exists() and json.loads(path.read_text()) != written:
        raise RunMismatch(f"{path} has other settings; name another --out or remove that folder.")
    try:
        with write_whole(path) as part:
            part.write_text(json.dumps(written, indent=2) + "\n")
    except (FileExistsError, NotADirectoryError) as error:
        raise RunFolderError(f"{folder} is a file or lies in one; name another --out.") from error
