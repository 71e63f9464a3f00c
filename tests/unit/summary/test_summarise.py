"""A race's samples -> one summary per contender."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest

from fakes.races import fake, make_race, typical_race
from runoff.model.result import Call, Steady, Summary
from runoff.model.sample import Race, Stage
from runoff.summary import summarise
from runoff.units import Nanoseconds

CPYTHON, PYPY, GO = "stdlib@cpython-3.11", "stdlib@pypy-3.11", "native@go-1.26"


def _by_name(race: Race) -> dict[str, Summary]:
    return {summary.contender: summary for summary in summarise(race)}


def test_a_typical_race() -> None:
    """The baseline has a time and no ratio, the others both, in the plan's order."""
    race = typical_race()
    summaries = summarise(race)
    assert [summary.contender for summary in summaries] == [contender.id for contender in race.plan.contenders]
    base, pypy = summaries[0], summaries[1]
    assert base.call is Call.BASELINE
    assert base.ratio is None
    assert base.break_even is None
    assert base.per_op_ns.value == pytest.approx(50e6, rel=0.03)
    assert pypy.call is Call.FASTER
    assert pypy.differs
    assert pypy.ratio is not None
    assert pypy.ratio.value == pytest.approx(50 / 6.8, rel=0.03)
    assert pypy.cpu_ns == pytest.approx(6.8e6, rel=0.03)
    assert (pypy.rounds, pypy.heats) == (36, 3)


def test_the_same_race_gives_the_same_summaries() -> None:
    """Bit for bit, whatever was computed before."""
    assert summarise(typical_race()) == summarise(typical_race())


def test_identical_contenders_are_not_called_different() -> None:
    """A/A over 200 races: at most 1 in 20 may differ, and none may be called faster or slower by luck alone."""
    wrong = 0
    for seed in range(200):
        race = make_race([fake("a@cpython-3.11"), fake("a@cpython-3.11#2")], heats=5, rounds=8, seed=seed)
        other = summarise(race)[1]
        wrong += other.differs
        assert other.call in (Call.SAME, Call.UNKNOWN)
    assert wrong <= 14


def test_break_even_is_paid_from_the_gain_per_operation() -> None:
    """75 ms more start at half the cost per operation: 150 ms of the baseline's work."""
    race = make_race(
        [
            fake(CPYTHON, per_op_ns=2e6, ready_ms=25, setup_ms=5),
            fake(PYPY, per_op_ns=1e6, ready_ms=130, setup_ms=35),
        ],
        heats=12,
    )
    found = _by_name(race)[PYPY].break_even
    assert found is not None
    assert found.start_ms == pytest.approx(95, rel=0.1)
    assert found.seconds == pytest.approx(0.150, rel=0.15)


@pytest.mark.parametrize(("factor", "ready_ms", "expected"), [(2.0, 10, 0.0), (0.5, 100, None), (0.5, 10, 0.0)])
def test_ahead_from_the_start_or_never(factor: float, ready_ms: float, expected: float | None) -> None:
    """Zero when there is nothing to pay for; None when it costs more and never catches up."""
    race = make_race([fake(CPYTHON, per_op_ns=1e6, ready_ms=30), fake(PYPY, per_op_ns=1e6 / factor, ready_ms=ready_ms)])
    found = _by_name(race)[PYPY].break_even
    assert found is not None
    assert found.seconds == expected


def test_warm_up_shows_in_the_steady_report_and_in_the_break_even() -> None:
    """Two turns of 100 ms at three times the cost: 400 ms lost in each heat."""
    race = make_race([fake(CPYTHON, per_op_ns=2e6), fake(PYPY, per_op_ns=1e6, warm_up_turns=2)], heats=4, rounds=20)
    pypy = _by_name(race)[PYPY]
    assert pypy.steady.cls is Steady.WARM_UP
    assert pypy.steady.turns == 2
    assert pypy.steady.seconds == pytest.approx(2 * 3 * 0.128, rel=0.05)
    assert pypy.break_even is not None
    assert pypy.break_even.warm_up_ms == pytest.approx(2 * 2 * 128, rel=0.05)
    assert _by_name(race)[CPYTHON].steady.cls is Steady.FLAT


def test_growth_tells_work_from_removed_work() -> None:
    """A loop that a compiler has deleted takes the same time at every size."""
    race = make_race([fake(CPYTHON, per_op_ns=1e6), fake(GO, per_op_ns=1e6, language="go", exponent=0.0)])
    honest, removed = _by_name(race)[CPYTHON].growth, _by_name(race)[GO].growth
    assert honest is not None
    assert removed is not None
    assert honest.exponent == pytest.approx(1, abs=0.01)
    assert removed.exponent == pytest.approx(0, abs=0.01)
    assert honest.slope_ns == pytest.approx(1.0, rel=0.02)
    assert [size for size, _ in honest.points] == [10_000, 100_000, 1_000_000]


