"""Writes what films from outside change: movies, their lists, and both into the history.

The caller has a transaction open. Movies are written batch by batch; the lists once all are there.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice

from mood_recommender.catalog.entries import (
    lock_list,
    locked_length,
    locked_movie_ids,
    rewrite,
)
from mood_recommender.catalog.import_rows import ListName
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import genres_by_name, write_fields
from mood_recommender.curating.bulk import BulkChange
from mood_recommender.extensions import db
from mood_recommender.moods import MOOD_LISTS

WrittenMovie = tuple[Movie | None, MovieFields]
"""A movie, None for a new one, and what becomes of it."""


def write_movies(changes: Iterable[WrittenMovie], bulk: BulkChange) -> list[Movie]:
    """Add and edit movies, add them to a change, and return them in the order of `changes`."""
    genres = genres_by_name()
    written: list[tuple[Movie, MovieFields | None, MovieFields]] = []
    with db.session.no_autoflush:
        for known, after in changes:
            before = known.fields() if known else None
            movie = known or Movie()
            if after != before:
                write_fields(movie, after, genres)
                db.session.add(movie)
            written.append((movie, before, after))
    db.session.flush()
    bulk.add(
        "movies",
        (
            (str(movie.id), asdict(before) if before else None, asdict(after))
            for movie, before, after in written
            if after != before
        ),
    )
    return [movie for movie, _before, _after in written]


def write_lists(wanted: Mapping[int, Mapping[ListName, int | None]], bulk: BulkChange) -> None:
    """Give movies the lists and places that a file names, and add the lists to a change.

    `wanted` has, by movie id, the position (0-based) in each list, None where any will do. Other
    movies keep their order around those that get a position.
    """
    if not wanted:
        return
    for name, old in locked_lists():
        places = {movie: lists[name] for movie, lists in wanted.items() if name in lists}
        write_list(name, old, _arranged(old, places, wanted), bulk)


def locked_lists() -> Iterator[tuple[ListName, list[int]]]:
    """Lock one list after the other; yield each with its movie ids."""
    for name in MOOD_LISTS:
        lock_list(*name)
        yield name, locked_movie_ids(*name, 0, locked_length(*name) - 1)


def write_list(name: ListName, old: Sequence[int], new: Sequence[int], bulk: BulkChange) -> None:
    """Make a locked list `new` (movie ids) where it was `old`, and add it to a change."""
    if list(old) != list(new):
        rewrite(*name, old, new)
        before, after = ({"movie_ids": list(ids)} for ids in (old, new))
        bulk.add("lists", [("/".join(name), before, after)])


def _arranged(
    old: Sequence[int], wanted: Mapping[int, int | None], named: Collection[int]
) -> list[int]:
    """Return the new order of a list, as movie ids.

    `old` is its order now, `wanted` the movies that are to be in it, with a position or None, and
    `named` all movies whose lists the file tells: those not wanted leave the list.
    """
    placed = {movie: place for movie, place in wanted.items() if place is not None}
    stay = [
        movie for movie in old if movie not in placed and (movie in wanted or movie not in named)
    ]
    present = set(old)
    stay += [movie for movie in wanted if movie not in placed and movie not in present]
    return list(_merged(stay, placed))


def _merged(stay: Sequence[int], placed: Mapping[int, int]) -> Iterator[int]:
    """Yield movies so that each of `placed` stands at its position, or behind all that are there.

    Of several for one position the last comes first.
    """
    rest = iter(stay)
    done = 0
    # Sorting keeps the order of those with one position: here the last one first.
    last_first = list(placed)[::-1]
    for movie in sorted(last_first, key=lambda movie: placed[movie]):
        for other in islice(rest, max(placed[movie] - done, 0)):
            yield other
            done += 1
        yield movie
        done += 1
    yield from rest
