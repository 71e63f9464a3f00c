"""Change points, against ruptures' PELT as oracle."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import ruptures
from hypothesis import given, settings
from hypothesis import strategies as st

from runoff.stats.segments import BINS, PENALTY, SHORTEST, change_points, segment_costs


class _OurCost(ruptures.base.BaseCost):  # type: ignore[misc]
    """Our cost of a segment, for their search."""

    model = ""
    min_size = SHORTEST

    def fit(self, signal: np.ndarray) -> _OurCost:
        """Take the series."""
        self.signal = signal
        series = signal.ravel()
        self.costs = segment_costs(series - series.mean())
        return self

    def error(self, start: int, end: int) -> float:
        """Cost of one segment."""
        return float(self.costs[start, end])


def _oracle(series: np.ndarray) -> tuple[int, ...]:
    algorithm = ruptures.Pelt(custom_cost=_OurCost(), min_size=SHORTEST, jump=1).fit(series.reshape(-1, 1))
    return tuple(algorithm.predict(pen=PENALTY * math.log(len(series)))[:-1])


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.tuples(st.integers(4, 30), st.floats(-1, 1), st.floats(0.001, 0.1)), min_size=1, max_size=4),
)
def test_the_segments_are_those_of_pelt(seed: int, parts: list[tuple[int, float, float]]) -> None:
    """PELT is exact, so a full search of the same cost has to end at the same total."""
    draw = np.random.default_rng(seed)
    series = np.concatenate([draw.normal(mean, spread, length) for length, mean, spread in parts])
    assert _total(series, change_points(series)) == pytest.approx(_total(series, _oracle(series)))


def _total(series: np.ndarray, changes: tuple[int, ...]) -> float:
    costs = segment_costs(series - series.mean())
    edges = [0, *changes, len(series)]
    price = PENALTY * math.log(len(series)) * len(changes)
    return price + sum(float(costs[a, b]) for a, b in pairwise(edges))


def test_the_cost_of_a_segment_is_that_of_ruptures() -> None:
    """Twice the negative log-likelihood of a normal distribution, without constants."""
    series = np.random.default_rng(2).normal(0, 5, 60)
    theirs = ruptures.costs.CostNormal(add_small_diag=False).fit(series.reshape(-1, 1))
    ours = segment_costs(series)
    for start, end in [(0, 60), (5, 40), (20, 30)]:
        assert theirs.error(start, end) == pytest.approx(ours[start, end], rel=1e-9)


def test_a_change_of_mean_and_a_change_of_spread_are_found() -> None:
    """Both matter: a JIT that settles, and a collector that starts."""
    draw = np.random.default_rng(3)
    mean = np.concatenate([draw.normal(0.3, 0.01, 50), draw.normal(0, 0.01, 100)])
    spread = np.concatenate([draw.normal(0, 0.002, 80), draw.normal(0, 0.05, 80)])
    assert change_points(mean) == (50,)
    (found,) = change_points(spread)
    assert abs(found - 80) <= 3


@pytest.mark.parametrize("count", [0, 1, 3, 12, 40, 300])
def test_noise_has_no_change_points(count: int) -> None:
    """The penalty keeps false changes rare at every length."""
    draw = np.random.default_rng(count)
    assert sum(bool(change_points(draw.normal(0, 0.02, count))) for _ in range(30)) <= 1


def test_a_constant_row_has_no_change_points() -> None:
    """A coarse clock gives equal turns; no variance must not mean an infinite likelihood."""
    assert change_points([1.0] * 50) == ()
    assert change_points([1.0, 1.0, 1.0, 1.001] * 20) == ()


def test_a_long_heat_is_binned_and_its_change_lands_within_a_bin() -> None:
    """10,000 turns are as quick to judge as 200."""
    draw = np.random.default_rng(4)
    series = np.concatenate([draw.normal(0.5, 0.01, 3_000), draw.normal(0, 0.01, 7_000)])
    (found,) = change_points(series)
    assert abs(found - 3_000) <= 10_000 / BINS
