"""The CSV file of the catalog: its columns, and how its cells are kept from being run.

`exporters` writes it; `csv_text` and `csv_columns` read it and its kin, `import_rows` says what
the cells mean.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

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


def write_rows(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows as CSV; cells that a spreadsheet would run get an apostrophe in front."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([shield(cell) for cell in row] for row in rows)
    return text.getvalue()


def shield(cell: str) -> str:
    """Return `cell` with an apostrophe in front if a spreadsheet would run it."""
    return "'" + cell if FORMULA.match(cell) else cell


def unshield(cell: str) -> str:
    """Return what `shield` made `cell` of."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
