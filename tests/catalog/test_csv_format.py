import pytest
from hypothesis import given
from hypothesis import strategies as st

from mood_recommender.catalog.csv_format import (
    BYTE_ORDER_MARK,
    COLUMNS,
    UnreadableCsv,
    read_rows,
    shield,
    unshield,
    write_rows,
)

CELLS = st.lists(st.text(), min_size=len(COLUMNS), max_size=len(COLUMNS))


def test_rows_come_back_in_the_order_of_the_columns():
    cells = list(COLUMNS)
    text = write_rows([cells[::-1], cells[::-1]])
    assert list(read_rows(text)) == [(2, cells)]


@given(CELLS)
def test_tidy_cells_come_back_as_they_were(cells):
    tidy = [cell.replace("\r\n", "\n").strip() for cell in cells]
    back = list(read_rows(write_rows([COLUMNS, tidy])))
    assert back == ([(2, tidy)] if any(tidy) else [])


FORMULAS = ["=1+1", "+1", "-1", "@x", "'=1", "''-", " =1"]
FULL_WIDTH = ["\uff1d1+1", "'\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20x"]


@pytest.mark.parametrize("cell", FORMULAS + FULL_WIDTH)
def test_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert shield(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "'", "'Round Midnight", "8-Mile", "M*A*S*H"])
def test_other_cells_stay_as_they_are(cell):
    assert shield(cell) == cell
    assert unshield(cell) == cell


@given(st.text())
def test_shield_is_taken_away_again(cell):
    assert unshield(shield(cell)) == cell


def test_byte_order_mark_is_skipped():
    text = BYTE_ORDER_MARK + write_rows([COLUMNS, COLUMNS])
    assert list(read_rows(text)) == [(2, list(COLUMNS))]


def test_lines_are_counted_as_in_a_spreadsheet():
    empty = [""] * len(COLUMNS)
    two_lines = ["first\nsecond"] * len(COLUMNS)
    text = write_rows([COLUMNS, two_lines, empty, COLUMNS])
    assert [line for line, _ in read_rows(text)] == [2, 4]


def test_row_of_another_length_is_left_as_it_is():
    text = write_rows([COLUMNS, ["a", "b"]])
    assert list(read_rows(text)) == [(2, ["a", "b"])]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("", "Missing: title, original_title"),
        (",".join(COLUMNS[1:]), "Missing: title. "),
        (",".join((*COLUMNS, "rating")), "Unknown or doubled: rating"),
        (",".join((*COLUMNS, "title")), "Unknown or doubled: title, title"),
        (";".join(COLUMNS), "with commas between"),
    ],
)
def test_wrong_columns_are_named(header, sentence):
    with pytest.raises(UnreadableCsv, match=sentence):
        list(read_rows(header + "\r\n"))


def test_open_quotation_mark_is_located():
    with pytest.raises(UnreadableCsv, match=r"near line 2: .* Check the quotation marks"):
        list(read_rows(",".join(COLUMNS) + '\r\n"Alien'))
