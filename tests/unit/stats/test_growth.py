"""Slope, fixed cost and power of a cost that grows with size; and where two such lines cross."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runoff.stats.break_even import crossing
from runoff.stats.growth import fit


@given(st.floats(0.1, 1e4), st.floats(0, 1e4))
def test_a_line_is_found_again(slope: float, intercept: float) -> None:
    """Exact points give the exact line back."""
    line = fit([(size, intercept + slope * size) for size in (10, 100, 1_000)])
    assert line is not None
    assert line.slope == pytest.approx(slope, rel=1e-6)
    assert line.intercept == pytest.approx(intercept, abs=1e-4 * (1 + intercept + slope))


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_the_exponent_is_the_power_of_size(power: float) -> None:
    """About 1 for linear work, 0 for work a compiler has removed."""
    line = fit([(size, 7 * size**power) for size in (10, 100, 1_000)])
    assert line is not None
    assert line.exponent == pytest.approx(power, abs=1e-9)


def test_relative_errors_weigh_alike() -> None:
    """5 % at the largest size must not turn the fixed cost negative."""
    line = fit([(10, 60.0), (100, 150.0), (10_000, 10_050 * 1.05)])
    assert line is not None
    assert 40 < line.intercept < 60


@pytest.mark.parametrize("points", [[], [(10, 1.0)], [(10, 1.0), (10, 2.0)], [(10, 0.0), (20, 1.0)]])
def test_there_is_no_line_through_less_than_two_sizes(points: list[tuple[float, float]]) -> None:
    """Nor through a cost of nothing."""
    assert fit(points) is None


def test_a_dear_start_is_paid_back_by_cheaper_operations() -> None:
    """100 more at the start, 2 less per operation: 50 operations."""
    assert crossing(fixed=110, per_op=3, base_fixed=10, base_per_op=5) == 50


def test_ahead_from_the_start_and_never() -> None:
    """0 when there is nothing to pay back; None when it cannot be."""
    assert crossing(fixed=5, per_op=9, base_fixed=10, base_per_op=5) == 0
    assert crossing(fixed=15, per_op=5, base_fixed=10, base_per_op=5) is None
