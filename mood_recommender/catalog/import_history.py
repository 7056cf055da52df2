"""How an import is named and taken back, as one change."""

from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa

from mood_recommender.catalog.batches import BATCH, in_batches
from mood_recommender.catalog.import_writers import locked_lists, write_list
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import genres_by_name, write_fields
from mood_recommender.catalog.posters import delete_unused
from mood_recommender.curating.bulk import BulkChange, begin_bulk, rows_of
from mood_recommender.curating.history import CannotUndo, Subject, state_of
from mood_recommender.curating.models import Change, ChangeRow, Curator
from mood_recommender.curating.transactions import ChangedMeanwhile, transaction
from mood_recommender.errors import Sentence as _
from mood_recommender.extensions import db


def _name(change: Change) -> str:
    return _("%(file)s: %(added)d added, %(updated)d updated", **state_of(change))


def _undo(change: Change, curator: Curator | None) -> None:
    """Put every movie and list back, or none where one has changed again since."""
    action = "add" if change.after is None else "delete"
    with transaction(ChangedMeanwhile("The catalog changed meanwhile; undo the import again.")):
        bulk = begin_bulk(curator, action, "imports", change.row)
        gone: list[int] = []
        for rows in rows_of(change, "movies", BATCH):
            gone += _put_back(rows, bulk)
        _put_lists_back(change, set(gone), bulk)
        posters = _delete(gone)
        bulk.close(change.after, change.before)
    for poster in posters:
        delete_unused(poster)


def _put_back(rows: Sequence[ChangeRow], bulk: BulkChange) -> list[int]:
    """Write movies as they were before; return the ids of those that were not there."""
    movies = {movie.id: movie for movie in _movies([int(row.row) for row in rows])}
    genres = genres_by_name()
    gone = []
    for row in rows:
        movie = movies.get(int(row.row))
        _check(row, movie)
        if row.before is None:
            gone.append(int(row.row))
            continue
        movie = movie or Movie(id=int(row.row))
        write_fields(movie, MovieFields.from_json(row.before), genres)
        db.session.add(movie)
    db.session.flush()
    bulk.add("movies", ((row.row, row.after, row.before) for row in rows))
    return gone


def _movies(ids: Sequence[int]) -> Sequence[Movie]:
    return db.session.scalars(sa.select(Movie).where(Movie.id.in_(ids))).all()


def _check(row: ChangeRow, movie: Movie | None) -> None:
    """Raise CannotUndo when a movie is not as the import left it."""
    left = MovieFields.from_json(row.after) if row.after else None
    if left == (movie.fields() if movie else None):
        return
    if movie is None:
        raise CannotUndo(f"{left} was deleted since; undo that first.")
    if left is None:
        raise CannotUndo(f"{movie} is in the catalog again already.")
    raise CannotUndo(f"{movie} was edited again since; undo that first.")


def _put_lists_back(change: Change, gone: Collection[int], bulk: BulkChange) -> None:
    """Give every list its order from before, but for what others have put in or taken out since."""
    recorded = {row.row: row for rows in rows_of(change, "lists", BATCH) for row in rows}
    for name, now in locked_lists():
        row = recorded.get("/".join(name))
        order = _order_before(row, now) if row else now
        write_list(name, now, [movie for movie in order if movie not in gone], bulk)


def _order_before(row: ChangeRow, now: Sequence[int]) -> list[int]:
    before, after = ((state or {})["movie_ids"] for state in (row.before, row.after))
    left, present = set(after), set(now)
    taken = [movie for movie in before if movie not in left]
    back = set(_existing(taken))
    order = [movie for movie in before if movie in present or movie in back]
    known = left.union(before)
    return order + [movie for movie in now if movie not in known]


def _existing(ids: Sequence[int]) -> Iterator[int]:
    for batch in in_batches(ids):
        yield from db.session.scalars(sa.select(Movie.id).where(Movie.id.in_(batch)))


def _delete(ids: Sequence[int]) -> list[str]:
    """Delete movies that no list holds; return the names of their pictures."""
    posters: list[str] = []
    for batch in in_batches(ids):
        which = Movie.id.in_(batch)
        found = db.session.scalars(sa.select(Movie.poster).where(which, Movie.poster.is_not(None)))
        posters += [poster for poster in found if poster]
        db.session.execute(
            sa.delete(Movie).where(which), execution_options={"synchronize_session": False}
        )
    return posters


SUBJECT = Subject(_name, _undo)
"""The subject of the changes of `imports`."""
