"""Every setting of the application: its name, its default, how its text is read, what it is for.

A setting is read from the environment variable of its own name. The README's table is checked
against this module by a test, so neither can age alone.
"""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import limits
from limits.errors import ConfigurationError
from limits.storage import storage_from_string
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from mood_recommender.errors import MoodRecommenderError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: templates/, static/, migrations/ and weights/ lie here, outside the package."""


class InvalidSetting(MoodRecommenderError):
    """An environment variable holds a value that its setting cannot take."""

    title = "Invalid setting"


@dataclass(frozen=True)
class Setting:
    """One environment variable that the application reads."""

    name: str
    default: str | None
    parse: Callable[[str], Any]
    help: str


def parse_flag(text: str) -> bool:
    """Read `1`, `true`, `yes`, `on` as True and `0`, `false`, `no`, `off` as False.

    Raises ValueError for any other text.
    """
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError(f"expected true or false, got {text!r}")


def parse_count(text: str) -> int:
    """Read a whole number from 0 on. Raises ValueError for any other text."""
    if text.isascii() and text.isdigit():
        return int(text)
    raise ValueError(f"expected a whole number, got {text!r}")


def parse_file(text: str) -> Path:
    """Read the path of a file. Raises ValueError when there is none."""
    if Path(text).is_file():
        return Path(text)
    raise ValueError(f"there is no file {text}")


MOVED_WEIGHTS = {"ferplus.onnx": "emotions.onnx", "emotion.onnx": "reference/fer2013.onnx"}
"""Where weights are, within their folder, that once had other names."""


def parse_weights(text: str) -> Path:
    """Read the path of weights. Raises ValueError when there are none, or says where they went."""
    file = Path(text)
    if not file.is_file() and file.name in MOVED_WEIGHTS:
        moved = file.parent / MOVED_WEIGHTS[file.name]
        raise ValueError(f"there is no file {text} any more; it is {moved} now")
    return parse_file(text)


def parse_folder(text: str) -> Path:
    """Read the path of a folder, which need not be there yet; a relative one is made absolute."""
    return Path(text).absolute()


def parse_database_url(text: str) -> str:
    """Check that `text` is a database URL whose driver is installed. Raises ValueError."""
    try:
        make_url(text).get_dialect().import_dbapi()
    except ArgumentError as error:  # its words never hold the URL, which may hold a password
        raise ValueError("expected a URL such as sqlite:///moods.db") from error
    except ImportError as error:
        raise ValueError(f"its driver is not installed ({error})") from error
    except ValueError:  # its words hold what follows the last colon, the end of a password maybe
        raise ValueError(
            "its port is no number; write @, : and / in a password as %40, %3A and %2F"
        ) from None
    return text


def parse_face_detector(text: str) -> str:
    """Read the name of a face detector: `haar` or `mtcnn`. Raises ValueError for any other."""
    if text in {"haar", "mtcnn"}:
        return text
    raise ValueError(f"expected haar or mtcnn, got {text!r}")


def parse_rate_limit(text: str) -> str:
    """Check one or more limits such as `10 per second; 300 per minute`. Raises ValueError."""
    limits.parse_many(text)
    return text


def parse_rate_limit_storage(text: str) -> str:
    """Check that `text` names a storage whose package is installed. Raises ValueError."""
    try:
        storage_from_string(text)
    except (ConfigurationError, ValueError):  # their words may hold the URI, and a password
        raise ValueError(
            "expected memory://, or redis://HOST with redis installed (pip install redis)"
        ) from None
    return text


SETTINGS = (
    Setting(
        "DATABASE_URL",
        "sqlite:///moods.db",
        parse_database_url,
        "Where the movies live. The default is a file in `instance/`; for MySQL or MariaDB use "
        "`mysql+mysqldb://USER:PASSWORD@HOST/DATABASE?charset=utf8mb4`.",
    ),
    Setting(
        "SECRET_KEY",
        None,
        str,
        "Signs sessions and forms. Made once and kept in `instance/secret_key` when not set.",
    ),
    Setting(
        "EMOTION_WEIGHTS",
        str(ROOT / "weights" / "emotions.onnx"),
        parse_weights,
        "The emotion network, an ONNX file with its card (`.json`) beside it.",
    ),
    Setting(
        "FACE_DETECTOR",
        "haar",
        parse_face_detector,
        "`haar`, or `mtcnn` with the extra of that name installed.",
    ),
    Setting(
        "POSTER_FOLDER",
        str(ROOT / "instance" / "posters"),
        parse_folder,
        "Where the curators' own pictures of movies are kept. Several hosts share one folder.",
    ),
    Setting(
        "READINGS_RATE_LIMIT",
        "10 per second; 300 per minute",
        parse_rate_limit,
        "How many photos one address may have read.",
    ),
    Setting(
        "RATELIMIT_STORAGE_URI",
        "memory://",
        parse_rate_limit_storage,
        "Where rate limits are counted. In memory each worker counts its own; "
        "several workers or hosts share one count through `redis://HOST` (`pip install redis`).",
    ),
    Setting(
        "SESSION_COOKIE_SECURE",
        "false",
        parse_flag,
        "Send the session cookie over HTTPS only. Turn it on wherever the site has HTTPS.",
    ),
    Setting(
        "TRUSTED_PROXIES",
        "0",
        parse_count,
        "How many reverse proxies stand in front and pass `Host`, or set `X-Forwarded-Host`; all "
        "of them set `X-Forwarded-For` and `X-Forwarded-Proto`, and set or remove "
        "`X-Forwarded-Prefix`.",
    ),
)


def load_settings(environment: Mapping[str, str], instance: Path) -> dict[str, Any]:
    """Return every setting by name, from `environment` or its default.

    Raises InvalidSetting naming the variable when its text cannot be read. Writes
    `instance/secret_key` when SECRET_KEY is not set and the file is not there yet; raises
    InvalidSetting when that cannot be done.
    """
    settings = {setting.name: _read(setting, environment) for setting in SETTINGS}
    if not settings["SECRET_KEY"]:
        settings["SECRET_KEY"] = _kept_secret_key(instance / "secret_key")
    return settings


def _read(setting: Setting, environment: Mapping[str, str]) -> Any:
    text = environment.get(setting.name) or setting.default
    if text is None:
        return None
    try:
        return setting.parse(text)
    except ValueError as error:
        raise InvalidSetting(f"The environment variable {setting.name}: {error}.") from error


def _kept_secret_key(file: Path) -> str:
    """Return the key in `file`, made on first use and readable by its owner only.

    Raises InvalidSetting when it can neither be made nor read.
    """
    try:
        _make_secret_key(file)
        return file.read_text()
    except OSError as error:
        raise InvalidSetting(
            f"The secret key cannot be kept in {file}: {error.strerror}; let this program write "
            "there, or set the environment variable SECRET_KEY."
        ) from error


def _make_secret_key(file: Path) -> None:
    """Write a key to `file` unless there is one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        with tempfile.NamedTemporaryFile("w", dir=file.parent) as draft:
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            # Two workers may start at once: the first link wins and both read the same key.
            with contextlib.suppress(FileExistsError):
                os.link(draft.name, file)
