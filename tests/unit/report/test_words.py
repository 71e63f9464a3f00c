"""Numbers with their unit, and no digit that the interval does not support."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runoff.checks import words
from runoff.model.result import Interval


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        pytest.param(Interval(value=10.3, low=10.1, high=10.5), "10.3x [10.1, 10.5]", id="one decimal"),
        pytest.param(Interval(value=7.3612, low=7.3301, high=7.3899), "7.36x [7.33, 7.39]", id="two decimals"),
        pytest.param(Interval(value=1.31, low=0.97, high=1.8), "1.31x [0.97, 1.80]", id="wide, near 1"),
        pytest.param(Interval(value=1.00012, low=0.9985, high=1.0015), "1.000x [0.999, 1.002]", id="narrow, near 1"),
        pytest.param(Interval(value=1234.5, low=1190.0, high=1280.0), "1,230x [1,190, 1,280]", id="tens"),
        pytest.param(Interval(value=0.132, low=0.131, high=0.133), "0.132x [0.131, 0.133]", id="slower"),
        pytest.param(Interval(value=10.37), "~10x", id="no interval"),
        pytest.param(Interval(value=2.0, low=2.0, high=2.0), "2.000x [2.000, 2.000]", id="no width"),
        pytest.param(None, "-", id="no ratio"),
    ],
)
def test_ratios(interval: Interval | None, text: str) -> None:
    """As many digits as half the interval reaches."""
    assert words.ratio(interval) == text


@pytest.mark.parametrize(
    ("value", "half", "text"),
    [
        (6.61, 0.003, "6.61 ns ±0.3%"),
        (480.2e6, 0.004, "480 ms ±0.4%"),
        (51.3e6, 0.05, "51 ms ±5.0%"),
        (999.7e3, 0.03, "1.00 ms ±3.0%"),
        (1.5e9, 0.0002, "1.5000 s ±0.02%"),
        (300.0e9, 0.001, "300.0 s ±0.1%"),
        (0.31, 0.01, "0.310 ns ±1.0%"),
    ],
)
def test_times_with_an_interval(value: float, half: float, text: str) -> None:
    """Value in its own unit, half-width relative."""
    assert words.time_interval(Interval(value=value, low=value * (1 - half), high=value * (1 + half))) == text


def test_a_time_without_an_interval_is_about() -> None:
    """Two digits and a tilde."""
    assert words.time_interval(Interval(value=6.789e6)) == "~6.8 ms"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 s"),
        (-0.1, "0 s"),
        (0.031, "31 ms"),
        (0.9, "0.90 s"),
        (4.24, "4.2 s"),
        (252, "4.2 min"),
        (11_000, "3.1 h"),
    ],
)
def test_seconds(value: float, text: str) -> None:
    """From nothing to hours."""
    assert words.seconds(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(512, "512 B"), (7.6 * 2**20, "7.6 MiB"), (126 * 2**20, "126 MiB"), (3 * 2**30, "3.0 GiB")]
)
def test_sizes(value: float, text: str) -> None:
    """Binary units."""
    assert words.size(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.00041, "0.04%"), (0.004, "0.4%"), (0.01, "1.0%"), (0.083, "8.3%"), (0.52, "52%"), (0, "0%")]
)
def test_per_cent(value: float, text: str) -> None:
    """One or two digits."""
    assert words.percent(value) == text


@given(st.floats(min_value=1e-6, max_value=1e6), st.floats(min_value=1e-6, max_value=0.9))
def test_a_ratio_is_printed_to_within_half_of_its_last_digit(value: float, half: float) -> None:
    """Rounding moves no number by more than half of the interval's half-width."""
    low, high = value * (1 - half), value * (1 + half)
    text = words.ratio(Interval(value=value, low=low, high=high)).replace(",", "").replace("[", "").replace("]", "")
    printed = [float(part) for part in text.replace("x", "").split()]
    for shown, exact in zip(printed, (value, low, high), strict=True):
        assert abs(shown - exact) <= (high - low) / 2 / 2 * 1.001


def test_lists() -> None:
    """One, two, many."""
    assert [words.listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
