"""Kalibera and Jones: variance components and where to spend the next second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runoff.stats.allocation import rounds_per_heat, variance_components

positive = st.floats(1e-6, 1e6)


def test_the_worked_example_of_the_paper() -> None:
    """Two levels, three executions of four iterations: T1^2 = 12.7 and T2^2 = 0.4 as published."""
    inside, between = variance_components([[9, 5, 8, 3], [10, 6, 7, 11], [1, 12, 2, 4]])
    assert round(inside, 1) == 12.7
    assert round(between, 1) == 0.4


def test_the_published_allocation() -> None:
    """T1^2 = 0.7267, T2^2 = 0.2628 and costs 20 and 3: 4.29 repetitions, rounded up to 5 (libkalibera's example)."""
    rounds = rounds_per_heat(
        within_var=0.7266667, between_var=0.2627778, round_cost=3, heat_cost=20, minimum=1, maximum=100
    )
    assert rounds == 5


@given(positive, positive, positive, positive)
def test_it_stays_within_its_limits(within: float, between: float, round_cost: float, heat_cost: float) -> None:
    """Never fewer than asked, never more than allowed, and dearer starts never mean fewer rounds."""

    def rounds(cost: float) -> int:
        return rounds_per_heat(
            within_var=within, between_var=between, round_cost=round_cost, heat_cost=cost, minimum=8, maximum=60
        )

    assert 8 <= rounds(heat_cost) <= rounds(heat_cost * 4) <= 60


@pytest.mark.parametrize(("within", "between", "expected"), [(1.0, 0.0, 60), (0.0, 1.0, 8), (0.0, 0.0, 8)])
def test_without_heat_effects_rounds_are_all_that_helps(within: float, between: float, expected: int) -> None:
    """And without noise between rounds the fewest will do."""
    assert (
        rounds_per_heat(within_var=within, between_var=between, round_cost=1, heat_cost=1, minimum=8, maximum=60)
        == expected
    )
