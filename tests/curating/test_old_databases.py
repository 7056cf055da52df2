import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from mood_recommender.catalog.history import SUBJECTS
from mood_recommender.catalog.models import Movie
from mood_recommender.curating.history import name_of, recent_changes
from mood_recommender.curating.models import Curator
from mood_recommender.extensions import db
from tests.conftest import make_app, new_mariadb_database
from tests.sample_catalog import letters, undo

AT = datetime.datetime(2026, 11, 22, 12)
POSTER = "0123456789abcdef0123.jpg"
HASH = "$argon2id$"


def movie_row(number: int, title: str, **others: object) -> dict[str, object]:
    row: dict[str, object] = {
        **{"id": number, "title": title, "original_title": "", "year": 2001},
        **{"directors": "", "countries": "France|Germany", "languages": "", "synopsis": ""},
        **{"runtime_minutes": None, "imdb_id": None, "trailer_url": None, "poster": None},
        **{"search_text": title, "created_at": AT, "updated_at": AT},
    }
    return row | others


def movie_json(title: str, **others: object) -> dict[str, object]:
    """A movie as version 0.1 wrote it into the history."""
    names = ("directors", "genres", "countries", "languages")
    texts = {"original_title": "", "synopsis": ""}
    nothing = {"runtime_minutes": None, "imdb_id": None, "trailer_url": None}
    lists = {name: [] for name in names} | {"countries": ["France", "Germany"]}
    return {"title": title, "year": 2001, **texts, **nothing, **lists, **others}


def entry_json(position: int) -> dict[str, object]:
    return {
        "mood": "sad",
        "intent": "lift",
        "position": position,
        "movie_id": 1,
        "movie": "a (2001)",
    }


def change_row(number: int, action: str, table: str, row: str, *states: object) -> dict:
    before, after = states
    return {
        **{"id": number, "at": AT, "curator_id": 1, "action": action, "table": table},
        **{"row": row, "before": before, "after": after},
    }


ROWS = {
    "curators": [
        {
            "id": number,
            "username": name,
            "password_hash": HASH,
            "active": True,
            "fs_uniquifier": name,
        }
        for number, name in enumerate(["ada", "grace"], start=1)
    ],
    "movies": [movie_row(1, "a", poster=POSTER), movie_row(2, "b"), movie_row(3, "c")],
    "movie_genres": [{"movie_id": 1, "genre_id": 4}],
    "mood_entries": [
        {"mood": "sad", "intent": "lift", "position": position, "movie_id": movie}
        for position, movie in enumerate([2, 1])
    ],
    "changes": [
        change_row(1, "edit", "movies", "3", movie_json("z"), movie_json("c")),
        change_row(2, "delete", "movies", "4", movie_json("d") | {"lists": {"sad/lift": 0}}, None),
        change_row(3, "move", "mood_entries", "sad/lift/1", entry_json(0), entry_json(1)),
    ],
}
"""Every table that version 0.1 filled, in an order that foreign keys allow."""


@pytest.fixture(params=["sqlite", "mariadb"])
def old_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database that version 0.1 made and filled."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'moods.db'}"
    else:
        name = f"old_{request.node.name.split('[')[0]}"[:60]
        url = new_mariadb_database(request.getfixturevalue("mariadb_port"), name)
    app = make_app(url, POSTER_FOLDER=str(tmp_path))
    (tmp_path / POSTER).write_bytes(b"a picture")
    with app.app_context():
        upgrade(revision="0001")
        fill()
        yield app
        db.session.remove()
        db.engine.dispose()


def fill() -> None:
    tables = sa.MetaData()
    # MariaDB keeps JSON as text and does not say which text is JSON.
    states = [sa.Column(name, sa.JSON(none_as_null=True)) for name in ("before", "after")]
    sa.Table("changes", tables, *states, autoload_with=db.engine)
    tables.reflect(db.engine)
    with db.engine.begin() as connection:
        for name, rows in ROWS.items():
            connection.execute(tables.tables[name].insert(), rows)


def test_movies_and_lists_stay(old_app):
    upgrade()
    assert letters("sad", "lift") == "ba"
    movie = db.session.get(Movie, 1)
    assert (movie.countries, [genre.name for genre in movie.genres]) == (
        ("France", "Germany"),
        ["Comedy"],
    )


def test_pictures_stay(old_app):
    upgrade()
    assert db.session.get(Movie, 1).poster == POSTER
    with old_app.test_client().get(f"/posters/{POSTER}") as response:
        assert response.data == b"a picture"


def test_history_stays_and_is_undone(old_app):
    upgrade()
    moved, deleted, edited = recent_changes().items
    assert [name_of(change, SUBJECTS) for change in (moved, deleted, edited)] == [
        "a (2001)",
        "d (2001)",
        "c (2001)",
    ]
    assert {change.curator.username for change in (moved, deleted, edited)} == {"ada"}
    undo(moved)
    assert letters("sad", "lift") == "ab"
    undo(deleted)
    assert letters("sad", "lift") == "dba"
    undo(edited)
    assert db.session.get(Movie, 3).title == "z"


def test_every_curator_gets_the_role(old_app):
    upgrade()
    roles = {
        curator.username: [role.name for role in curator.roles]
        for curator in db.session.scalars(sa.select(Curator))
    }
    assert roles == {"ada": ["curator"], "grace": ["curator"]}


def test_role_is_given_once_when_a_migration_was_cut_off(old_app):
    upgrade(revision="0002")
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    db.session.execute(sa.text("DELETE FROM curator_roles WHERE curator_id = 2"))
    db.session.commit()
    upgrade(revision="0002")
    assert db.session.scalar(sa.text("SELECT COUNT(*) FROM roles")) == 1
    assert db.session.scalar(sa.text("SELECT COUNT(*) FROM curator_roles")) == 2


def test_way_back_takes_the_role(old_app):
    upgrade(revision="0002")
    downgrade(revision="0001")
    assert db.session.scalar(sa.text("SELECT COUNT(*) FROM roles")) == 0
    assert db.session.scalar(sa.text("SELECT COUNT(*) FROM curators")) == 2
