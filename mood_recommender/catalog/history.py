"""How the changes of movies and of mood lists are named and taken back."""

from mood_recommender.catalog import import_history
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import (
    insert_in_list,
    move_in_list,
    places_of,
    remove_from_list,
)
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import delete_movie, edit_movie, restore_movie
from mood_recommender.curating.history import CannotUndo, Subject, Subjects, state_of
from mood_recommender.curating.models import Change, Curator
from mood_recommender.extensions import db


def _name_movie(change: Change) -> str:
    return str(MovieFields.from_json(state_of(change)))


def _name_entry(change: Change) -> str:
    return str(state_of(change)["movie"])


def _undo_movie(change: Change, curator: Curator | None) -> None:
    """Take it back; raises DuplicateMovie when a deleted movie was added anew."""
    if change.after is None:
        _restore(change, curator)
        return
    movie = _movie(change, int(change.row))
    if movie.fields() != MovieFields.from_json(change.after):
        raise CannotUndo(f"{movie} was edited again since; edit it instead.")
    if change.before is None:
        delete_movie(movie, curator)
    else:
        edit_movie(movie, MovieFields.from_json(change.before), curator)


def _restore(change: Change, curator: Curator | None) -> None:
    before = change.before or {}
    if db.session.get(Movie, int(change.row)):
        raise CannotUndo(f"{_name_movie(change)} is in the catalog again already.")
    restore_movie(int(change.row), MovieFields.from_json(before), before["lists"], curator)


def _undo_entry(change: Change, curator: Curator | None) -> None:
    """Take it back; raises InvalidPlacement when the list has the movie, or not, already."""
    state = state_of(change)
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
        name = SUBJECTS[change.table].name(change)
        raise CannotUndo(f"{name} was deleted since; undo that first.")
    return movie


SUBJECTS: Subjects = {
    "movies": Subject(_name_movie, _undo_movie),
    "mood_entries": Subject(_name_entry, _undo_entry),
    "imports": import_history.SUBJECT,
}
"""The subjects of the catalog's tables."""
