"""Calls, Holm and geometric means."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from runoff.model.result import Call, Interval
from runoff.stats.compare import call, differs, geometric_mean, holm, holm_calls, p_call, p_differs
from runoff.stats.interval import HeatMean, student


def _interval(value: float, half_log: float) -> Interval:
    return Interval(value=value, low=value * math.exp(-half_log), high=value * math.exp(half_log))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1.03, 1.10, Call.FASTER),
        (1.01, 1.10, Call.UNKNOWN),
        (0.99, 1.01, Call.SAME),
        (0.97, 1.01, Call.UNKNOWN),
        (0.90, 0.97, Call.SLOWER),
        (0.50, 2.00, Call.UNKNOWN),
        (None, None, Call.UNKNOWN),
    ],
)
def test_a_call_needs_the_whole_interval(low: float | None, high: float | None, expected: Call) -> None:
    """Outside of the band, inside of it, or unknown."""
    assert call(Interval(value=1.0, low=low, high=high)) is expected


@given(st.floats(0.2, 5), st.floats(0.001, 0.5))
def test_swapping_the_contenders_swaps_the_call(value: float, half: float) -> None:
    """Nobody is favoured by being the baseline."""
    swapped = {Call.FASTER: Call.SLOWER, Call.SLOWER: Call.FASTER}
    there, back = call(_interval(value, half)), call(_interval(1 / value, half))
    assert back is swapped.get(there, there)


def test_differs_is_about_one_and_not_about_the_band() -> None:
    """1 % faster for certain differs, and is the same all the same."""
    sure = Interval(value=1.01, low=1.005, high=1.015)
    assert differs(sure)
    assert call(sure) is Call.SAME
    assert not differs(Interval(value=1.01, low=0.99, high=1.03))
    assert not differs(Interval(value=1.01))


def test_holm_gives_the_textbook_answer() -> None:
    """Worked example of four p values at 5 %: 0.005 and 0.01 are rejected, 0.03 and 0.04 are not."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == (True, False, False, True)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_lies_between_bonferroni_and_no_adjustment(p_values: list[float]) -> None:
    """It rejects whatever Bonferroni rejects, and nothing that is not significant alone."""
    for p_value, rejected in zip(p_values, holm(p_values), strict=True):
        assert rejected or p_value > 0.05 / len(p_values)
        assert not rejected or p_value <= 0.05


@given(st.floats(0.5, 2), st.floats(0.001, 0.3), st.integers(2, 12))
def test_p_values_and_intervals_say_the_same(value: float, half: float, heats: int) -> None:
    """p below 5 % exactly when the 95 % interval excludes 1, or carries a call."""
    interval = _interval(value, half)
    if abs(abs(math.log(value)) - half) > 1e-6:
        assert differs(interval) == (p_differs(interval, heats) < 0.05)
    edges = [abs(abs(math.log(value)) - math.log(1.02)) - half, abs(abs(math.log(value)) + half - math.log(1.02))]
    if min(map(abs, edges)) > 1e-6:
        assert (call(interval) is not Call.UNKNOWN) == (p_call(interval, heats) < 0.05)


def test_p_values_are_those_of_students_t() -> None:
    """scipy's survival function is the oracle."""
    heats, error = 5, 0.01
    interval = _interval(math.exp(0.03), error * student(heats - 1))
    assert p_differs(interval, heats) == pytest.approx(2 * stats.t.sf(3.0, heats - 1))


def test_many_comparisons_take_more_to_be_called() -> None:
    """A ratio just outside of the band is called alone, and not among nine that say nothing."""
    just, nothing = _interval(1.07, 0.045), _interval(1.0, 0.1)
    assert holm_calls([just], [6]) == ((Call.FASTER, True),)
    assert holm_calls([just, *[nothing] * 9], [6] * 10)[0] == (Call.UNKNOWN, False)


def test_the_geometric_mean_of_opposite_ratios_is_one() -> None:
    """Twice as fast here and half as fast there is a draw; errors add in quadrature."""
    parts = [
        HeatMean(mean=math.log(2), half_width=0.03, between_var=0, within_var=0),
        HeatMean(mean=-math.log(2), half_width=0.04, between_var=0, within_var=0),
    ]
    mean = geometric_mean(parts)
    assert mean.value == pytest.approx(1)
    assert mean.high == pytest.approx(math.exp(0.025))


def test_a_mean_with_one_unknown_part_has_no_interval() -> None:
    """And an empty set has no mean."""
    part = HeatMean(mean=0.0, half_width=None, between_var=0, within_var=0)
    assert geometric_mean([part]).low is None
    with pytest.raises(ValueError, match="nothing"):
        geometric_mean([])
