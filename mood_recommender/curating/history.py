"""What curators changed, the latest first, and how to undo it."""

from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from mood_recommender.catalog.models import Change, Curator, Movie
from mood_recommender.catalog.mood_lists import (
    insert_in_list,
    move_in_list,
    places_of,
    remove_from_list,
)
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import delete_movie, edit_movie, restore_movie
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db


class ChangeNotFound(MoodRecommenderError):
    """No change has this id."""

    status = 404
    title = "Change not found"


class CannotUndo(MoodRecommenderError):
    """What the change left behind is not there any more."""

    status = 409
    title = "This cannot be undone"


def recent_changes(page: int = 1, per_page: int = 50) -> Pagination:
    """Return a page of the changes, the latest first."""
    statement = sa.select(Change).order_by(Change.id.desc())
    return db.paginate(statement, page=page, per_page=per_page, error_out=False)


def get_change(change_id: int) -> Change:
    """Return the change with this id. Raises ChangeNotFound."""
    change = db.session.get(Change, change_id)
    if change is None:
        raise ChangeNotFound(f"There is no change number {change_id}.")
    return change


def subject_of(change: Change) -> str:
    """Return the title and year of the movie that was changed or changed places."""
    state: dict[str, Any] = change.after or change.before or {}
    return str(state["movie"] if change.table == "mood_entries" else MovieFields.from_json(state))


def undo(change: Change, curator: Curator | None = None) -> None:
    """Put a movie or a list back to what it was before a change; this is recorded as well.

    Raises CannotUndo when it has changed again since, and what the opposite change raises:
    a deleted movie, for one, may have been added anew (DuplicateMovie).
    """
    if change.table == "movies":
        _undo_movie(change, curator)
    else:
        _undo_entry(change, curator)


def _undo_movie(change: Change, curator: Curator | None) -> None:
    if change.after is None:
        _restore(change, curator)
        return
    movie = _movie(change, int(change.row))
    if MovieFields.of(movie) != MovieFields.from_json(change.after):
        raise CannotUndo(f"{movie} was edited again since; edit it instead.")
    if change.before is None:
        delete_movie(movie, curator)
    else:
        edit_movie(movie, MovieFields.from_json(change.before), curator)


def _restore(change: Change, curator: Curator | None) -> None:
    before = change.before or {}
    if db.session.get(Movie, int(change.row)):
        raise CannotUndo(f"{subject_of(change)} is in the catalog again already.")
    restore_movie(int(change.row), MovieFields.from_json(before), before["lists"], curator)


def _undo_entry(change: Change, curator: Curator | None) -> None:
    state: dict[str, Any] = change.after or change.before or {}
    mood, intent = state["mood"], state["intent"]
    movie = _movie(change, state["movie_id"])
    position = places_of(movie.id).get((mood, intent))
    if change.before is None:
        remove_from_list(movie, mood, intent, curator)
    elif change.after is None:
        insert_in_list(movie, mood, intent, change.before["position"], curator)
    elif position == change.after["position"]:
        move_in_list(movie, mood, intent, change.before["position"], curator)
    else:
        raise CannotUndo(f"{movie} has another place in {mood}/{intent} now; move it instead.")


def _movie(change: Change, movie_id: int) -> Movie:
    movie = db.session.get(Movie, movie_id)
    if movie is None:
        raise CannotUndo(f"{subject_of(change)} was deleted since; undo that first.")
    return movie
