"""Which movie of the catalog a film from outside is: by its IMDb id first, then title and year."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from mood_recommender.catalog.batches import in_batches
from mood_recommender.catalog.models import Movie
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.errors import Sentence as _
from mood_recommender.extensions import db

Film = tuple[str, int, str | None]
"""Title, year and IMDb id; None where that is not known."""


class SeveralMovies(MoodRecommenderError):
    """Several movies have this title and year, and no IMDb id tells which is meant."""

    status = 409
    title = "Several movies"


class KnownMovies:
    """The movies of the catalog that may be one of some films."""

    def __init__(self, films: Collection[Film]) -> None:
        titles = {title for title, _, _ in films}
        imdb_ids = {imdb_id for _, _, imdb_id in films if imdb_id}
        self._by_name: dict[tuple[str, int], list[Movie]] = {}
        for movie in _movies_where(Movie.title, titles):
            self._by_name.setdefault((movie.title, movie.year), []).append(movie)
        self._by_id = {movie.imdb_id: movie for movie in _movies_where(Movie.imdb_id, imdb_ids)}

    def find(self, film: Film) -> Movie | None:
        """Return the movie that this film is, None when it is new. Raises SeveralMovies."""
        imdb_id = film[2]
        if imdb_id in self._by_id:
            return self._by_id[imdb_id]
        # With another IMDb id it is another film, however it is called.
        same = [m for m in self.namesakes(film) if not (imdb_id and m.imdb_id)]
        if len(same) > 1:
            raise SeveralMovies(
                _(
                    "There are several movies %(movie)s; write the IMDb id of the one you mean.",
                    movie=str(same[0]),
                )
            )
        return same[0] if same else None

    def namesakes(self, film: Film) -> list[Movie]:
        """Return the movies that have the title and year of a film."""
        return self._by_name.get(film[:2], [])

    def rival(self, film: Film, movie: Movie | None) -> Movie | None:
        """Return a movie that keeps `movie` from becoming this film, None when there is none.

        It has the same title and year, and not both have an IMDb id to be told apart by. `movie`
        is None for a new one.
        """
        others = (other for other in self.namesakes(film) if other is not movie)
        return next((other for other in others if not (film[2] and other.imdb_id)), None)


class SeenFilms:
    """The films of a file so far, by the number of the line that each stood in."""

    def __init__(self) -> None:
        # Hashes in place of films: 100,000 of them take a few megabytes.
        self._lines: dict[int, int] = {}

    def line_of(self, film: Film, line: int) -> int | None:
        """Return where the same film was seen before; if it was not, remember `line` for it."""
        title, year, imdb_id = film
        named, anonymous = hash((title, year)), hash((title, year, None))
        own = hash(imdb_id) if imdb_id else anonymous
        # Without an IMDb id it may be any film of its name, so there can be only one.
        before = self._lines.get(own if imdb_id else named, self._lines.get(anonymous))
        if before is None:
            self._lines.update(dict.fromkeys((own, named), line))
        return before


def _movies_where(column: InstrumentedAttribute[Any], values: Iterable[str]) -> Iterator[Movie]:
    for batch in in_batches(values):
        yield from db.session.scalars(sa.select(Movie).where(column.in_(batch)))
