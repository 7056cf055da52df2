"""Movies and mood lists from a CSV file: first a preview, then all of it or nothing.

A movie is known by its title and year. What the file says of a movie replaces what the catalog
has, the lists it is in included; movies that the file does not name stay as they are.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mood_recommender.catalog.csv_format import COLUMNS, read_rows
from mood_recommender.catalog.entries import (
    lock_list,
    locked_length,
    locked_movie_ids,
    rewrite,
)
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import (
    Places,
    check_list,
    places_of_movies,
    record_place,
)
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import (
    genres_by_name,
    imdb_owners,
    movies_by_key,
    record_movie,
    write_fields,
)
from mood_recommender.curating.models import Curator
from mood_recommender.curating.transactions import ChangedMeanwhile, transaction
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db
from mood_recommender.moods import MOOD_LISTS

ListName = tuple[str, str]
"""(mood, intent)."""

LIST = re.compile(r"(?P<mood>[^/|:]+)/(?P<intent>[^/|:]+)(:(?P<place>[1-9][0-9]{0,8}))?")
NUMBER = re.compile(r"[0-9]{1,9}")


class InvalidLists(MoodRecommenderError):
    """The cell `lists` cannot be read."""


class ImportRefused(MoodRecommenderError):
    """A row of the file has a problem, so none is imported."""

    title = "Import refused"


@dataclass(frozen=True)
class ImportRow:
    """One movie of the file.

    `line` is the row's number in a spreadsheet; `lists` has the position (0-based) the file gives
    to the movie in each list, None where it gives none; `problems` has a sentence for each column
    that cannot be imported; `action` is `add`, `update` or `unchanged`, empty with problems.
    """

    line: int
    fields: MovieFields
    lists: Mapping[ListName, int | None] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    action: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What the movie is known by."""
        return self.fields.title, self.fields.year


@dataclass(frozen=True)
class ImportCounts:
    """How many movies an import adds, updates and leaves as they are."""

    added: int
    updated: int
    unchanged: int

    def __str__(self) -> str:
        return f"{self.added} added, {self.updated} updated, {self.unchanged} unchanged"


@dataclass(frozen=True)
class ImportPreview:
    """What importing a file would do."""

    rows: tuple[ImportRow, ...]

    @property
    def bad_rows(self) -> tuple[ImportRow, ...]:
        """Return the rows that have problems."""
        return tuple(row for row in self.rows if row.problems)

    @property
    def counts(self) -> ImportCounts:
        """Count the rows by what they do; those with problems are left out."""
        actions = Counter(row.action for row in self.rows)
        return ImportCounts(actions["add"], actions["update"], actions["unchanged"])


def read_movies_csv(text: str) -> ImportPreview:
    """Read a CSV file, with or without a byte order mark, and compare it with the catalog.

    Nothing is written. Raises UnreadableCsv when the file is no CSV or the columns are wrong; a
    row that cannot be imported has its problems in the preview.
    """
    rows = [_read_row(line, cells) for line, cells in read_rows(text)]
    rows = list(_without_repeats(rows))
    return ImportPreview(tuple(_compared(rows)))


def import_movies(preview: ImportPreview, curator: Curator | None = None) -> ImportCounts:
    """Write what was previewed, in one transaction.

    Recorded movie by movie when a curator imports. Raises ImportRefused when a row has a problem
    and ChangedMeanwhile when somebody else was faster.
    """
    if preview.bad_rows:
        row = preview.bad_rows[0]
        raise ImportRefused(
            f"Nothing was imported, {len(preview.bad_rows)} of {len(preview.rows)} rows have "
            f"problems; the first is in line {row.line}: {next(iter(row.problems.values()))}"
        )
    with transaction(ChangedMeanwhile("The catalog changed meanwhile; import the file again.")):
        movies = _write_movies(preview.rows, curator)
        _write_lists({movies[row.key]: row for row in preview.rows}, curator)
    return preview.counts


def _read_row(line: int, cells: Sequence[str]) -> ImportRow:
    if len(cells) != len(COLUMNS):
        problem = f"The row has {len(cells)} cells and the first line {len(COLUMNS)}; compare them."
        return ImportRow(line, MovieFields("", 0), problems={"row": problem})
    values = dict(zip(COLUMNS, cells, strict=True))
    fields, unread = _read_fields(values)
    lists: dict[ListName, int | None] = {}
    try:
        lists = _read_lists(values["lists"])
    except MoodRecommenderError as error:
        unread["lists"] = str(error)
    return ImportRow(line, fields, lists, fields.problems() | unread)


def _read_fields(values: Mapping[str, str]) -> tuple[MovieFields, dict[str, str]]:
    """Return what the cells say, and a sentence for every cell that should be a number."""
    numbers = ("year", "runtime_minutes")
    unread = {
        column: f"The {column} is {values[column]!r}; write a whole number."
        for column in numbers
        if (values[column] or column == "year") and not NUMBER.fullmatch(values[column])
    }
    year, runtime = (None if column in unread else values[column] for column in numbers)
    fields = MovieFields(
        title=values["title"],
        original_title=values["original_title"],
        year=int(year or 0),
        runtime_minutes=int(runtime) if runtime else None,
        directors=_names(values["directors"]),
        genres=_names(values["genres"]),
        countries=_names(values["countries"]),
        languages=_names(values["languages"]),
        synopsis=values["synopsis"],
        imdb_id=values["imdb_id"] or None,
        trailer_url=values["trailer_url"] or None,
    )
    return fields, unread


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split("|") if name.strip())


