"""The interval over heats: shape, limits, and how often it holds the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from runoff.stats.interval import FLOOR, heat_mean, median_variance, student

logs = st.floats(-3, 3)


@given(st.lists(logs, min_size=2, max_size=15))
def test_without_rounds_it_is_the_textbook_interval(values: list[float]) -> None:
    """scipy's t interval of the heat values is the oracle when rounds explain nothing."""
    mean = heat_mean(values, [0.0] * len(values))
    error = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    half = float(stats.t.ppf(0.975, len(values) - 1)) * error
    assert mean.half_width == pytest.approx(half, abs=1e-9)


@given(st.lists(logs, min_size=2, max_size=15), st.floats(0, 1), st.floats(-5, 5))
def test_it_moves_with_the_heats_and_never_shrinks_with_noise(values: list[float], noise: float, shift: float) -> None:
    """Shifting all heats shifts the mean only; noisier rounds can only widen."""
    quiet = heat_mean(values, [0.0] * len(values))
    noisy = heat_mean([value + shift for value in values], [noise] * len(values))
    assert noisy.mean == pytest.approx(quiet.mean + shift, abs=1e-9)
    assert (noisy.half_width or 0) >= (quiet.half_width or 0) - 1e-9


def test_heats_that_agree_by_luck_are_not_believed() -> None:
    """Three equal heats of noisy rounds have the interval of half their rounds' variance."""
    mean = heat_mean([0.1, 0.1, 0.1], [0.04, 0.04, 0.04])
    assert mean.half_width == pytest.approx(student(2) * math.sqrt(FLOOR * 0.04 / 3))
    assert mean.between_var == 0


def test_one_wild_heat_does_not_raise_the_floor() -> None:
    """The variances' median stands for all heats."""
    assert heat_mean([0.0, 0.0, 0.0], [0.01, 0.01, 9.0]).within_var == 0.01


@given(st.lists(logs, min_size=2, max_size=15), st.integers(1, 50), st.floats(0, 1))
def test_heats_of_equal_rounds_weigh_alike(values: list[float], rounds: int, noise: float) -> None:
    """Then the number of rounds is neither here nor there."""
    plain = heat_mean(values, [noise] * len(values))
    weighed = heat_mean(values, [noise] * len(values), [rounds] * len(values))
    assert weighed.mean == pytest.approx(plain.mean, abs=1e-9)
    assert weighed.half_width == pytest.approx(plain.half_width, abs=1e-9)


def test_a_heat_cut_short_counts_for_little_where_rounds_are_noisy() -> None:
    """Three rounds know less than twelve, unless it is the heats that differ."""
    noisy = heat_mean([0.01, -0.01, 0.0, 0.03], [0.001, 0.001, 0.001, 0.004], [12, 12, 12, 3])
    quiet = heat_mean([0.01, -0.01, 0.0, 0.03], [1e-9, 1e-9, 1e-9, 4e-9], [12, 12, 12, 3])
    assert noisy.mean == pytest.approx(0.03 / 13)
    assert quiet.mean == pytest.approx(0.03 / 4, rel=0.01)


def test_one_heat_has_a_value_and_no_interval() -> None:
    """One process says nothing about the next."""
    interval = heat_mean([math.log(2)], [0.01]).exponential()
    assert interval.value == pytest.approx(2)
    assert interval.low is None
    assert interval.half_width is None


def test_heats_without_a_known_variance_still_count() -> None:
    """Two rounds have a median, but no variance of it."""
    assert math.isnan(median_variance([1.0, 2.0]))
    assert heat_mean([0.0, 0.1], [math.nan, math.nan]).half_width is not None


@pytest.mark.parametrize("count", [8, 10, 12, 30])
@pytest.mark.parametrize("tail", ["normal", "student", "spikes"])
def test_the_variance_of_a_median_is_right_for_any_tail(count: int, tail: str) -> None:
    """The typical estimate lies within a third of what many medians really scatter by."""
    draw = np.random.default_rng(count)
    rows = _tail(tail, draw, (4_000, count)) - _tail(tail, draw, (4_000, count))
    true = float(np.median(rows, axis=1).var())
    typical = float(np.median([median_variance(row) for row in rows[:1_000]]))
    assert 0.67 * true < typical < 1.34 * true


def _tail(tail: str, draw: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    if tail == "student":
        return draw.standard_t(2.5, size=shape)
    spikes = (draw.random(shape) < 0.08) * draw.exponential(20, shape) if tail == "spikes" else 0.0
    return draw.normal(size=shape) + spikes


@given(st.lists(logs, min_size=3, max_size=40), st.floats(0.1, 10))
def test_the_variance_of_a_median_scales_with_the_square(values: list[float], factor: float) -> None:
    """Units of the values, squared."""
    scaled = median_variance([value * factor for value in values])
    assert scaled == pytest.approx(median_variance(values) * factor**2, rel=1e-6, abs=1e-12)


def test_every_heat_needs_its_variance() -> None:
    """A mismatch is a mistake of the caller."""
    with pytest.raises(ValueError, match="as many"):
        heat_mean([0.0, 1.0], [0.0])
    with pytest.raises(ValueError, match="at least one"):
        heat_mean([], [])
