"""CSV files of tests: written, previewed and imported."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mood_recommender.catalog.csv_format import COLUMNS, write_rows
from mood_recommender.catalog.importers import (
    ImportCounts,
    ImportPreview,
    import_file,
    preview_file,
)
from mood_recommender.curating.models import Curator

CASES = Path(__file__).parent / "cases"
"""Files on which an import once failed."""


def csv_of(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    return write_rows([columns, *([row.get(column, "") for column in columns] for row in rows)])


def short(title: str, lists: str = "", **others: str) -> dict[str, str]:
    return {"title": title, "year": "2001", "lists": lists, **others}


@contextmanager
def csv_file(content: str | bytes) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "movies.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        yield file


def preview_text(content: str | bytes) -> ImportPreview:
    with csv_file(content) as file:
        return preview_file(file)


def import_text(content: str | bytes, curator: Curator | None = None) -> ImportCounts:
    with csv_file(content) as file:
        return import_file(file, curator)


def preview_rows(*rows: dict[str, str]) -> ImportPreview:
    return preview_text(csv_of(*rows))


def import_rows(*rows: dict[str, str], curator: Curator | None = None) -> ImportCounts:
    return import_text(csv_of(*rows), curator)
