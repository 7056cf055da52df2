"""An SQLite file that somebody else writes to, or has to themselves."""

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from mood_recommender.curating.curators import add_curator
from mood_recommender.extensions import db, limiter
from tests.conftest import make_app
from tests.web.sign_in import PASSWORD, send, sign_in

LONGER_THAN_A_PAGE_SECONDS = 2.5


@pytest.fixture
def file(starter_database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(starter_database, tmp_path / "moods.db"))


@pytest.fixture
def site(file: Path) -> Flask:
    limiter.reset()
    app = make_app(f"sqlite:///{file}", PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        add_curator("ada", PASSWORD)
    return app


@pytest.fixture
def importer(file: Path) -> Iterator[sqlite3.Connection]:
    """Another process in the middle of an import."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM mood_entries")
        yield connection


@pytest.fixture
def owner(site: Flask, file: Path) -> Iterator[None]:
    """Another process that lets nobody else at the file."""
    with site.app_context():
        db.engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        yield


def journal_mode(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_readers_do_not_wait_for_an_import(site: Flask, importer: sqlite3.Connection) -> None:
    client = site.test_client()
    assert client.get("/movies?mood=happy").status_code == 200
    assert len(client.get("/api/v1/movies?mood=happy").json["movies"]) == 10


def test_an_import_does_not_wait_for_readers(site: Flask, file: Path) -> None:
    with site.app_context(), db.engine.connect() as reader:
        rows = reader.exec_driver_sql("SELECT movie_id FROM mood_entries")
        assert rows.fetchone()
        with closing(sqlite3.connect(file, timeout=0)) as connection, connection:
            connection.execute("DELETE FROM mood_entries")


def test_curator_who_would_wait_for_an_import_gets_a_sentence(
    site: Flask, importer: sqlite3.Connection
) -> None:
    client = site.test_client()
    sign_in(client)
    movie = {"title": "Slow Water", "original_title": "", "year": "1995", "directors": "Ada"}
    response = send(client, "/admin/movies/add", **movie)
    assert response.status_code == 409
    assert "Somebody else is changing" in response.text


@pytest.mark.parametrize("path", ["/movies?mood=happy", "/api/v1/movies?mood=happy"])
def test_locked_file_is_a_sentence(site: Flask, owner: None, path: str) -> None:
    response = site.test_client().get(path)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "cannot be reached" in response.text


def test_file_of_an_earlier_version_lets_readers_read_from_now_on(site: Flask, file: Path) -> None:
    with site.app_context():
        db.engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    assert journal_mode(file) == "delete"
    site.test_client().get("/movies?mood=happy")
    assert journal_mode(file) == "wal"


def test_command_waits_for_an_import_to_end(site: Flask, importer: sqlite3.Connection) -> None:
    with site.app_context():
        db.engine.dispose()

    def change() -> None:
        with site.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM movie_genres")

    with ThreadPoolExecutor(1) as pool:
        command = pool.submit(change)
        with pytest.raises(TimeoutError):
            command.result(LONGER_THAN_A_PAGE_SECONDS)
        importer.rollback()
        command.result()
