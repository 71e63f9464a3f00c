"""The pacemaker: an independent witness of what the machine does."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from fakes.races import fake, make_race
from runoff.checks.check import Evidence
from runoff.checks.pace import CHECK
from runoff.model.result import Level
from runoff.model.sample import PACEMAKER, Race, Sample, Stage
from runoff.summary import summarise
from runoff.summary.pace import Pace, limit_of, pace_of, slow_by_pace
from runoff.units import Nanoseconds

BASE, OTHER = "python@cpython-3.11", "python@pypy-3.11"


def paced_race(*, slows: dict[str, float], pace: float = 1.6, share: float = 0.4) -> Race:
    """A race in whose slow rounds (in stretches) each contender costs `slows[contender]` times more."""
    race = make_race([fake(BASE, per_op_ns=1e6), fake(OTHER, per_op_ns=1e5)], heats=8, rounds=40, seed=4)

    def is_slow(sample: Sample) -> bool:
        return (sample.round // 5 + sample.heat) % 5 < share * 5

    samples = []
    for sample in race.samples:
        if sample.stage is not Stage.MEASURE:
            samples.append(sample)
            continue
        if sample.contender == BASE:
            samples.append(pacemaker(sample, 1_000_000 * (pace if is_slow(sample) else 1)))
        samples.append(slower(sample, slows[sample.contender] if is_slow(sample) else 1.0))
    return replace(race, samples=tuple(samples))


def pacemaker(beside: Sample, wall_ns: float) -> Sample:
    """The pacemaker's turn just before a turn."""
    return replace(
        beside,
        contender=PACEMAKER,
        stage=Stage.PACE,
        position=-1,
        inner=1,
        wall_ns=Nanoseconds(round(wall_ns)),
        at_ns=Nanoseconds(beside.at_ns - 1),
    )


def slower(sample: Sample, factor: float) -> Sample:
    """The same turn at a slower machine."""
    return replace(
        sample,
        wall_ns=Nanoseconds(round(sample.wall_ns * factor)),
        cpu_ns=Nanoseconds(round(sample.cpu_ns * factor)),
        outside_ns=Nanoseconds(round(sample.outside_ns * factor) + 50_000),
        sched_cpu_ns=Nanoseconds(round(sample.sched_cpu_ns * factor)),
    )


def test_phases_that_only_one_contender_feels_are_left_out_of_the_ratio() -> None:
    """CPython 1.75 times slower for 40 % of the time, PyPy not at all: the ratio is that of the quiet machine."""
    base, other = summarise(paced_race(slows={BASE: 1.75, OTHER: 1.0}))
    assert other.ratio is not None
    assert other.ratio.value == pytest.approx(10.0, rel=0.02)
    assert other.rounds_slow_phase > 80
    assert base.per_op_ns.value == pytest.approx(1e6, rel=0.02)
    assert any("slow phase" in note for note in other.notes)


def test_phases_that_both_feel_alike_cost_no_rounds() -> None:
    """1.6 times slower together: all rounds are used."""
    _, other = summarise(paced_race(slows={BASE: 1.6, OTHER: 1.6}))
    assert other.ratio is not None
    assert other.ratio.value == pytest.approx(10.0, rel=0.02)
    assert other.rounds_slow_phase == 0


def test_moods_that_the_pacemaker_does_not_know_stay_in_the_ratio() -> None:
    """The baseline is 1.75 times slower in 60 % of its rounds, the pacemaker keeps its pace: that is the baseline."""
    _, other = summarise(paced_race(slows={BASE: 1.75, OTHER: 1.0}, pace=1.0, share=0.6))
    assert other.rounds_slow_phase == 0
    assert other.ratio is not None
    assert other.ratio.value > 13


def test_a_machine_that_is_hardly_ever_quick_is_taken_as_it_is() -> None:
    """Quick in one turn of eighty: there is no quick phase to estimate in."""
    logs = np.log(np.where(np.arange(800) % 80 == 0, 1.0, 1.6))
    assert limit_of(logs) == math.inf
    assert not slow_by_pace(logs).any()


def test_each_turn_is_judged_by_the_slower_of_the_pacemakers_turns_around_it() -> None:
    """Before the first and after the last one there is only that one."""
    pace = Pace(at=np.array([100, 200, 300]), log=np.array([1.0, 3.0, 2.0]))
    assert pace.beside(np.array([50, 150, 250, 350])).tolist() == [1.0, 3.0, 3.0, 2.0]


def test_the_pacemakers_turns_are_kept_by_heat() -> None:
    """Eight heats, forty turns each; other samples are passed over."""
    paces = pace_of(paced_race(slows={BASE: 1.0, OTHER: 1.0}).samples)
    assert {heat: len(pace.at) for heat, pace in paces.items()} == dict.fromkeys(range(1, 9), 40)


def test_a_quick_phase_of_one_round_in_ten_is_enough_where_heats_have_a_few_each() -> None:
    """Slow in 80 % of the rounds: the estimate is that of the fifth that is not."""
    _, other = summarise(paced_race(slows={BASE: 1.75, OTHER: 1.0}, share=0.8))
    assert other.ratio is not None
    assert other.ratio.value == pytest.approx(10.0, rel=0.02)


@pytest.mark.parametrize(("share", "level"), [(0.4, Level.OK), (0.8, Level.WARN)], ids=["mostly quick", "mostly slow"])
def test_a_machine_that_is_slow_most_of_the_time_is_told(share: float, level: Level) -> None:
    """The check says how much of the race was slow, and by how much."""
    race = paced_race(slows={BASE: 1.75, OTHER: 1.0}, share=share)
    findings = list(CHECK.rule(Evidence(race=race, summaries=summarise(race))))
    assert {finding.level for finding in findings} == {level}
    assert len(findings) == 2
