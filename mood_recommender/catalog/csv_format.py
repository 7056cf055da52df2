"""The CSV file of the catalog: its columns and how its cells are written and read back.

`exporters` writes it, `importers` says what the cells mean.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from mood_recommender.errors import MoodRecommenderError

COLUMNS = (
    "title",
    "original_title",
    "year",
    "runtime_minutes",
    "directors",
    "genres",
    "countries",
    "languages",
    "synopsis",
    "imdb_id",
    "trailer_url",
    "lists",
)

BYTE_ORDER_MARK = "\ufeff"

FORMULA = re.compile(r"'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet would run; the last four are full-width. Source: OWASP."""


class UnreadableCsv(MoodRecommenderError):
    """The file is no CSV, or its first line does not name the columns."""

    title = "Unreadable CSV file"


def write_rows(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows as CSV; cells that a spreadsheet would run get an apostrophe in front."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([shield(cell) for cell in row] for row in rows)
    return text.getvalue()


def read_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells in the order of COLUMNS) for every row that is not empty.

    `line` is the row's number in a spreadsheet, the header being 1. Cells are stripped and their
    apostrophes taken away again; a row may have too few or too many. Raises UnreadableCsv.
    """
    reader = csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True)
    try:
        order = _order(next(reader, []))
        for line, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells):
                yield line, _arrange([unshield(_tidy(cell)) for cell in cells], order)
    except csv.Error as error:
        raise UnreadableCsv(
            f"The file cannot be read as CSV near line {reader.line_num}: {error}. "
            "Check the quotation marks there."
        ) from error


def shield(cell: str) -> str:
    """Return `cell` with an apostrophe in front if a spreadsheet would run it."""
    return "'" + cell if FORMULA.match(cell) else cell


def unshield(cell: str) -> str:
    """Return what `shield` made `cell` of."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _tidy(cell: str) -> str:
    return cell.replace("\r\n", "\n").strip()


def _order(header: Sequence[str]) -> list[int]:
    """Return where in `header` each of COLUMNS stands. Raises UnreadableCsv."""
    names = [name.strip() for name in header]
    missing = [name for name in COLUMNS if name not in names]
    unknown = [name for name in names if name not in COLUMNS or names.count(name) > 1]
    if missing or unknown:
        raise UnreadableCsv(
            f"The first line must name each of the columns {', '.join(COLUMNS)} once, with commas "
            f"between. Missing: {', '.join(missing) or 'none'}. "
            f"Unknown or doubled: {', '.join(unknown) or 'none'}."
        )
    return [names.index(name) for name in COLUMNS]


def _arrange(cells: list[str], order: Sequence[int]) -> list[str]:
    """Return the cells in the order of COLUMNS; as they are when their number is wrong."""
    return [cells[place] for place in order] if len(cells) == len(order) else cells
