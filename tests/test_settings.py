import stat
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.cli import AppGroup

from mood_recommender.cli import curators, moods, movies
from mood_recommender.settings import ROOT, SETTINGS, InvalidSetting, Setting, load_settings
from tests.conftest import make_app

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_explained_in_the_readme(setting: Setting) -> None:
    assert f"| `{setting.name}` |" in README
    assert setting.help in README


@pytest.mark.parametrize(
    "group", [moods.group, movies.group, curators.group], ids=lambda group: group.name
)
def test_every_command_is_explained_in_the_readme(group: AppGroup) -> None:
    for command in group.commands:
        assert f"| `flask --app app {group.name} {command} " in README


@pytest.mark.parametrize("command", ["set-up", "db upgrade"])
def test_the_commands_of_the_database_are_explained_in_the_readme(command: str) -> None:
    assert f"| `flask --app app {command}` |" in README


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("DATABASE_URL", "sqlite:///other.db", "sqlite:///other.db"),
        ("SECRET_KEY", "0123", "0123"),
        ("EMOTION_WEIGHTS", __file__, Path(__file__)),
        ("FACE_DETECTOR", "mtcnn", "mtcnn"),
        ("POSTER_FOLDER", "posters", Path.cwd() / "posters"),
        ("READINGS_RATE_LIMIT", "1 per day", "1 per day"),
        ("RATELIMIT_STORAGE_URI", "memory://shared", "memory://shared"),
        ("SESSION_COOKIE_SECURE", "Yes", True),
        ("SESSION_COOKIE_SECURE", "off", False),
        ("TRUSTED_PROXIES", "2", 2),
    ],
)
def test_a_setting_is_read_from_its_variable(
    tmp_path: Path, name: str, text: str, value: object
) -> None:
    assert load_settings({name: text}, tmp_path)[name] == value


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_an_empty_variable_means_the_default(tmp_path: Path, setting: Setting) -> None:
    empty = load_settings({"SECRET_KEY": "0123", setting.name: ""}, tmp_path)
    assert empty[setting.name] == load_settings({"SECRET_KEY": ""}, tmp_path)[setting.name]


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("DATABASE_URL", "moods.db", "sqlite:///moods.db"),
        ("DATABASE_URL", "oracle+nothing://ada:swordfish@db/moods", "sqlite:///moods.db"),
        ("DATABASE_URL", "oracle+oracledb://ada:swordfish@db/moods", "driver is not installed"),
        ("DATABASE_URL", "mysql+mysqldb://ada:a@b:1swordfish@db/moods", "%40, %3A and %2F"),
        ("EMOTION_WEIGHTS", "/nowhere/x.onnx", "no file /nowhere/x.onnx"),
        ("EMOTION_WEIGHTS", "weights/ferplus.onnx", "it is weights/emotions.onnx now"),
        ("EMOTION_WEIGHTS", "weights/emotion.onnx", "it is weights/reference/fer2013.onnx now"),
        ("FACE_DETECTOR", "eyes", "haar or mtcnn"),
        ("READINGS_RATE_LIMIT", "often", "often"),
        ("RATELIMIT_STORAGE_URI", "swordfish", "redis://HOST"),
        ("RATELIMIT_STORAGE_URI", "redis://:swordfish@db:x", "pip install redis"),
        ("SESSION_COOKIE_SECURE", "maybe", "true or false"),
        ("TRUSTED_PROXIES", "many", "whole number"),
        ("TRUSTED_PROXIES", "-1", "whole number"),
    ],
)
def test_a_bad_value_is_refused_in_a_sentence(
    tmp_path: Path, name: str, text: str, hint: str
) -> None:
    with pytest.raises(InvalidSetting, match=f"^The environment variable {name}: .*{hint}") as bad:
        load_settings({name: text}, tmp_path)
    assert "swordfish" not in "".join(traceback.format_exception(bad.value))


def test_the_environment_sets_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINGS_RATE_LIMIT", "1 per day")
    assert make_app("sqlite://").config["READINGS_RATE_LIMIT"] == "1 per day"


def test_the_secret_key_is_made_once(tmp_path: Path) -> None:
    first, second = (load_settings({}, tmp_path)["SECRET_KEY"] for _ in range(2))
    assert first == second
    assert len(first) >= 48


def test_every_installation_has_a_secret_key_of_its_own(tmp_path: Path) -> None:
    first, second = (load_settings({}, tmp_path / name)["SECRET_KEY"] for name in "ab")
    assert first != second


def test_only_the_owner_can_read_the_secret_key(tmp_path: Path) -> None:
    load_settings({}, tmp_path)
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_workers_that_start_at_once_share_the_secret_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = pool.map(lambda _: load_settings({}, tmp_path)["SECRET_KEY"], range(64))
    assert len(set(keys)) == 1


def test_a_given_secret_key_is_not_written_down(tmp_path: Path) -> None:
    load_settings({"SECRET_KEY": "0123"}, tmp_path)
    assert not list(tmp_path.iterdir())
