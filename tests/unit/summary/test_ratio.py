"""The ratio of two contenders, from raw samples."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.races import FakeContender, fake, make_race
from runoff.model.sample import Race, Sample, Stage
from runoff.summary.live import LiveRatios
from runoff.summary.ratio import RatioEstimate, estimate, rounds_per_heat
from runoff.units import Nanoseconds

BASE, OTHER = "stdlib@cpython-3.11", "stdlib@pypy-3.11"


def _heats(race: Race, contender: str) -> list[list[Sample]]:
    heats: dict[int, list[Sample]] = {}
    for sample in race.samples:
        if sample.contender == contender and sample.stage is Stage.MEASURE:
            heats.setdefault(sample.heat, []).append(sample)
    return list(heats.values())


def _ns(value: int) -> Nanoseconds:
    return Nanoseconds(value)


def _estimate(race: Race) -> RatioEstimate:
    return estimate(_heats(race, BASE), _heats(race, OTHER), seed=1)


def _pair(factor: float = 2.0, base: dict[str, object] | None = None, **other: object) -> list[FakeContender]:
    return [fake(BASE, per_op_ns=1e6 * factor, **(base or {})), fake(OTHER, per_op_ns=1e6, **other)]


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 20), st.integers(0, 2**31))
def test_swapping_the_pair_inverts_the_ratio(factor: float, seed: int) -> None:
    """Base and other are treated alike."""
    race = make_race(_pair(factor), seed=seed)
    there = _estimate(race)
    back = estimate(_heats(race, OTHER), _heats(race, BASE), seed=1)
    assert there.interval.value == pytest.approx(1 / back.interval.value)
    assert there.interval.low == pytest.approx(1 / (back.interval.high or 0))
    assert there.interval.half_width is not None
    assert there.interval.value == pytest.approx(factor, rel=0.02)


def test_above_one_means_that_the_other_is_faster() -> None:
    """Time of the base over time of the other."""
    one = _estimate(make_race(_pair(3.0)))
    assert 2.9 < one.interval.value < 3.1
    assert (one.basis, one.heats_used, one.rounds_used) == ("wall", 3, 36)
    assert one.notes == ()


def test_drift_that_both_share_costs_nothing() -> None:
    """The ratio within a round is the datum: a machine that wanders by 30 % leaves the interval as it was."""
    still = _estimate(make_race(_pair(), drift=0.0, heats=6)).interval.half_width
    wandering = _estimate(make_race(_pair(), drift=0.05, heats=6)).interval.half_width
    assert still is not None
    assert wandering is not None
    assert wandering < 2 * still


def test_a_slow_phase_that_slows_both_alike_changes_nothing() -> None:
    """A neighbour slows the machine 1.7 times for a while: the ratio within a round is free of it."""
    race = make_race(_pair(), heats=6, slow_phase=(0.3, 0.6, 1.7))
    one = _estimate(race)
    assert one.rounds_slow_phase == 0
    assert one.interval.value == pytest.approx(2.0, rel=0.02)


def test_a_neighbour_that_comes_in_the_middle_of_a_heat_costs_no_rounds() -> None:
    """Both slow down at once and the ratio does not: that is the machine, and the ratio is free of it."""
    race = make_race(_pair(noise=0.01), heats=5, rounds=20)
    samples = tuple(
        replace(sample, wall_ns=_ns(round(sample.wall_ns * 1.08)))
        if sample.heat == 3 and sample.round >= 14 and sample.stage is Stage.MEASURE
        else sample
        for sample in race.samples
    )
    one = _estimate(replace(race, samples=samples))
    assert one.rounds_used == 100
    assert one.notes == ()


def test_warm_up_that_both_show_in_every_heat_is_left_out() -> None:
    """Two JITs that warm up alike are still to be compared when they are warm."""
    one = _estimate(make_race(_pair(warm_up_turns=3, base={"warm_up_turns": 3}), heats=4, rounds=20))
    assert one.rounds_used == 4 * 17


def test_warm_up_is_left_out() -> None:
    """Three turns of compiling are not what the work costs."""
    one = _estimate(make_race(_pair(warm_up_turns=3), heats=4, rounds=20))
    assert one.interval.value == pytest.approx(2.0, rel=0.02)
    assert one.rounds_used == 4 * 17


def _contended(race: Race, share: float) -> Race:
    """The same race with every n-th round of the base waiting for a core for half of its time."""
    every = round(1 / share)
    samples = tuple(
        replace(
            sample,
            wall_ns=_ns(sample.wall_ns * 2),
            outside_ns=_ns(sample.outside_ns * 2),
            sched_wait_ns=sample.wall_ns,
        )
        if sample.contender == BASE and sample.stage is Stage.MEASURE and sample.round % every == 0
        else sample
        for sample in race.samples
    )
    return replace(race, samples=samples)


def test_a_few_contended_rounds_are_left_out() -> None:
    """A stopwatch would call the waiting Python."""
    one = _estimate(_contended(make_race(_pair(), heats=4), 1 / 3))
    assert one.basis == "wall"
    assert one.rounds_contended == 16
    assert one.rounds_used == 32
    assert one.interval.value == pytest.approx(2.0, rel=0.02)


def test_with_too_few_uncontended_rounds_cpu_time_is_compared() -> None:
    """And the estimate says so, for all heats alike."""
    one = _estimate(_contended(make_race(_pair(), heats=4), 1.0))
    assert one.basis == "cpu"
    assert one.rounds_used == 48
    assert one.interval.value == pytest.approx(2.0, rel=0.02)
    assert any("CPU time" in note for note in one.notes)


def test_a_guest_without_a_cpu_clock_is_compared_by_the_schedulers() -> None:
    """From outside; the warm operation is taken off by its share of the wall time."""
    one = _estimate(_contended(make_race(_pair(cpu_clock=False), heats=4), 1.0))
    assert one.basis == "cpu"
    assert one.interval.value == pytest.approx(2.0, rel=0.02)


def test_a_process_time_that_is_wall_time_is_not_believed() -> None:
    """One interpreter's process_time runs on while it waits."""
    race = _contended(make_race(_pair(), heats=4), 1.0)
    lying = replace(race, samples=tuple(replace(sample, cpu_ns=sample.wall_ns) for sample in race.samples))
    assert _estimate(lying).interval.value == pytest.approx(2.0, rel=0.02)


