"""Small catalogs for tests: invented movies in real tables."""

from typing import Any

import sqlalchemy as sa

from mood_recommender.catalog.history import SUBJECTS
from mood_recommender.catalog.models import MoodEntry, Movie
from mood_recommender.catalog.mood_lists import add_to_list
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import add_movie
from mood_recommender.curating import history
from mood_recommender.curating.models import Change, Curator
from mood_recommender.extensions import db


def fields(title: str = "Amélie", year: int = 2001, **others: Any) -> MovieFields:
    return MovieFields(title=title, year=year, **others)


def full_fields(**others: Any) -> MovieFields:
    """Return a movie with every field filled."""
    values: dict[str, Any] = {
        "title": "Amélie",
        "year": 2001,
        "original_title": "Le Fabuleux Destin d'Amélie Poulain",
        "runtime_minutes": 122,
        "directors": ("Jean-Pierre Jeunet",),
        "genres": ("Comedy", "Romance"),
        "countries": ("France", "Germany"),
        "languages": ("French",),
        "synopsis": 'A waitress, "shy", helps others.\nThen herself.',
        "imdb_id": "tt0211915",
        "trailer_url": "https://example.org/amelie",
    }
    return MovieFields(**values | others)


def fill_list(mood: str, intent: str, titles: str) -> dict[str, Movie]:
    """Add a movie for every letter of `titles` and put them into the list in this order."""
    movies = {title: add_movie(fields(title)) for title in titles}
    for movie in movies.values():
        add_to_list(movie, mood, intent)
    return movies


def movie_of(title: str) -> Movie:
    """Return the one movie of this title."""
    return db.session.scalars(sa.select(Movie).filter_by(title=title)).one()


def add_many(mood: str, intent: str, n: int) -> list[int]:
    """Add `n` movies to the list at once and return their ids."""
    columns = {"original_title": "", "directors": (), "countries": (), "languages": ()}
    titles = [f"{mood} {intent} {number:06}" for number in range(n)]
    rows = [{"title": title, "year": 2000, "search_text": title, **columns} for title in titles]
    db.session.execute(sa.insert(Movie), rows)
    ids = list(db.session.scalars(sa.select(Movie.id).where(Movie.title.in_(titles))))
    places = [
        {"mood": mood, "intent": intent, "position": position, "movie_id": movie_id}
        for position, movie_id in enumerate(ids)
    ]
    db.session.execute(sa.insert(MoodEntry), places)
    db.session.commit()
    return ids


def letters(mood: str, intent: str) -> str:
    """Return the titles of a list in its order; fails unless its positions are 0 to n-1."""
    db.session.rollback()
    statement = sa.select(MoodEntry).filter_by(mood=mood, intent=intent)
    entries = db.session.scalars(statement.order_by(MoodEntry.position)).all()
    assert [entry.position for entry in entries] == list(range(len(entries)))
    return "".join(entry.movie.title for entry in entries)


def add_curator(name: str = "ada") -> Curator:
    curator = Curator(username=name, password="-", fs_uniquifier=name, active=True)
    db.session.add(curator)
    db.session.commit()
    return curator


def undo(change: Change, curator: Curator | None = None) -> None:
    history.undo(change, SUBJECTS, curator)


def last_change() -> Change:
    change = db.session.scalar(sa.select(Change).order_by(Change.id.desc()).limit(1))
    assert change is not None
    return change
