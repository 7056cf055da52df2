"""What meets whoever runs the site for the first time: one sentence each, from every command."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mood_recommender.extensions import db
from mood_recommender.settings import ROOT, InvalidSetting, load_settings
from tests.conftest import make_app, new_mariadb_database
from tests.web.sign_in import sign_in

PASSWORD = "seven green bottles"
MAKE_TABLES = ["set-up", "db upgrade"]
NEED_TABLES = ["movies export movies.csv", "movies import setup.cfg", "curators add ada"]
NO_FOLDER = ("sqlite:////nowhere/moods.db", ["unable to open", "folder", "/nowhere/moods.db"])
NO_DATABASE = (f"sqlite:///{ROOT / 'README.md'}", ["README.md", "not a database"])
NO_SERVER = (
    "mysql+mysqldb://ada:swordfish@127.0.0.1:1/moods",
    ["ada:***@127.0.0.1:1", "server runs"],
)


def flask(
    command: str, limits: Callable[[], None] | None = None, **options: str
) -> subprocess.CompletedProcess[str]:
    typed = options.pop("typed", "")
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *command.split()],
        cwd=ROOT,
        env={**os.environ, "SECRET_KEY": "tests", **options},
        input=typed,
        preexec_fn=limits,
        capture_output=True,
        text=True,
    )


def assert_one_sentence(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert all(word in result.stderr for word in words)


@pytest.fixture
def foreign(tmp_path: Path) -> str:
    """The database of another program, which has movies, too."""
    with closing(sqlite3.connect(tmp_path / "foreign.db")) as connection:
        connection.execute("CREATE TABLE movies (name TEXT)")
    return f"sqlite:///{tmp_path / 'foreign.db'}"


@pytest.mark.parametrize(("url", "words"), [NO_FOLDER, NO_DATABASE, NO_SERVER])
@pytest.mark.parametrize("command", MAKE_TABLES)
def test_tables_cannot_be_made(url: str, words: list[str], command: str) -> None:
    result = flask(command, DATABASE_URL=url)
    assert_one_sentence(result, *words)
    assert "swordfish" not in result.stderr


@pytest.mark.parametrize(("url", "words"), [NO_FOLDER, NO_DATABASE, NO_SERVER])
@pytest.mark.parametrize("command", NEED_TABLES)
def test_tables_cannot_be_read(url: str, words: list[str], command: str) -> None:
    result = make_app(url).test_cli_runner().invoke(args=command.split())
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert all(word in result.stderr for word in words)
    assert "swordfish" not in result.stderr


@pytest.mark.parametrize("command", MAKE_TABLES)
def test_table_of_another_program(foreign: str, command: str) -> None:
    assert_one_sentence(flask(command, DATABASE_URL=foreign), "movies", "another program")


def test_table_of_another_program_on_mariadb_is_left_alone(mariadb_port: int) -> None:
    url = new_mariadb_database(mariadb_port, "foreign_movies")
    with make_app(url).app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE movies (name TEXT)")
        assert_one_sentence(flask("set-up", DATABASE_URL=url), "movies", "another program")
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW TABLES").scalars().all() == ["movies"]


def test_photos_need_no_database() -> None:
    result = flask("moods read static/icon.svg", DATABASE_URL="sqlite:////nowhere/moods.db")
    assert "UnreadableImage" in result.stdout
    assert not result.stderr


def test_folder_that_takes_no_secret_key(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file where the folder should be")
    with pytest.raises(InvalidSetting, match=r"cannot be kept in .*secret_key: .*SECRET"):
        load_settings({}, tmp_path / "instance")


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_password_may_end_as_on_windows(starter_database: Path, ending: str) -> None:
    url = f"sqlite:///{starter_database}"
    name = f"ada{len(ending)}"
    result = flask(
        f"curators add {name} --password-stdin", DATABASE_URL=url, typed=PASSWORD + ending
    )
    assert result.returncode == 0
    client = make_app(url).test_client()
    assert sign_in(client, username=name, password=PASSWORD).status_code == 302


def test_terminal_that_knows_few_letters(starter_database: Path) -> None:
    result = flask(
        "curators add Ősz --password-stdin",
        DATABASE_URL=f"sqlite:///{starter_database}",
        PYTHONIOENCODING="latin-1",
        typed=PASSWORD,
    )
    assert result.returncode == 0
    assert result.stdout == "\\u0150sz can sign in at /admin now.\n"


@pytest.mark.parametrize("before", [None, "the export of yesterday"])
def test_full_disk_is_a_sentence_and_leaves_nothing(
    tmp_path: Path, starter_database: Path, before: str | None
) -> None:
    file = tmp_path / "movies.csv"
    if before:
        file.write_text(before)
    result = flask(
        f"movies export {file}",
        limits=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
        DATABASE_URL=f"sqlite:///{starter_database}",
    )
    assert_one_sentence(result, "File too large")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == (
        {"movies.csv": before} if before else {}
    )
