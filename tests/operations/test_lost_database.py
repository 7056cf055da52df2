"""The database frozen, gone, restarted, locked or slow, under an application that goes on."""

import io
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import MySQLdb
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from werkzeug.test import TestResponse

from mood_recommender.catalog.importers import import_file
from mood_recommender.catalog.models import Genre
from mood_recommender.cli.set_up import STARTER
from mood_recommender.curating.curators import add_curator
from mood_recommender.curating.models import Curator
from mood_recommender.extensions import db, limiter
from tests.conftest import make_app, new_mariadb_database
from tests.mariadb import MariaDB, mariadb_server
from tests.web.sign_in import PASSWORD, sign_in
from tests.web.test_operations import count

NEED_THE_DATABASE = ["/movies?mood=happy", "/api/v1/movies?mood=happy", "/api/v1/moods", "/readyz"]
PATIENCE_SECONDS = 3
"""What a visitor is promised: an answer in this time, whatever the database does."""


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDB]:
    """A server that nobody else uses: these tests freeze and kill it."""
    with mariadb_server() as server:
        yield server


@pytest.fixture(scope="module")
def migrated(server: MariaDB) -> str:
    url = new_mariadb_database(server.port, "trouble")
    with make_app(url).app_context():
        upgrade()
        import_file(STARTER)
        add_curator("ada", PASSWORD)
    return url