def _read_lists(cell: str) -> dict[ListName, int | None]:
    """Return the lists of a cell such as `sad/match:3|happy/match`, positions counted from 0."""
    lists: dict[ListName, int | None] = {}
    for name in _names(cell):
        match = LIST.fullmatch(name)
        if match is None:
            raise InvalidLists(f"{name!r} is no list; write one such as sad/lift or sad/lift:3.")
        check_list(match["mood"], match["intent"])
        if (match["mood"], match["intent"]) in lists:
            raise InvalidLists(f"The list {match['mood']}/{match['intent']} is named twice.")
        place = match["place"]
        lists[match["mood"], match["intent"]] = int(place) - 1 if place else None
    return lists


def _without_repeats(rows: Sequence[ImportRow]) -> Iterator[ImportRow]:
    """Yield the rows, with a problem where an earlier row has the same movie or IMDb id."""
    lines: dict[object, int] = {}
    for row in rows:
        problems = dict(row.problems)
        if "row" not in problems and lines.setdefault(row.key, row.line) != row.line:
            problems["title"] = f"{row.fields} is in line {lines[row.key]} already; keep one."
        imdb_id = row.fields.imdb_id
        if imdb_id and lines.setdefault(imdb_id, row.line) != row.line:
            problems["imdb_id"] = f"{imdb_id} is in line {lines[imdb_id]} already; one is wrong."
        yield dataclasses.replace(row, problems=problems)


def _compared(rows: Sequence[ImportRow]) -> Iterator[ImportRow]:
    """Yield the rows with their action, or a problem where another movie has their IMDb id."""
    movies = movies_by_key([row.key for row in rows])
    places = places_of_movies([movie.id for movie in movies.values()])
    owners = imdb_owners([row.fields.imdb_id for row in rows if row.fields.imdb_id])
    for row in rows:
        owner = owners.get(row.fields.imdb_id or "", row.key)
        if owner != row.key:
            problem = f"{row.fields.imdb_id} is {owner[0]} ({owner[1]}) in the catalog already."
            row = dataclasses.replace(row, problems={**row.problems, "imdb_id": problem})
        movie = movies.get(row.key)
        action = _action(row, movie, places.get(movie.id, {}) if movie else {})
        yield dataclasses.replace(row, action="" if row.problems else action)


def _action(row: ImportRow, movie: Movie | None, places: Places) -> str:
    if movie is None:
        return "add"
    same_lists = row.lists.keys() == places.keys() and all(
        position in (None, places[name]) for name, position in row.lists.items()
    )
    return "unchanged" if same_lists and movie.fields() == row.fields else "update"


def _write_movies(
    rows: Sequence[ImportRow], curator: Curator | None
) -> dict[tuple[str, int], Movie]:
    """Add and update movies; return those of every row by their keys."""
    movies = movies_by_key([row.key for row in rows])
    before = {key: movie.fields() for key, movie in movies.items()}
    changed = [row for row in rows if before.get(row.key) != row.fields]
    genres = genres_by_name()
    with db.session.no_autoflush:
        for row in changed:
            movie = movies.setdefault(row.key, Movie())
            write_fields(movie, row.fields, genres)
            db.session.add(movie)
    db.session.flush()
    if curator:
        for row in changed:
            record_movie(curator, movies[row.key].id, before.get(row.key), row.fields)
    return movies


def _write_lists(movies: Mapping[Movie, ImportRow], curator: Curator | None) -> None:
    """Give each movie the lists and the places that its row names."""
    ids = {movie.id: row for movie, row in movies.items()}
    before = places_of_movies(ids)
    for name in MOOD_LISTS:
        lock_list(*name)
        old = locked_movie_ids(*name, 0, locked_length(*name) - 1)
        wanted = {id_: row.lists[name] for id_, row in ids.items() if name in row.lists}
        rewrite(*name, old, _arranged(old, wanted, ids))
    if curator:
        _record_places(curator, movies, before, places_of_movies(ids))


def _record_places(
    curator: Curator,
    movies: Iterable[Movie],
    before: Mapping[int, Places],
    after: Mapping[int, Places],
) -> None:
    for movie in movies:
        old, new = before.get(movie.id, {}), after.get(movie.id, {})
        for name in old | new:
            record_place(curator, movie, *name, old.get(name), new.get(name))


def _arranged(
    old: Sequence[int], wanted: Mapping[int, int | None], named: Collection[int]
) -> list[int]:
    """Return the new order of a list, as movie ids.

    `old` is its order now, `wanted` the movies that are to be in it, with a position or None, and
    `named` all movies of the file: those not wanted leave the list. Movies that the file does not
    name keep their order around those that get a position.
    """
    placed = {movie: place for movie, place in wanted.items() if place is not None}
    stay = [
        movie for movie in old if movie not in placed and (movie in wanted or movie not in named)
    ]
    present = set(old)
    order = stay + [movie for movie in wanted if movie not in placed and movie not in present]
    for movie in sorted(placed, key=lambda movie: placed[movie]):
        order.insert(placed[movie], movie)
    return order
