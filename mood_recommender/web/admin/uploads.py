"""Files that curators sent to be imported: kept on the disk from the preview until the import.

A file has a random name, which only the session of whoever sent it knows. It is deleted when it
has been imported, when its session sends another one, or a day after it was sent.
"""

import contextlib
import secrets
import time
from pathlib import Path

from flask import current_app, session
from werkzeug.datastructures import FileStorage

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.errors import Sentence as _
from mood_recommender.files import write_whole

KEPT_SECONDS = 24 * 3600
LONGEST_NAME = 64
"""Characters of a file's name that the session, a cookie, keeps."""
KEY = "import"
"""Where the session keeps the name of the file, and what it was called by whoever sent it."""


class UploadGone(MoodRecommenderError):
    """The file was imported already, replaced by a later one, or is older than a day."""

    status = 410
    title = _("This file is not here any more")


def keep_upload(upload: FileStorage) -> Path:
    """Write an upload to the disk, in place of the one before, and return where it is."""
    forget_upload()
    folder = _folder()
    _delete_old(folder)
    name = secrets.token_hex(16)
    with write_whole(folder / name) as part:
        upload.save(part)
    session[KEY] = [name, (upload.filename or "")[:LONGEST_NAME]]
    return folder / name


def kept_upload(name: str) -> tuple[Path, str]:
    """Return where the upload of this name is, and what it was called.

    Raises UploadGone when it is not this session's or is there no more.
    """
    kept, called = session.get(KEY, ("", ""))
    path = _folder() / kept
    if not kept or name != kept or not path.is_file():
        raise UploadGone(_("The file that was previewed is not here any more; choose it again."))
    return path, called


def forget_upload() -> None:
    """Delete the upload of this session, if there is one."""
    kept, _called = session.pop(KEY, ("", ""))
    if kept:
        (_folder() / kept).unlink(missing_ok=True)


def _delete_old(folder: Path) -> None:
    oldest = time.time() - KEPT_SECONDS
    for file in folder.glob("*"):
        # Another worker may delete it at the same moment.
        with contextlib.suppress(FileNotFoundError):
            if file.stat().st_mtime < oldest:
                file.unlink()


def _folder() -> Path:
    return Path(current_app.instance_path) / "imports"
