"""Which picture shows a movie. A movie without a curator's own has a drawn poster.

This is no part of the history: the file is gone when somebody wants it back.
"""

from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from mood_recommender.catalog.models import Movie
from mood_recommender.curating.pictures import delete_picture, keep_picture
from mood_recommender.curating.transactions import ChangedMeanwhile, transaction
from mood_recommender.extensions import db


def save_poster(movie: Movie, data: bytes) -> None:
    """Show a movie with the picture in `data`.

    Raises what decode_image raises, and ChangedMeanwhile.
    """
    old, name = movie.poster, keep_picture(_folder(), data)
    _set_poster(movie, name)
    delete_unused(old)


def remove_poster(movie: Movie) -> None:
    """Show a movie with its drawn poster again. Raises ChangedMeanwhile."""
    old = movie.poster
    _set_poster(movie, None)
    delete_unused(old)


def delete_unused(name: str | None) -> None:
    """Delete the picture of this name unless it still shows a movie; None is no picture."""
    if name and not _is_poster(name):
        delete_picture(_folder(), name)


def _set_poster(movie: Movie, name: str | None) -> None:
    with transaction(ChangedMeanwhile(f"{movie} was changed meanwhile; try again.")):
        movie.poster = name


def _is_poster(name: str) -> bool:
    return db.session.scalar(sa.select(sa.exists().where(Movie.poster == name))) or False


def _folder() -> Path:
    return Path(current_app.config["POSTER_FOLDER"])
