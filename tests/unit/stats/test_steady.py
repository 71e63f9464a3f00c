"""Steady-state classes of heats as they really look."""

from __future__ import annotations

import numpy as np
import pytest

from runoff.model.result import Steady
from runoff.stats.steady import across, classify


def _noise(count: int, spread: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, spread, count)


@pytest.mark.parametrize("count", [8, 12, 30, 100, 400])
@pytest.mark.parametrize("spread", [0.001, 0.01, 0.05])
def test_noise_without_a_trend_is_flat_however_large(count: int, spread: float) -> None:
    """A busy machine is no reason to throw turns away."""
    heats = [classify(_noise(count, spread, seed)) for seed in range(40)]
    assert sum(heat.cls is Steady.FLAT and heat.start == 0 for heat in heats) >= 37


@pytest.mark.parametrize("count", [12, 30, 100, 400])
def test_a_slow_start_is_a_warm_up_and_is_left_out(count: int) -> None:
    """The first turns of a JIT are not what it costs later."""
    series = _noise(count, 0.005)
    slow = max(3, count // 6)
    series[:slow] += 0.5
    heat = classify(series)
    assert heat.cls is Steady.WARM_UP
    assert slow <= heat.start <= max(count // 2, slow + 2)


def test_a_heat_that_gets_slower_is_a_slowdown() -> None:
    """Also known as anti-warm-up; it happens (Barrett et al. 2017)."""
    series = _noise(60, 0.005)
    series[20:] += 0.2
    heat = classify(series)
    assert heat.cls is Steady.SLOWDOWN
    assert heat.start == 20


def test_a_change_in_the_last_quarter_is_no_steady_state() -> None:
    """What changed just now may change again; the second half is what there is to use."""
    series = _noise(80, 0.005)
    series[70:] += 0.2
    heat = classify(series)
    assert heat.cls is Steady.NO_STEADY_STATE
    assert heat.start == 40


def test_a_step_of_one_per_cent_is_within_the_band() -> None:
    """Equivalence is relative: 2 % of whatever a turn lasts."""
    series = _noise(100, 0.001)
    series[:50] += 0.01
    assert classify(series).cls is Steady.FLAT


def test_a_short_heat_that_keeps_falling_has_no_steady_state() -> None:
    """Too few turns for change points, but a trend is a trend."""
    series = np.linspace(0.6, 0, 12) + _noise(12, 0.002)
    assert classify(series).cls is Steady.NO_STEADY_STATE


def test_four_turns_say_nothing() -> None:
    """And all of them are used."""
    heat = classify([0.0, 1.0, 2.0, 3.0])
    assert heat.cls is Steady.UNKNOWN
    assert heat.start == 0


def test_a_spike_is_not_a_change() -> None:
    """One turn in a hundred meets a page fault; the state is steady all the same."""
    series = _noise(100, 0.005)
    series[90] += 3.0
    assert classify(series).cls is Steady.FLAT


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ([], Steady.UNKNOWN),
        ([Steady.FLAT, Steady.FLAT], Steady.FLAT),
        ([Steady.FLAT, Steady.UNKNOWN], Steady.FLAT),
        ([Steady.FLAT, Steady.WARM_UP], Steady.INCONSISTENT),
    ],
)
def test_heats_agree_or_are_inconsistent(classes: list[Steady], expected: Steady) -> None:
    """One class for all heats, or the word for there being none."""
    assert across(classes) is expected
