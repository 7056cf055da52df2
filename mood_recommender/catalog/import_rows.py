"""What the cells of a CSV file say of a film."""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mood_recommender.catalog.csv_columns import OURS, Header, Source
from mood_recommender.catalog.csv_text import CsvTable
from mood_recommender.catalog.mood_lists import check_list
from mood_recommender.catalog.movie_fields import FIELD_NAMES, MovieFields, known_genres
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.errors import Sentence as _

ListName = tuple[str, str]
"""(mood, intent)."""

NO_LIST = "none"
"""What stands in `lists` where the film is to leave every list; an empty cell changes none."""

LIST = re.compile(r"(?P<mood>[^/|:]+)/(?P<intent>[^/|:]+)(:(?P<place>[1-9][0-9]{0,8}))?")
NUMBER = re.compile(r"(?P<whole>\d{1,9})(\.0+)?")
"""A whole number; pandas writes 2001.0 where a column has gaps."""
DATE = re.compile(r"(?P<year>\d{4})-\d\d-\d\d.*")
NO_FILMS = re.compile(r"tv((mini)?series|episode|pilot)?|(podcast|videogame|musicvideo).*")
"""Titles of other services that are no films, in lower case without spaces."""


class UnreadableCell(MoodRecommenderError):
    """A cell does not say what its column is for."""


@dataclass(frozen=True)
class ImportRow:
    """One film of the file.

    `line` is the row's number in a spreadsheet. `values` has what the row says, by the names of
    MovieFields; what the file has no column for is not there. `lists` has the position (0-based)
    that the row gives to the film in each list it is to be in, None where it gives none; `lists`
    itself is None where the row says nothing of lists. `problems` has a sentence for each column
    that cannot be imported.
    """

    line: int
    values: Mapping[str, Any]
    lists: Mapping[ListName, int | None] | None = None
    problems: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def alone(self) -> MovieFields:
        """The film as the row makes it from nothing."""
        return self.fields(MovieFields("", 0))

    def fields(self, before: MovieFields) -> MovieFields:
        """Return what the row makes of a movie."""
        return dataclasses.replace(before, **self.values)


def read_rows(table: CsvTable) -> Iterator[ImportRow | None]:
    """Yield every row; None for one that is no film. Raises UnreadableCsv."""
    for line, cells in table.rows():
        yield read_row(line, cells, table.header)


def read_row(line: int, cells: Sequence[str], header: Header) -> ImportRow | None:
    """Read a row; return None when it is no film but a series, say."""
    if len(cells) != len(header.order):
        problem = _(
            "The row has %(cells)d cells and the first line %(columns)d; compare them.",
            cells=len(cells),
            columns=len(header.order),
        )
        return ImportRow(line, {}, problems={"row": problem})
    by_column = {column: cell for column, cell in zip(header.order, cells, strict=True) if column}
    if NO_FILMS.fullmatch(by_column.pop("type", "").lower().replace(" ", "")):
        return None
    return _read_cells(line, by_column, header.source)


def _read_cells(line: int, cells: Mapping[str, str], source: Source) -> ImportRow:
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for column, cell in cells.items():
        try:
            values[column] = _READERS[column](cell, source)
        except MoodRecommenderError as error:
            problems[column] = error.args[0]
    row = ImportRow(line, values, values.pop("lists", None), problems)
    # Where a cell could not be read its own sentence says more than that something is missing.
    problems.update({**row.alone.problems(), **problems})
    return row


def _text(cell: str, _source: Source) -> str:
    return cell


def _text_or_none(cell: str, _source: Source) -> str | None:
    return cell or None


def _names(cell: str, source: Source) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(source.separator) if name.strip())


def _genres(cell: str, source: Source) -> tuple[str, ...]:
    names = _names(cell, source)
    return names if source is OURS else known_genres(names)


def _year(cell: str, source: Source) -> int:
    date = DATE.fullmatch(cell) if source is not OURS else None
    return _number("year", date["year"] if date else cell)


def _minutes(cell: str, source: Source) -> int | None:
    minutes = _number("runtime_minutes", cell) if cell else None
    # TMDB writes 0 where it does not know.
    return minutes if source is OURS else minutes or None


def _number(column: str, cell: str) -> int:
    match = NUMBER.fullmatch(cell)
    if match is None:
        raise UnreadableCell(
            _(
                "“%(field)s” is “%(cell)s”; write a whole number.",
                field=FIELD_NAMES[column],
                cell=cell,
            )
        )
    return int(match["whole"])


def _lists(cell: str, source: Source) -> dict[ListName, int | None] | None:
    """Return the lists of a cell such as `sad/match:3|happy/match`, positions counted from 0.

    None for an empty cell, no list for NO_LIST.
    """
    if not cell or cell.casefold() == NO_LIST:
        return {} if cell else None
    lists: dict[ListName, int | None] = {}
    for name in _names(cell, source):
        match = LIST.fullmatch(name)
        if match is None:
            raise UnreadableCell(
                _(
                    "“%(name)s” is no list; write one such as sad/lift or sad/lift:3, “none” for "
                    "a film that is to leave every list, or nothing for one that is to stay where "
                    "it is.",
                    name=name,
                )
            )
        check_list(match["mood"], match["intent"])
        key = match["mood"], match["intent"]
        if key in lists:
            raise UnreadableCell(
                _("The list %(name)s is named twice; keep one.", name="/".join(key))
            )
        lists[key] = int(match["place"]) - 1 if match["place"] else None
    return lists


_READERS: Mapping[str, Callable[[str, Source], Any]] = {
    "title": _text,
    "original_title": _text,
    "year": _year,
    "runtime_minutes": _minutes,
    "directors": _names,
    "genres": _genres,
    "countries": _names,
    "languages": _names,
    "synopsis": _text,
    "imdb_id": _text_or_none,
    "trailer_url": _text_or_none,
    "lists": _lists,
}
