"""Samples as columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.races import fake, make_race
from runoff.model.sample import Stage
from runoff.summary.track import cpu_sources, lives, track
from runoff.units import Nanoseconds

RACE = make_race([fake("stdlib@cpython-3.11", per_op_ns=1e6)], heats=1)
SAMPLES = [sample for sample in RACE.samples if sample.stage is Stage.MEASURE]
times = st.integers(-1, 10**9)


@settings(max_examples=60)
@given(st.lists(st.tuples(times, times), min_size=1, max_size=12))
def test_the_column_of_waits_is_that_of_the_samples(pairs: list[tuple[int, int]]) -> None:
    """One rule for what a wait is, once for a sample and once for a column."""
    changed = [
        replace(sample, sched_cpu_ns=Nanoseconds(cpu), sched_wait_ns=Nanoseconds(wait))
        for sample, (cpu, wait) in zip(SAMPLES, pairs, strict=False)
    ]
    assert track(changed).waited.tolist() == [sample.waited_ns for sample in changed]


def test_a_turn_of_no_time_has_a_logarithm() -> None:
    """A clock that is too coarse reads 0; the check says so, the arithmetic goes on."""
    coarse = track([replace(sample, wall_ns=Nanoseconds(0)) for sample in SAMPLES])
    assert np.isfinite(coarse.log_wall).all()


def test_a_coarse_cpu_clock_is_passed_over() -> None:
    """Steps of 15.6 ms on turns of 128 ms are an error of 12 %."""
    step = 15_625_000
    coarse = [replace(sample, cpu_ns=Nanoseconds(sample.cpu_ns // step * step)) for sample in SAMPLES]
    assert cpu_sources([track(SAMPLES)]) == "inside"
    assert cpu_sources([track(coarse)]) == "outside"


def test_no_clock_at_all_is_none() -> None:
    """Neither the guest nor the scheduler tells, or there is nothing to ask."""
    blind = [replace(sample, cpu_ns=Nanoseconds(-1), sched_cpu_ns=Nanoseconds(-1)) for sample in SAMPLES]
    assert cpu_sources([track(blind)]) == "none"
    assert cpu_sources([]) == "none"


def test_a_guest_that_begins_anew_begins_a_life() -> None:
    """Round 0 after round 11 is another guest of the same heat."""
    assert [len(life) for life in lives([*SAMPLES, *SAMPLES[:5]])] == [12, 5]
