"""Cells of an export can't act in a spreadsheet, and lines read back as written."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovfest import reports


@pytest.mark.parametrize("cell", ["=1+1", "+32 470", "-1", "@sum", "\tx", "\rx"])
def test_a_cell_that_starts_like_a_formula_is_quoted(cell: str) -> None:
    assert reports.formula_safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Zoë", "a=b", "'quoted", "1-2"])
def test_other_cells_stay(cell: str) -> None:
    assert reports.formula_safe(cell) == cell


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1), max_size=5)
)
def test_lines_read_back_as_written(rows: list[list[str]]) -> None:
    written = reports.csv_lines(rows, delimiter=";")
    safe = [[reports.formula_safe(cell) for cell in row] for row in rows]
    assert list(csv.reader(io.StringIO(written, newline=""), delimiter=";")) == safe
