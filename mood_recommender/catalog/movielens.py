"""A MovieLens folder: `movies.csv` and `links.csv`, as ml-latest and its kin have them.

Read only; no database and no Flask, so that training may read the same films.
Format: https://files.grouplens.org/datasets/movielens/ml-latest-small-README.html
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from mood_recommender.catalog.movie_fields import MovieFields, known_genres
from mood_recommender.errors import MoodRecommenderError

# "City of Lost Children, The (Cité des enfants perdus, La) (1995)"; of several names in brackets
# the last before the year is the original title, unless it is another English one ("a.k.a.").
TITLE = re.compile(r"(?P<title>.+?)( \((?P<original>[^()]+)\))*\s*\((?P<year>\d{4})\)\s*")

ARTICLES = (
    *("The", "A", "An", "Le", "La", "Les", "L'", "Un", "Une", "Il", "Lo", "I", "Gli"),
    *("El", "Los", "Las", "O", "Os", "As", "Der", "Die", "Das", "Den", "Det", "De", "Het"),
)
LATE_ARTICLE = re.compile(rf"(?P<rest>.+), (?P<article>{'|'.join(ARTICLES)})")


class UnreadableMovieLens(MoodRecommenderError):
    """The folder is not a MovieLens one."""

    title = "Unreadable MovieLens folder"


def read_movielens(folder: Path) -> Iterator[MovieFields | None]:
    """Yield every movie of the folder, None for one without a title or a year.

    Raises UnreadableMovieLens.
    """
    links = _rows(folder / "links.csv", "movieId", "imdbId")
    imdb_numbers = {row["movieId"]: row["imdbId"] for row in links}
    for row in _rows(folder / "movies.csv", "movieId", "title", "genres"):
        yield movie_fields(row["title"], row["genres"], imdb_numbers.get(row["movieId"]))


def movie_fields(title: str, genres: str, imdb_number: str | None) -> MovieFields | None:
    """Read a row of MovieLens; return None when the title does not end with a year."""
    match = TITLE.fullmatch(title)
    if match is None:
        return None
    original = match["original"] or ""
    return MovieFields(
        title=with_article_first(match["title"]),
        original_title="" if original.startswith("a.k.a.") else with_article_first(original),
        year=int(match["year"]),
        genres=known_genres(genres.split("|")),
        imdb_id=f"tt{imdb_number.zfill(7)}" if imdb_number else None,
    )


def with_article_first(title: str) -> str:
    """Return `The Big Short` for `Big Short, The`."""
    match = LATE_ARTICLE.fullmatch(title.strip())
    if match is None:
        return title.strip()
    space = "" if match["article"].endswith("'") else " "
    return f"{match['article']}{space}{match['rest']}"


def _rows(file: Path, *columns: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a file that must have `columns`; what a short row lacks is empty."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, restval="")
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise UnreadableMovieLens(f"{file} lacks these columns: {', '.join(missing)}.")
            yield from reader
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableMovieLens(
            f"{file} cannot be read ({error}); name a folder with MovieLens's movies.csv and "
            "links.csv."
        ) from error
