import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mood_recommender.catalog.csv_format import shield, unshield, write_rows

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


def test_rows_are_written_shielded():
    (row,) = csv.reader(io.StringIO(write_rows([["=1", "two\nlines", 'quo"te']])))
    assert row == ["'=1", "two\nlines", 'quo"te']
