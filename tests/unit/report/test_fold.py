"""Wide tables fold into parts that fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from runoff.report.blocks import Cell, Column, Table
from runoff.report.fold import fold


def table(count: int, bound: frozenset[int] = frozenset()) -> Table:
    """A table of this many columns."""
    columns = tuple(Column(title=f"c{index}", bound=index in bound) for index in range(count))
    return Table(columns=columns, rows=(tuple(Cell(text="") for _ in columns),))


def test_a_table_that_fits_stays_whole() -> None:
    """No fold without need."""
    assert fold(table(4), [10, 10, 10, 10], 46) == [[0, 1, 2, 3]]


def test_the_first_column_is_repeated() -> None:
    """A row is known by its first cell."""
    assert fold(table(5), [10, 10, 10, 10, 10], 34) == [[0, 1, 2], [0, 3, 4]]


def test_parts_are_even() -> None:
    """Not everything above and one lonely column below."""
    assert fold(table(5), [4, 10, 10, 10, 10], 45) == [[0, 1, 2], [0, 3, 4]]


def test_bound_columns_stay_together() -> None:
    """A call beside its ratio, even where that makes the parts less even."""
    assert fold(table(5, frozenset({2, 3})), [4, 10, 10, 10, 10], 45) == [[0, 1, 2, 3], [0, 4]]


@given(
    widths=st.lists(st.integers(min_value=1, max_value=60), min_size=1, max_size=14),
    limit=st.integers(min_value=20, max_value=160),
    bound=st.frozensets(st.integers(min_value=2, max_value=13)),
)
def test_every_column_is_shown_once_and_in_order(widths: list[int], limit: int, bound: frozenset[int]) -> None:
    """And a part is too wide only when a single unit of columns is."""
    made = table(len(widths), bound)
    parts = fold(made, widths, limit)
    assert [index for part in parts for index in part[1:]] == list(range(1, len(widths)))
    assert all(part[0] == 0 for part in parts)
    for part in parts:
        width = sum(widths[index] + 2 for index in part) - 2
        assert width <= limit or all(made.columns[index].bound for index in part[2:])
