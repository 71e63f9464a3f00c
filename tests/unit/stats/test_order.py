"""Medians, quantiles and outliers."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runoff.stats.order import as_floats, median, median_deviation, outliers, quantile

floats = st.floats(-1e9, 1e9)


@given(st.lists(floats, min_size=1, max_size=40))
def test_the_median_is_that_of_the_standard_library(values: list[float]) -> None:
    """Two independent implementations agree on every row."""
    assert median(values) == pytest.approx(statistics.median(values))


@given(st.lists(floats, min_size=1, max_size=40), st.floats(-1e6, 1e6))
def test_shifting_a_row_shifts_its_median_and_keeps_its_deviation(values: list[float], shift: float) -> None:
    """Location moves with the data, spread does not."""
    moved = [value + shift for value in values]
    assert median(moved) == pytest.approx(median(values) + shift, abs=1e-3)
    assert median_deviation(moved) == pytest.approx(median_deviation(values), abs=1e-3)


@pytest.mark.parametrize("bad", [[1.0, float("nan")], [float("inf")], [[1.0, 2.0]]])
def test_what_is_not_a_row_of_finite_numbers_is_refused(bad: object) -> None:
    """A NaN that slips into a median comes out as a plausible number."""
    with pytest.raises(ValueError, match="finite"):
        as_floats(bad)  # type: ignore[arg-type]


def test_no_median_of_nothing() -> None:
    """An empty row is a mistake of the caller."""
    with pytest.raises(ValueError, match="nothing"):
        median([])


def test_quantiles_interpolate() -> None:
    """Type 7, as numpy and R do."""
    assert quantile([0, 1, 2, 3], 0.5) == 1.5
    assert quantile([0, 1, 2, 3], 0.9) == pytest.approx(2.7)


def test_a_single_spike_is_an_outlier_and_a_step_is_not() -> None:
    """A step that lasts is a change of level, not a row of outliers."""
    draw = np.random.default_rng(1)
    calm = draw.normal(0, 0.01, 600)
    spiked = calm.copy()
    spiked[300] += 1.0
    stepped = calm + np.where(np.arange(600) < 300, 0.5, 0.0)
    assert np.flatnonzero(outliers(spiked)).tolist() == [300]
    assert not outliers(stepped).any()


def test_four_turns_have_no_outliers() -> None:
    """Percentiles of four values are the values themselves."""
    assert not outliers([1.0, 1.0, 1.0, 9.0]).any()
