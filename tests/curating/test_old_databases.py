import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import IntegrityError

from mood_recommender.catalog.history import SUBJECTS
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.movies import DuplicateMovie, add_movie
from mood_recommender.curating.history import name_of, recent_changes
from mood_recommender.curating.models import Curator
from mood_recommender.extensions import db
from tests.conftest import make_app, new_mariadb_database
from tests.sample_catalog import fields, letters, undo

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
    "movies": [
        movie_row(1, "a", poster=POSTER, imdb_id="tt0211915"),
        movie_row(2, "b"),
        movie_row(3, "c"),
        movie_row(5, "Ame\u0301lie\u200b"),
        movie_row(6, "twin"),
        movie_row(7, "twin\u200b"),
    ],
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
        name = f"old_{re.sub(r'[^a-z]', '_', request.node.name)}"[:60]
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


def test_titles_get_the_spelling_in_which_they_are_looked_up(old_app):
    upgrade()
    assert db.session.get(Movie, 5).title == "Amélie"
    assert "\u200b" not in db.session.get(Movie, 5).search_text


def test_twins_that_are_there_stay(old_app):
    upgrade()
    assert {db.session.get(Movie, number).title for number in (6, 7)} == {"twin", "twin\u200b"}


def test_films_of_one_name_are_told_apart_from_now_on(old_app):
    upgrade()
    add_movie(fields("a", imdb_id="tt9999901"))
    with pytest.raises(DuplicateMovie):
        add_movie(fields("b"))


def test_id_of_a_deleted_movie_is_still_not_given_again(old_app):
    db.session.execute(sa.text("DELETE FROM movies WHERE id = 7"))
    db.session.commit()
    upgrade()
    assert add_movie(fields("new")).id > 7


def test_foreign_keys_are_checked_again_after_a_migration(old_app):
    upgrade()
    with pytest.raises(IntegrityError):
        db.session.execute(sa.text("UPDATE mood_entries SET movie_id = 99"))


@pytest.mark.parametrize("step", ["add", "add and make"])
def test_migration_that_was_cut_off_goes_on(old_app, step):
    if db.engine.dialect.name == "sqlite":
        # A migration of SQLite is one transaction, so this is how it was cut off.
        upgrade(revision="0002")
    else:
        cut_off_after(step)
    upgrade()
    assert letters("sad", "lift") == "ba"
    add_movie(fields("a", imdb_id="tt9999901"))


def cut_off_after(step: str) -> None:
    upgrade(revision="0002")
    add = "ALTER TABLE movies ADD COLUMN imdb_key VARCHAR(12) NOT NULL DEFAULT ''"
    name = "uq_movies_title_year_imdb_key"
    make = f"ALTER TABLE movies ADD CONSTRAINT {name} UNIQUE (title, year, imdb_key)"
    with db.engine.begin() as connection:
        connection.execute(sa.text(add))
        if step != "add":
            connection.execute(sa.text(make))
