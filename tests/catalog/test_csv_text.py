import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mood_recommender.catalog.csv_columns import UnreadableCsv
from mood_recommender.catalog.csv_format import COLUMNS, write_rows
from mood_recommender.catalog.csv_text import open_csv
from tests.catalog.csv_files import CASES, csv_file

CELLS = st.lists(
    # Without what cannot be encoded at all.
    st.text(st.characters(exclude_categories=["Cs"])),
    min_size=len(COLUMNS),
    max_size=len(COLUMNS),
)
HEADER = "title,year"
ROWS = [(2, ["Amélie", "2001"]), (3, ["Ran", "1985"])]
TEXT = "title,year\r\nAmélie,2001\r\nRan,1985\r\n"


def rows(content: str | bytes) -> list[tuple[int, list[str]]]:
    with csv_file(content) as file:
        return list(open_csv(file).rows())


@settings(deadline=None)
@given(CELLS)
def test_tidy_cells_come_back_as_they_were(cells):
    tidy = [cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in cells]
    back = rows(write_rows([COLUMNS, tidy]))
    assert back == ([(2, tidy)] if any(tidy) else [])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encoding_is_found_out(encoding):
    assert rows(TEXT.encode(encoding)) == ROWS


def test_letters_far_down_count():
    films = "".join(f"Film {number},2001\n" for number in range(20_000))
    long = f"{HEADER}\n{films}Amélie,2001\n"
    assert rows(long.encode("cp1252"))[-1] == (20_002, ["Amélie", "2001"])


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_separator_is_found_out(separator):
    assert rows(TEXT.replace(",", separator)) == ROWS


@pytest.mark.parametrize("line", ["sep=;\r\n", "sep=;\n", "SEP=;;;\r\n".lower()])
def test_declared_separator_is_no_row(line):
    assert rows(line + TEXT.replace(",", ";")) == ROWS


def test_any_separator_can_be_declared():
    assert rows("sep=|\n" + TEXT.replace(",", "|")) == ROWS


def test_blank_first_lines_are_skipped_and_counted():
    assert rows("\r\n,,\r\n" + TEXT) == [(line + 2, cells) for line, cells in ROWS]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_a_line_is_one(end):
    assert rows(TEXT.replace("\r\n", end)) == ROWS


def test_lines_are_counted_as_in_a_spreadsheet():
    assert rows('title,year\n"two\nlines",1\n\n,\nb,2\n') == [
        (2, ["two\nlines", "1"]),
        (5, ["b", "2"]),
    ]


def test_empty_columns_at_the_end_are_none():
    assert rows("title,year,,\nAmélie,2001,,\nRan,1985,,\n") == ROWS
    assert rows("title,year\nAmélie,2001,,\nRan,1985\n") == ROWS


def test_row_of_another_length_is_left_as_it_is():
    assert rows("title,year\na\nb,1,more\n") == [(2, ["a"]), (3, ["b", "1", "more"])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "at least “title” and “year”"),
        ("title\nAlien\n", "at least “title” and “year”"),
        ("Amélie,2001\n", "at least “title” and “year”"),
        ("title,year,Titel\n", "names the column “title” twice"),
        ('title,year\r\n"Alien', "near line 2: .* Check the quotation marks"),
        (b"PK\x03\x04" + b"\0" * 50, "is a workbook"),
        (b"\xff\xd8\xff\xe1 a photo \x81", "is not text"),
        (b"\xff\xfe\x00\xd8\x00", "is not text"),
    ],
)
def test_file_that_is_no_csv_is_explained(content, sentence):
    with pytest.raises(UnreadableCsv, match=sentence):
        rows(content)


@pytest.mark.parametrize(
    ("name", "n"),
    [("semicolons-bom.csv", 2), ("cp1252-excel.csv", 2), ("trailing-empty-columns.csv", 1)],
)
def test_files_of_spreadsheets_are_read(name, n):
    table = open_csv(CASES / name)
    found = [cells for _line, cells in table.rows()]
    assert len(found) == n
    assert found[0][0] == "Le Fabuleux Destin d'Amélie"
    assert {len(cells) for cells in found} == {len(COLUMNS)}
