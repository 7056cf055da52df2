"""The movies of a MovieLens folder into the catalog."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mood_recommender.catalog.batches import in_batches
from mood_recommender.catalog.matching import KnownMovies, SeenFilms, SeveralMovies
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movielens import read_movielens
from mood_recommender.catalog.movies import (
    genres_by_name,
    write_fields,
)
from mood_recommender.curating.transactions import ChangedMeanwhile, transaction
from mood_recommender.extensions import db


@dataclass
class MovieLensCounts:
    """What became of the movies in a MovieLens folder."""

    added: int = 0
    known: int = 0
    """Already in the catalog, or twice in the folder."""
    skipped: int = 0
    """Without a title or a year, or against another rule of MovieFields."""

    def __str__(self) -> str:
        return (
            f"{self.added} added, {self.known} known already, "
            f"{self.skipped} skipped (no title or year, or a field that the catalog refuses)"
        )


def import_movielens(folder: Path) -> MovieLensCounts:
    """Add the movies of a MovieLens folder that the catalog does not have, in one transaction.

    Movies without a title or a year, or that the catalog refuses, are skipped and counted. Raises
    UnreadableMovieLens, and ChangedMeanwhile when somebody added one of the movies meanwhile.
    """
    counts = MovieLensCounts()
    genres = genres_by_name()
    with transaction(ChangedMeanwhile("The catalog changed meanwhile; import the folder again.")):
        for batch in in_batches(read_movielens(folder)):
            movies = [movie for movie in batch if movie and not movie.problems()]
            new = _not_known(movies)
            counts.skipped += len(batch) - len(movies)
            counts.known += len(movies) - len(new)
            counts.added += len(new)
            for fields in new:
                movie = Movie()
                write_fields(movie, fields, genres)
                db.session.add(movie)
            db.session.flush()
    return counts


def _not_known(movies: Sequence[MovieFields]) -> list[MovieFields]:
    """Return the films that the catalog does not have, each once."""
    known = KnownMovies([fields.film for fields in movies])
    seen = SeenFilms()
    return [
        fields
        for number, fields in enumerate(movies)
        if not _is_known(known, fields) and seen.line_of(fields.film, number) is None
    ]


def _is_known(known: KnownMovies, fields: MovieFields) -> bool:
    try:
        return known.find(fields.film) is not None
    except SeveralMovies:
        return True
