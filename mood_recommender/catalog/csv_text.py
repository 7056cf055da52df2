"""From the bytes of a CSV file to rows of cells, whichever program and country it comes from.

Read in pieces, so that memory does not grow with the file.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from mood_recommender.catalog.csv_columns import Header, UnreadableCsv, read_header
from mood_recommender.catalog.csv_format import unshield
from mood_recommender.errors import Sentence as _

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and the encodings that they stand for."""
WESTERN = "cp1252"
"""What Excel writes in Western Europe and America where it is not told to write UTF-8."""
WORKBOOK = b"PK\x03\x04"
"""How an Excel or LibreOffice file begins: both are zip files."""
SEPARATORS = (",", ";", "\t")
DECLARED = re.compile(r'"?sep=(?P<separator>.)"?[;,\t]*\r?\n?')
"""The first line that Excel reads and writes to name the separator."""
SAMPLE = 100_000
"""Characters that are looked at for the header."""
FIRST_LINES = 20
"""Lines among which the header is; other services put some of their own before it."""
PIECE = 1 << 16


@dataclass(frozen=True)
class CsvTable:
    """A CSV file: how it is written and what its columns mean; `rows` goes through it."""

    path: Path
    encoding: str
    separator: str
    header_line: int
    header: Header

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (line, cells) for every row that is not empty, in the order of the header.

        `line` is the row's number in a spreadsheet. Cells are stripped and the apostrophes of
        `shield` taken away again; empty cells beyond the header are cut off. Raises UnreadableCsv.
        """
        width = len(self.header.order)
        with _open(self.path, self.encoding) as text:
            for line, cells in _records(text, self.separator, strict=True):
                if line > self.header_line and any(cell.strip() for cell in cells):
                    yield line, [unshield(cell.strip()) for cell in _cut(cells, width)]


def open_csv(path: Path) -> CsvTable:
    """Find out how a CSV file is written. Raises UnreadableCsv."""
    with path.open("rb") as file:
        encoding = _encoding(file)
    with _open(path, encoding) as text:
        declared = DECLARED.fullmatch(text.readline())
        separators = (declared["separator"],) if declared else SEPARATORS
    with _open(path, encoding) as text:
        sample = text.read(SAMPLE)
    found = [each for each in (_find_header(sample, s) for s in separators) if each]
    if not found:
        raise UnreadableCsv(
            _(
                "No line at the beginning names the columns; at least “title” and “year” must be "
                "there, with commas, semicolons or tabs between."
            )
        )
    separator, line, header = max(found, key=lambda each: each[2].width)
    return CsvTable(path, encoding, separator, line, header)


def _find_header(sample: str, separator: str) -> tuple[str, int, Header] | None:
    """Return the separator, the line of the header and the header; None without a header."""
    records = _records(io.StringIO(sample, newline=""), separator, strict=False)
    for line, cells in islice(records, FIRST_LINES):
        if header := read_header(cells):
            return separator, line, header
    return None


def _records(
    text: io.TextIOBase, separator: str, *, strict: bool
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells), lines counted from 1 as in a spreadsheet, `sep=` being none."""
    first = text.readline()
    lines = text if DECLARED.fullmatch(first) else chain([first], text)
    reader = csv.reader(lines, delimiter=separator, strict=strict)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        raise UnreadableCsv(
            _(
                "The file cannot be read as CSV near line %(line)d: %(error)s. Check the "
                "quotation marks there.",
                line=reader.line_num,
                error=error,
            )
        ) from error


@contextmanager
def _open(path: Path, encoding: str) -> Iterator[io.TextIOBase]:
    """Lend the text of a file. Raises UnreadableCsv where it is none."""
    try:
        with path.open(encoding=encoding, newline="") as text:
            yield text
    except UnicodeDecodeError as error:
        raise UnreadableCsv(
            _("The file is not text. Save it as “CSV UTF-8” and try again.")
        ) from error


def _encoding(file: BinaryIO) -> str:
    """Return the encoding of a file: by its byte order mark, its zeros, or whether it is UTF-8."""
    head = file.read(1000)
    if head.startswith(WORKBOOK):
        raise UnreadableCsv(
            _("The file is a workbook. Save it in your spreadsheet as “CSV UTF-8” and try again.")
        )
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head[:2]:
        return "utf-16-be" if head.startswith(b"\0") else "utf-16-le"
    return "utf-8" if _is_utf8(head, file) else WESTERN


def _is_utf8(head: bytes, rest: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while piece := rest.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _cut(cells: Sequence[str], width: int) -> Sequence[str]:
    """Return the cells without empty ones beyond `width`: spreadsheets like to add columns."""
    return cells[:width] if not any(cell.strip() for cell in cells[width:]) else cells
