"""The whole catalog as CSV, in the columns that `catalog.importers` reads back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from mood_recommender.catalog.batches import BATCH
from mood_recommender.catalog.csv_format import BYTE_ORDER_MARK, COLUMNS, write_rows
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import places_of_movies
from mood_recommender.extensions import db


def movie_count() -> int:
    """Return how many movies there are to export."""
    return db.session.scalar(sa.select(sa.func.count(Movie.id))) or 0


def export_movies_csv(tick: Callable[[int], object] = int) -> Iterator[str]:
    """Yield the catalog as CSV text, movies by id; importing it again changes nothing.

    It begins with a byte order mark, without which Excel does not take it for UTF-8. `tick` is
    told how many movies are done since it was told last.
    """
    yield BYTE_ORDER_MARK + write_rows([COLUMNS])
    last_id = 0
    while movies := _movies_after(last_id):
        last_id = movies[-1].id
        places = places_of_movies([movie.id for movie in movies])
        yield write_rows(_row(movie, places.get(movie.id, {})) for movie in movies)
        tick(len(movies))


def _movies_after(movie_id: int) -> Sequence[Movie]:
    statement = sa.select(Movie).where(Movie.id > movie_id).order_by(Movie.id)
    return db.session.scalars(statement.limit(BATCH)).all()


def _row(movie: Movie, places: Mapping[tuple[str, str], int]) -> list[str]:
    """Return the cells of a movie in the order of COLUMNS."""
    fields = movie.fields()
    lists = [f"{mood}/{intent}:{place + 1}" for (mood, intent), place in places.items()]
    cells = [getattr(fields, column) for column in COLUMNS if column != "lists"]
    return [_cell(value) for value in (*cells, lists)]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return "|".join(value) if isinstance(value, (tuple, list)) else str(value)
