"""The mood lists: which movies they hold, at which places, and how curators change them.

Every change is one transaction, recorded in the history. How a list stays dense, also when two
curators change it at once, is the matter of `catalog.entries`.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from mood_recommender.catalog.batches import in_batches
from mood_recommender.catalog.entries import (
    in_list,
    lock_list,
    locked_length,
    locked_position,
    put_in,
    shift,
    take_out,
)
from mood_recommender.catalog.models import MoodEntry, Movie
from mood_recommender.curating.models import Curator
from mood_recommender.curating.transactions import ChangedMeanwhile, record, transaction
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.errors import Sentence as _
from mood_recommender.extensions import db
from mood_recommender.moods import MOOD_LISTS

Places = dict[tuple[str, str], int]
"""A movie's position (0-based) in each (mood, intent)."""


@dataclass(frozen=True)
class MovieFilter:
    """Which movies of a list are wanted; what is None asks for nothing."""

    min_runtime_minutes: int | None = None
    """Both bounds are included; a movie whose runtime is not known is within neither."""
    max_runtime_minutes: int | None = None
    decade: int | None = None
    """Its first year."""

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return what a movie must fulfil; empty when every one will do."""
        found = []
        if self.min_runtime_minutes is not None:
            found.append(Movie.runtime_minutes >= self.min_runtime_minutes)
        if self.max_runtime_minutes is not None:
            found.append(Movie.runtime_minutes <= self.max_runtime_minutes)
        if self.decade is not None:
            found.append(Movie.year.between(self.decade, self.decade + 9))
        return found


EVERY_MOVIE = MovieFilter()


class UnknownMoodList(MoodRecommenderError):
    """There is no list for this mood and intent."""

    status = 404
    title = "Unknown mood list"


class InvalidPlacement(MoodRecommenderError):
    """The movie cannot be put there, or is not there."""

    status = 409
    title = "The list does not allow this"


def check_list(mood: str, intent: str) -> None:
    """Raise UnknownMoodList, naming the lists there are, unless this one is among them."""
    if (mood, intent) not in MOOD_LISTS:
        raise UnknownMoodList(
            _(
                "There is no list %(list)s; choose one of %(lists)s.",
                list="/".join((mood, intent)),
                lists=", ".join(map("/".join, MOOD_LISTS)),
            )
        )


def list_length(mood: str, intent: str) -> int:
    """Return how many movies the list holds, 0 for a list that does not exist."""
    # The last position answers from the primary key; counting would read the whole list.
    last = db.session.scalar(
        sa.select(sa.func.max(MoodEntry.position)).where(in_list(mood, intent))
    )
    return 0 if last is None else last + 1


def list_lengths() -> dict[tuple[str, str], int]:
    """Return the length of every list of MOOD_LISTS, in that order."""
    return {(mood, intent): list_length(mood, intent) for mood, intent in MOOD_LISTS}


def movies_at(mood: str, intent: str, positions: Sequence[int]) -> list[Movie]:
    """Return the movies at `positions` (0-based), in that order, without places that are empty."""
    entries = db.session.scalars(
        sa.select(MoodEntry).where(in_list(mood, intent), MoodEntry.position.in_(positions))
    )
    movies = {entry.position: entry.movie for entry in entries}
    return [movies[position] for position in positions if position in movies]


def positions_of(mood: str, intent: str, movie_ids: Collection[int]) -> set[int]:
    """Return where in the list these movies stand; a movie that is not in it has no position."""
    if not movie_ids:
        return set()
    statement = sa.select(MoodEntry.position).where(
        in_list(mood, intent), MoodEntry.movie_id.in_(movie_ids)
    )
    return set(db.session.scalars(statement))


def positions_that_fit(mood: str, intent: str, wanted: MovieFilter) -> Sequence[int]:
    """Return where in the list the movies stand that are wanted, first place first."""
    statement = sa.select(MoodEntry.position).join(Movie, Movie.id == MoodEntry.movie_id)
    statement = statement.where(in_list(mood, intent), *wanted.conditions())
    return db.session.scalars(statement.order_by(MoodEntry.position)).all()


def list_entries(mood: str, intent: str, page: int = 1, per_page: int = 50) -> Pagination:
    """Return a page of the list's entries, first place first. Raises UnknownMoodList."""
    check_list(mood, intent)
    statement = sa.select(MoodEntry).where(in_list(mood, intent)).order_by(MoodEntry.position)
    return db.paginate(statement, page=page, per_page=per_page, error_out=False)


def lists_of(movie: Movie) -> list[tuple[str, str]]:
    """Return (mood, intent) of every list that holds the movie, in the order of MOOD_LISTS."""
    return list(places_of(movie.id))


