"""The movies of a MovieLens folder into the catalog."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mood_recommender.catalog.batches import in_batches
from mood_recommender.catalog.import_writers import write_movies
from mood_recommender.catalog.importers import Tick
from mood_recommender.catalog.matching import KnownMovies, SeenFilms, SeveralMovies
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movielens import read_movielens
from mood_recommender.curating.bulk import begin_bulk
from mood_recommender.curating.models import Curator
from mood_recommender.curating.transactions import ChangedMeanwhile, transaction


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


def import_movielens(
    folder: Path, curator: Curator | None = None, tick: Tick = int
) -> MovieLensCounts:
    """Add the movies of a MovieLens folder that the catalog does not have.

    In one transaction and as one change of the history. Movies without a title or a year, or that
    the catalog refuses, are skipped and counted. Raises UnreadableMovieLens, and ChangedMeanwhile
    when somebody added one of the movies meanwhile.
    """
    counts, name = MovieLensCounts(), folder.resolve().name
    with transaction(ChangedMeanwhile("The catalog changed meanwhile; import the folder again.")):
        bulk = begin_bulk(curator, "add", "imports", name)
        seen = SeenFilms()
        for batch in in_batches(enumerate(read_movielens(folder))):
            films = [(line, film) for line, film in batch if film and not film.problems()]
            new = _not_known(films, seen)
            counts.skipped += len(batch) - len(films)
            counts.known += len(films) - len(new)
            counts.added += len(new)
            write_movies([(None, film) for film in new], bulk)
            tick(len(batch))
        bulk.close(None, {"file": name, "added": counts.added, "updated": 0})
    return counts


def _not_known(films: Sequence[tuple[int, MovieFields]], seen: SeenFilms) -> list[MovieFields]:
    """Return the films that neither the catalog has nor the folder had before."""
    known = KnownMovies([film.film for _, film in films])
    return [
        film
        for line, film in films
        if seen.line_of(film.film, line) is None and not _is_known(known, film)
    ]


def _is_known(known: KnownMovies, fields: MovieFields) -> bool:
    try:
        return known.find(fields.film) is not None
    except SeveralMovies:
        return True