def test_without_any_cpu_time_contended_rounds_are_compared_by_wall_and_it_says_so() -> None:
    """Nothing better is there, and nothing is dropped in silence."""
    race = _contended(make_race(_pair(base={"cpu_clock": False}), heats=4), 1.0)
    blind = tuple(replace(one, sched_cpu_ns=_ns(-1)) if one.contender == OTHER else one for one in race.samples)
    blind = tuple(replace(one, cpu_ns=_ns(-1)) if one.contender == OTHER else one for one in blind)
    one = _estimate(replace(race, samples=blind))
    assert one.basis == "wall"
    assert any("no CPU time" in note for note in one.notes)


def test_two_heats_have_a_wide_interval_and_one_has_none() -> None:
    """One process says nothing about the next."""
    two, one = _estimate(make_race(_pair(), heats=2)), _estimate(make_race(_pair(), heats=1))
    assert two.interval.half_width is not None
    assert one.interval.low is None
    assert one.interval.value == pytest.approx(2.0, rel=0.02)
    assert any("one heat" in note for note in one.notes)


def test_no_round_in_common_is_no_ratio() -> None:
    """A contender that died in its first turn has nothing to compare."""
    race = make_race(_pair())
    one = estimate(_heats(race, BASE), [], seed=1)
    assert math.isnan(one.interval.value)
    assert one.heats_used == 0


def test_rounds_are_matched_by_number_and_not_by_place() -> None:
    """A turn that was lost must not shift all that follow against each other."""
    race = make_race(_pair(), drift=0.005)
    gaps = tuple(s for s in race.samples if not (s.contender == OTHER and s.heat > 0 and s.round in (0, 4)))
    one = _estimate(replace(race, samples=gaps))
    assert one.interval.value == pytest.approx(2.0, rel=0.02)
    assert one.rounds_used == 30


def test_a_heat_cut_short_still_counts() -> None:
    """By its weight: three rounds of a fresh process are more than none, and two are not a median."""
    race = make_race(_pair(), heats=4)
    for left, expected in ((3, (4, 39)), (2, (3, 36))):
        cut = tuple(sample for sample in race.samples if not (sample.heat == 4 and sample.round >= left))
        one = _estimate(replace(race, samples=cut))
        assert (one.heats_used, one.rounds_used) == expected


def test_the_live_estimate_is_the_final_one() -> None:
    """Whoever watches sees the number that will be printed."""
    race = make_race(_pair(warm_up_turns=2), heats=4, rounds=15, slow_phase=(0.5, 0.7, 1.7))
    live = LiveRatios(BASE)
    for sample in race.samples:
        live.add(sample)
        if sample.round % 5 == 0 and sample.contender == OTHER and sample.heat:
            live.estimates()
    assert live.estimates() == {OTHER: _estimate(race)}
    assert sorted(live.steady_rounds(4)) == [13, 15]


def test_a_baseline_that_runs_in_two_groups_of_a_heat_is_matched_with_its_company() -> None:
    """Groups that do not fit into memory together have rounds of the same numbers, hours apart."""
    third = "stdlib@go-1.26"
    first = make_race([*_pair(2.0)], heats=3, drift=0.1, seed=1)
    second = make_race([fake(BASE, per_op_ns=2e6), fake(third, per_op_ns=0.5e6)], heats=3, drift=0.1, seed=2)
    later = 10**12
    shifted = tuple(replace(sample, at_ns=_ns(sample.at_ns + later)) for sample in second.samples)
    both = sorted((*first.samples, *shifted), key=lambda sample: (sample.heat, sample.at_ns))
    live = LiveRatios(BASE)
    for sample in both:
        live.add(sample)
    assert live.estimate(OTHER).interval.value == pytest.approx(2.0, rel=0.02)
    assert live.estimate(third).interval.value == pytest.approx(4.0, rel=0.02)
    mixed = replace(first, samples=tuple(both))
    assert estimate(_heats(mixed, BASE), _heats(mixed, third), seed=1).interval.value == pytest.approx(4.0, rel=0.02)


def test_noisy_rounds_ask_for_more_rounds_and_differing_heats_for_more_heats() -> None:
    """Kalibera and Jones, from estimates."""
    layout = _estimate(make_race(_pair(noise=0.002, heat_noise=0.03), heats=8))

    def rounds(one: RatioEstimate) -> int:
        return rounds_per_heat([one], round_cost_ns=2e8, heat_cost_ns=2e8, minimum=8, maximum=60)

    assert rounds(layout) == 8
    assert 8 < rounds(replace(layout, within_var=0.01)) < 60
    assert rounds(replace(layout, between_var=0.0)) == 60
    assert rounds_per_heat([], round_cost_ns=2e8, heat_cost_ns=2e8, minimum=8, maximum=60) == 8