def places_of(movie_id: int) -> Places:
    """Return the movie's position in every list that holds it, in the order of MOOD_LISTS."""
    return places_of_movies([movie_id]).get(movie_id, {})


def places_of_movies(movie_ids: Iterable[int]) -> dict[int, Places]:
    """Return the places of several movies by movie id; one that is in no list is left out."""
    columns = (MoodEntry.movie_id, MoodEntry.mood, MoodEntry.intent, MoodEntry.position)
    found: dict[int, Places] = {}
    for ids in in_batches(movie_ids):
        rows = db.session.execute(sa.select(*columns).where(MoodEntry.movie_id.in_(ids)))
        for movie_id, mood, intent, position in rows:
            found.setdefault(movie_id, {})[mood, intent] = position
    return {
        movie_id: {name: places[name] for name in MOOD_LISTS if name in places}
        for movie_id, places in found.items()
    }


def add_to_list(movie: Movie, mood: str, intent: str, curator: Curator | None = None) -> None:
    """Put the movie at the end of the list.

    Raises UnknownMoodList, InvalidPlacement when the movie is in it, and ChangedMeanwhile.
    """
    insert_in_list(movie, mood, intent, None, curator)


def insert_in_list(
    movie: Movie, mood: str, intent: str, position: int | None, curator: Curator | None = None
) -> None:
    """Put the movie at `position`, whose movie goes to the end; at the end when None or beyond it.

    This is what undoes `remove_from_list`. Raises as `add_to_list` does.
    """
    check_list(mood, intent)
    with _changing(mood, intent):
        if positions_of(mood, intent, [movie.id]):
            raise InvalidPlacement(f"{movie} is in {mood}/{intent} already.")
        place = put_in(movie.id, mood, intent, position)
        record_place(curator, movie, mood, intent, None, place)


def remove_from_list(movie: Movie, mood: str, intent: str, curator: Curator | None = None) -> None:
    """Take the movie out of the list; the last movie fills the gap.

    Raises UnknownMoodList, InvalidPlacement when the movie is not in it, and ChangedMeanwhile.
    """
    check_list(mood, intent)
    with _changing(mood, intent):
        place = take_out(movie.id, mood, intent)
        if place is None:
            raise InvalidPlacement(f"{movie} is not in {mood}/{intent}.")
        record_place(curator, movie, mood, intent, place, None)


def move_in_list(
    movie: Movie, mood: str, intent: str, position: int, curator: Curator | None = None
) -> None:
    """Move the movie to `position` (0-based); the movies between make room by one place.

    Raises UnknownMoodList, InvalidPlacement when the movie is not in the list or the place is
    beyond its end, and ChangedMeanwhile.
    """
    check_list(mood, intent)
    with _changing(mood, intent):
        old = _place_to_move_from(movie, mood, intent, position)
        shift(movie.id, mood, intent, old, position)
        record_place(curator, movie, mood, intent, old, position)


def record_place(
    curator: Curator | None,
    movie: Movie,
    mood: str,
    intent: str,
    before: int | None,
    after: int | None,
) -> None:
    """Add to the history that a movie came into a list, left it or moved; None is not in it."""
    if before == after:
        return
    action = "add" if before is None else "delete" if after is None else "move"
    states = [_snapshot(movie, mood, intent, position) for position in (before, after)]
    record(curator, action, "mood_entries", f"{mood}/{intent}/{movie.id}", *states)


def _snapshot(
    movie: Movie, mood: str, intent: str, position: int | None
) -> dict[str, str | int] | None:
    """Return an entry as the history keeps it; None when there is none."""
    if position is None:
        return None
    return {
        "mood": mood,
        "intent": intent,
        "position": position,
        "movie_id": movie.id,
        "movie": str(movie),
    }


def _changing(mood: str, intent: str) -> AbstractContextManager[None]:
    return transaction(ChangedMeanwhile(f"The list {mood}/{intent} changed meanwhile; try again."))


def _place_to_move_from(movie: Movie, mood: str, intent: str, position: int) -> int:
    """Return where the movie is; raise InvalidPlacement unless it can move to `position`."""
    lock_list(mood, intent)
    old = locked_position(movie.id, mood, intent)
    length = locked_length(mood, intent)
    if old is None:
        raise InvalidPlacement(f"{movie} is not in {mood}/{intent}.")
    if not 0 <= position < length:
        raise InvalidPlacement(
            f"{mood}/{intent} has no place {position + 1}; choose one from 1 to {length}."
        )
    return old