@pytest.fixture
def site(migrated: str) -> Iterator[Flask]:
    limiter.reset()
    app = make_app(migrated, PROPAGATE_EXCEPTIONS=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    """A visitor whose last page has left an open connection in the pool."""
    client = site.test_client()
    assert client.get("/readyz").status_code == 200
    return client


@pytest.fixture
def curator(visitor: FlaskClient) -> FlaskClient:
    assert sign_in(visitor).status_code == 302
    return visitor


def in_time(ask: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Return what `ask` returns; raise TimeoutError when a visitor would have left."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(ask, *args, **options).result(PATIENCE_SECONDS)
    finally:
        pool.shutdown(wait=False)


def wait_until_well(client: FlaskClient) -> None:
    deadline = time.monotonic() + 30
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def read_photo(client: FlaskClient, photo: bytes) -> TestResponse:
    return client.post("/api/v1/readings", data={"photo": (io.BytesIO(photo), "me.jpg")})


def assert_try_again(response: TestResponse) -> None:
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "frame-ancestors" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "cannot be reached" in response.text


@pytest.mark.parametrize("path", NEED_THE_DATABASE)
def test_frozen_database_is_a_sentence_in_time(
    server: MariaDB, visitor: FlaskClient, path: str
) -> None:
    with server.frozen():
        assert_try_again(in_time(visitor.get, path))
    wait_until_well(visitor)


@pytest.mark.parametrize("path", NEED_THE_DATABASE)
def test_database_that_freezes_before_the_first_question_is_a_sentence_in_time(
    server: MariaDB, site: Flask, path: str
) -> None:
    with server.frozen():
        assert_try_again(in_time(site.test_client().get, path))


def test_only_the_first_visitors_wait_for_a_frozen_database(
    server: MariaDB, visitor: FlaskClient
) -> None:
    with server.frozen():
        in_time(visitor.get, "/movies?mood=happy")
        for answer in in_time(lambda: [visitor.get("/movies?mood=sad") for _ in range(20)]):
            assert_try_again(answer)


def test_curator_gets_the_sentence_of_a_frozen_database_in_time(
    server: MariaDB, curator: FlaskClient
) -> None:
    with server.frozen():
        response = in_time(curator.get, "/admin/")
        assert_try_again(response)
        assert response.mimetype == "text/html"


def test_photos_are_read_while_the_database_is_frozen(
    server: MariaDB, curator: FlaskClient, astronaut_jpeg: bytes
) -> None:
    with server.frozen():
        assert len(in_time(read_photo, curator, astronaut_jpeg).json["faces"]) == 1
        assert in_time(curator.get, "/healthz").status_code == 200
        assert in_time(curator.get, "/").status_code == 200


@pytest.mark.parametrize("path", [*NEED_THE_DATABASE, "/admin/"])
def test_dead_database_is_a_sentence(server: MariaDB, curator: FlaskClient, path: str) -> None:
    server.kill()
    try:
        assert_try_again(in_time(curator.get, path))
        assert curator.get("/healthz").status_code == 200
    finally:
        server.start()
    wait_until_well(curator)
    assert curator.get(path).status_code == 200


def test_restart_of_the_database_is_not_noticed(server: MariaDB, curator: FlaskClient) -> None:
    server.kill()
    server.start()
    assert curator.get("/admin/").status_code == 200


def test_idle_night_is_not_noticed(server: MariaDB, visitor: FlaskClient) -> None:
    root = MySQLdb.connect(host="127.0.0.1", port=server.port, user="root")
    cursor = root.cursor()
    cursor.execute("SELECT id FROM information_schema.processlist WHERE db = 'trouble'")
    idle = [thread for (thread,) in cursor.fetchall()]
    assert idle
    for thread in idle:
        cursor.execute(f"KILL CONNECTION {thread}")
    root.close()
    assert visitor.get("/movies?mood=happy").status_code == 200


def test_locked_table_is_a_sentence_in_time(server: MariaDB, visitor: FlaskClient) -> None:
    root = MySQLdb.connect(host="127.0.0.1", port=server.port, user="root", database="trouble")
    root.query("LOCK TABLES mood_entries WRITE")
    try:
        assert_try_again(in_time(visitor.get, "/movies?mood=happy"))
    finally:
        root.close()


def test_slow_statement_of_a_page_is_ended(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep() -> str:
        return str(db.session.scalar(sa.text("SELECT SLEEP(20)")))

    monkeypatch.setitem(site.view_functions, "pages.index", sleep)
    assert_try_again(in_time(site.test_client().get, "/"))


@pytest.mark.parametrize(
    ("method", "limits"), [("GET", (2, 2, 2)), ("POST", (2, 2, 0)), (None, (86400, 50, 0))]
)
def test_pages_are_in_a_hurry_and_commands_are_not(
    site: Flask, method: str | None, limits: tuple[int, int, int]
) -> None:
    variables = "@@lock_wait_timeout, @@innodb_lock_wait_timeout, @@max_statement_time"
    # The connection comes from the pool, where the one before has left its limits.
    with site.test_request_context("/"):
        db.session.execute(sa.text("SELECT 1"))
    context = site.test_request_context("/", method=method) if method else site.app_context()
    with context:
        row = db.session.execute(sa.text(f"SELECT {variables}")).one()
    assert tuple(row) == limits


def test_answers_without_a_database_are_counted(server: MariaDB, visitor: FlaskClient) -> None:
    sample = 'mood_recommender_requests_total{route="/movies",status="503"}'
    before = count(visitor, sample)
    with server.frozen():
        in_time(visitor.get, "/movies?mood=happy")
    assert count(visitor, sample) == before + 1


def test_database_that_dies_in_the_middle_of_a_page_is_a_page(
    server: MariaDB, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down() -> None:
        db.session.add(Genre(name="Half-written"))
        db.session.flush()
        server.kill()
        raise RuntimeError

    monkeypatch.setitem(site.view_functions, "pages.index", break_down)
    try:
        response = site.test_client().get("/")
        assert response.status_code == 500
        assert "Something went wrong" in response.text
    finally:
        server.start()


def test_lost_table_is_a_page_and_the_log_holds_no_session(
    site: Flask, curator: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with site.app_context():
        secret = db.session.scalar(sa.select(Curator.fs_uniquifier))
        db.session.execute(sa.text("RENAME TABLE curators TO away"))
    try:
        response = curator.get("/admin/")
    finally:
        with site.app_context():
            db.session.execute(sa.text("RENAME TABLE away TO curators"))
    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert "curators" in caplog.text
    assert secret not in caplog.text
