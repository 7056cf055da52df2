"""Fixtures for every test: the application on both databases, a running server, real photos."""

import io
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import MySQLdb
import pytest
import skimage.data
from cheroot.wsgi import Server as WSGIServer
from flask import Flask, g, request_started
from flask.testing import FlaskClient, FlaskCliRunner
from flask_migrate import upgrade
from PIL import Image

from mood_recommender import create_app
from mood_recommender.catalog.importers import import_file
from mood_recommender.cli.set_up import STARTER
from mood_recommender.extensions import db, limiter
from tests.mariadb import mariadb_server

TABLES_WITH_FIXED_ROWS = {"genres", "roles", "alembic_version"}
# Argon2 as for real, at a hundredth of its price: 64 kB and one pass for a password.
CHEAP_HASHING = {
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__time_cost": 1, "argon2__memory_cost": 64}
}


@pytest.fixture(scope="session")
def mariadb_port() -> Iterator[int]:
    with mariadb_server() as server:
        yield server.port


def make_app(database_url: str, **settings: Any) -> Flask:
    tests = {"TESTING": True, "SECRET_KEY": "tests", "DATABASE_URL": database_url}
    return create_app({**tests, **CHEAP_HASHING, **settings})


@pytest.fixture(scope="session", params=["sqlite", "mariadb"])
def migrated_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'moods.db'}"
    else:
        url = new_mariadb_database(request.getfixturevalue("mariadb_port"), "moods")
    app = make_app(url)
    with app.app_context():
        upgrade()
    return app


def new_mariadb_database(port: int, name: str) -> str:
    connection = MySQLdb.connect(host="127.0.0.1", port=port, user="root")
    connection.query(f"CREATE DATABASE {name}")
    connection.close()
    return f"mysql+mysqldb://root@127.0.0.1:{port}/{name}?charset=utf8mb4"


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application with its context pushed, on an empty catalog; runs on both databases."""
    with migrated_app.app_context():
        limiter.reset()
        yield migrated_app
        db.session.remove()
        with db.engine.begin() as connection:
            for table in reversed(db.metadata.sorted_tables):
                if table.name not in TABLES_WITH_FIXED_ROWS:
                    connection.execute(table.delete())


@pytest.fixture
def starter(app: Flask) -> Flask:
    """The application with the starter catalog in its database."""
    import_file(STARTER)
    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    # Requests join the context of the `app` fixture, and with it the `g` of the request before:
    # who was signed in, which token was checked. A server begins each with an empty one.
    with request_started.connected_to(forget_the_last_request, app):
        yield app.test_client()


def forget_the_last_request(*_args: Flask, **_options: object) -> None:
    for name in list(g):
        g.pop(name)


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture(scope="session")
def starter_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the starter catalog; copied, never changed."""
    file = tmp_path_factory.mktemp("starter") / "moods.db"
    with make_app(f"sqlite:///{file}").app_context():
        upgrade()
        import_file(STARTER)
        db.engine.dispose()  # the last connection puts what is in the -wal file into this one
    return file


@pytest.fixture
def live_app(starter_database: Path, tmp_path: Path) -> Flask:
    """The application behind `live_server`, on its own copy of the starter catalog."""
    file = shutil.copy(starter_database, tmp_path / "moods.db")
    return make_app(f"sqlite:///{file}")


@pytest.fixture
def live_server(live_app: Flask) -> Iterator[str]:
    """The address of a running server, `http://127.0.0.1:PORT`."""
    limiter.reset()
    server = WSGIServer(("127.0.0.1", 0), live_app)
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield f"http://127.0.0.1:{server.bind_addr[1]}"
    server.stop()
    thread.join()


@pytest.fixture(scope="session")
def astronaut_jpeg() -> bytes:
    """A real photo with one clear face: NASA's portrait of Eileen Collins, public domain."""
    stream = io.BytesIO()
    Image.fromarray(skimage.data.astronaut()).save(stream, "JPEG", quality=92)
    return stream.getvalue()


@pytest.fixture(scope="session")
def gravel_png() -> bytes:
    """A real photo without a face: gravel."""
    stream = io.BytesIO()
    Image.fromarray(skimage.data.gravel()).save(stream, "PNG")
    return stream.getvalue()