def test_growth_takes_the_raced_size_from_the_race_when_heat_0_lacks_it() -> None:
    """The largest size is always known."""
    race = make_race([fake(CPYTHON, per_op_ns=1e6)])
    without = tuple(s for s in race.samples if not (s.stage is Stage.GROWTH and s.size == race.plan.size))
    growth = _by_name(replace(race, samples=without))[CPYTHON].growth
    assert growth is not None
    assert len(growth.points) == 3
    assert growth.exponent == pytest.approx(1, abs=0.01)


def test_memory_is_the_mean_over_heats_by_metric_and_phase() -> None:
    """In bytes, of the guests that raced."""
    memory = _by_name(make_race([fake(CPYTHON, uss_mib=10)]))[CPYTHON].memory
    assert memory["uss_ready"] == 10 * 1024 * 1024
    assert memory["uss_end"] == pytest.approx(12 * 1024 * 1024, abs=1)
    assert set(memory) == {
        f"{metric}_{phase}" for metric in ("uss", "pss", "rss", "peak_rss") for phase in ("ready", "end")
    }


def test_two_modes_are_counted() -> None:
    """Every other turn is 20 % slower: one number does not describe that."""
    race = make_race([fake(CPYTHON), fake(PYPY, second_mode=1.2, noise=0.005)], heats=5, rounds=20)
    assert _by_name(race)[PYPY].modes == 2
    assert _by_name(race)[CPYTHON].modes == 1


def test_waiting_for_a_core_is_reported_and_compared_by_cpu() -> None:
    """Half of the time spent runnable without a core is not Python's."""
    race = make_race([fake(CPYTHON, per_op_ns=2e6, wait_share=0.5), fake(PYPY, per_op_ns=1e6, wait_share=0.2)])
    base, other = summarise(race)
    assert base.wait_share == pytest.approx(0.5, abs=0.03)
    assert (base.basis, other.basis) == ("cpu", "cpu")
    assert base.per_op_ns.value == pytest.approx(2e6, rel=0.03)
    assert other.ratio is not None
    assert other.ratio.value == pytest.approx(2.0, rel=0.03)
    assert other.rounds_contended == 36


def test_a_slow_phase_of_the_machine_is_left_out_of_everybodys_times() -> None:
    """Times per operation are those of the quick phase as well."""
    race = make_race([fake(CPYTHON, per_op_ns=2e6), fake(PYPY, per_op_ns=1e6)], heats=6, slow_phase=(0.3, 0.6, 1.7))
    base, other = summarise(race)
    assert base.rounds_slow_phase > 10
    assert other.per_op_ns.value == pytest.approx(1e6, rel=0.03)
    assert base.per_op_ns.value == pytest.approx(2e6, rel=0.03)
    assert base.steady.cls is Steady.FLAT


def test_a_change_that_everybody_shows_once_is_no_slowdown_of_anybody() -> None:
    """A neighbour came in one heat of five; no contender has lost its steady state."""
    race = make_race([fake(CPYTHON), fake(PYPY), fake(GO, language="go")], heats=5, rounds=20)
    samples = tuple(
        replace(sample, wall_ns=Nanoseconds(round(sample.wall_ns * 1.08)))
        if sample.heat == 3 and sample.round >= 16 and sample.stage is Stage.MEASURE
        else sample
        for sample in race.samples
    )
    assert {summary.steady.cls for summary in summarise(replace(race, samples=samples))} == {Steady.FLAT}


def test_a_contender_that_died_keeps_what_it_had() -> None:
    """Samples before a crash survive into its summary; one that never ran has none."""
    race = make_race([fake(CPYTHON), fake(PYPY, dies_in=3), fake(GO, language="go", reason="no Go here")], heats=4)
    found = _by_name(race)
    assert found[PYPY].rounds == 30
    assert GO not in found


def test_without_its_baseline_a_contender_has_times_and_no_ratio() -> None:
    """The baseline may fail like any other."""
    race = make_race([fake(CPYTHON), fake(PYPY)])
    alone = tuple(s for s in race.samples if s.contender == PYPY)
    (only,) = summarise(replace(race, samples=alone))
    assert only.ratio is None
    assert only.call is Call.UNKNOWN
    assert only.per_op_ns.low is not None


def test_an_empty_race_has_no_summaries() -> None:
    """Nothing in, nothing out; and missing starts are NaN, not zero."""
    race = make_race([fake(CPYTHON)])
    assert summarise(replace(race, samples=())) == ()
    (bare,) = summarise(replace(race, starts=()))
    assert math.isnan(bare.ready_ms)


def test_twenty_thousand_turns_take_a_fraction_of_a_second() -> None:
    """`runoff show` of 100,000 turns has two seconds for everything."""
    fakes = [fake(f"entry{index}@cpython-3.11") for index in range(5)]
    race = make_race(fakes, heats=10, rounds=400)
    began = time.perf_counter()
    summarise(race)
    assert time.perf_counter() - began < 1.0
