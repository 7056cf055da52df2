"""Migrations that are killed half-way: neither database takes back what they had made."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import event

from mood_recommender.catalog.models import Genre
from mood_recommender.catalog.movie_fields import GENRES
from mood_recommender.extensions import db
from mood_recommender.settings import ROOT
from tests.conftest import make_app, new_mariadb_database

STATEMENTS = 60
"""More than all migrations have together; the test says so itself."""


class Killed(BaseException):
    """The process ends here: nothing after it is run, not even what cleans up."""


@pytest.fixture(params=["sqlite", "mariadb"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """An application on an empty database."""
    if request.param == "sqlite":
        return make_app(f"sqlite:///{tmp_path / 'new.db'}")
    port = request.getfixturevalue("mariadb_port")
    return make_app(new_mariadb_database(port, f"killed_{time.monotonic_ns()}"))


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """Kill what writes to the database at its statement of this number, before it is run."""
    numbers = itertools.count()

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        writes = not statement.lstrip().startswith(("SELECT", "PRAGMA", "SHOW", "DESCRIBE"))
        if writes and next(numbers) == number:
            raise Killed

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


def broken_off(number: int) -> bool:
    """Upgrade and be killed at a statement; return whether there were as many.

    What Alembic cleans up with, on a connection that is gone, ends as a command that failed.
    """
    try:
        with killed_at(number):
            upgrade()
    except (Killed, SystemExit):
        return True
    return False


def test_migration_that_was_killed_anywhere_is_run_again(empty: Flask) -> None:
    with empty.app_context():
        for number in range(STATEMENTS):
            if not broken_off(number):
                break
            upgrade()
            assert sorted(db.session.scalars(sa.select(Genre.name))) == sorted(GENRES)
            assert empty.test_cli_runner().invoke(args=["db", "check"]).exit_code == 0
            db.session.remove()
            downgrade(revision="base")
        else:
            pytest.fail("The migrations have more statements than this test counts to.")
    assert number > len(db.metadata.tables)


DIES_AT_THE_FIFTH_TABLE = """
import os, signal
from flask_migrate import upgrade
from sqlalchemy import event
from mood_recommender import create_app
from mood_recommender.extensions import db

tables = []

def die(connection, cursor, statement, *rest):
    tables.extend([statement] if "CREATE TABLE" in statement else [])
    if len(tables) == 5:
        os.kill(os.getpid(), signal.SIGKILL)

with create_app().app_context():
    event.listen(db.engine, "before_cursor_execute", die)
    upgrade()
"""


def test_set_up_goes_on_after_a_process_that_was_killed(empty: Flask) -> None:
    environment = {**os.environ, "SECRET_KEY": "tests", "DATABASE_URL": url_of(empty)}
    killed = subprocess.run(
        [sys.executable, "-c", DIES_AT_THE_FIFTH_TABLE], cwd=ROOT, env=environment
    )
    assert killed.returncode == -signal.SIGKILL
    result = empty.test_cli_runner().invoke(args=["set-up"])
    assert result.exit_code == 0
    assert empty.test_client().get("/readyz").status_code == 200


def url_of(app: Flask) -> str:
    return str(app.config["DATABASE_URL"])
