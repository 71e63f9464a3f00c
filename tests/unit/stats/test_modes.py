"""Modes of one contender's turns, and slow phases of the machine."""

from __future__ import annotations

import math

import numpy as np
import pytest

from runoff.stats.modes import m_value, mode_count, slow_rounds


@pytest.mark.parametrize("count", [15, 60, 300, 5_000])
def test_one_mode_is_rarely_taken_for_two(count: int) -> None:
    """Histograms of noise have bumps; bumps within counting error are no modes."""
    draw = np.random.default_rng(count)
    found = [mode_count(draw.normal(size=count)) for _ in range(40)]
    assert sum(modes > 1 for modes in found) <= 3


@pytest.mark.parametrize("count", [60, 300, 5_000])
def test_two_equal_modes_are_found(count: int) -> None:
    """Every other turn meets the collector."""
    draw = np.random.default_rng(count)
    rows = [draw.normal(size=count) + 12 * draw.integers(0, 2, count) for _ in range(20)]
    assert sum(mode_count(row) == 2 for row in rows) >= 17


def test_the_value_of_clear_cases() -> None:
    """2 for one mode, 4 for two of the same height."""
    assert m_value([1.0] * 50) == 2
    assert m_value([0.0] * 50 + [1.0] * 50) == pytest.approx(4)


def test_fourteen_turns_are_too_few_for_modes() -> None:
    """The threshold was published for 15 and more."""
    assert mode_count([0.0] * 7 + [1.0] * 7) == 1


def test_rounds_in_which_everybody_was_slow_are_found() -> None:
    """A neighbour slows the machine by 1.7 for a third of the race."""
    draw = np.random.default_rng(1)
    common = draw.normal(0, 0.03, 90)
    common[30:60] += math.log(1.7)
    assert np.flatnonzero(slow_rounds(common)).tolist() == list(range(30, 60))


@pytest.mark.parametrize("kind", ["noise", "heavy tail", "drift", "two spikes"])
def test_what_is_no_phase_is_left_alone(kind: str) -> None:
    """Noise, tails and drift are the interval's business; a phase has a gap and lasts."""
    draw = np.random.default_rng(2)
    common = draw.normal(0, 0.02, 100)
    if kind == "heavy tail":
        common = draw.standard_t(2, 100) * 0.05
    if kind == "drift":
        common += np.linspace(0, 0.5, 100)
    if kind == "two spikes":
        common[[10, 70]] += 1.0
    assert not slow_rounds(common).any()


def test_a_machine_that_is_nearly_always_slow_has_no_quick_phase() -> None:
    """Five quick rounds of a hundred are the exception, not the measure."""
    draw = np.random.default_rng(3)
    common = draw.normal(0, 0.02, 100)
    common[:5] -= math.log(1.7)
    assert not slow_rounds(common).any()


def test_few_rounds_have_no_phases() -> None:
    """Two modes of ten rounds are anybody's guess."""
    assert not slow_rounds([0.0] * 7 + [1.0] * 7).any()
