"""clock: the guest's clock against the host's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fakes.races import FakeContender, fake, make_race
from fakes.summaries import summaries_of
from runoff.checks.check import Evidence
from runoff.checks.clock import CHECK, disagreement
from runoff.model.result import Finding, Level
from runoff.model.sample import Race, Sample, Stage
from runoff.units import Nanoseconds


def finding(race: Race) -> Finding:
    """The only finding about the only contender."""
    (found,) = CHECK.rule(Evidence(race=race, summaries=summaries_of(race)))
    return found


def race_of(**behaviour: object) -> Race:
    """A short race of one contender that behaves like this."""
    one: FakeContender = fake("a@cpython-3.11", per_op_ns=1e6, **behaviour)
    return make_race([one], heats=1, rounds=9)


@pytest.mark.parametrize(
    ("behaviour", "level", "words"),
    [
        pytest.param({}, Level.OK, "agree", id="honest"),
        pytest.param({"outside_factor": 0.9}, Level.INVALID, "runs fast", id="a clock that runs fast"),
        pytest.param({"outside_factor": 1.5}, Level.INVALID, "is missing", id="a clock that runs slow"),
        pytest.param({"outside_factor": 1.05}, Level.OK, "agree", id="five per cent of pipe and parsing"),
        pytest.param({"clock_step_ns": 1_000_000}, Level.WARN, "coarse", id="a clock of one millisecond"),
        pytest.param({"wait_share": 0.3}, Level.WARN, "cannot be compared", id="every turn contended"),
        pytest.param({"cpu_clock": False}, Level.OK, "agree", id="no CPU clock"),
        pytest.param({"schedstat": False}, Level.OK, "agree", id="a kernel that does not tell"),
    ],
)
def test_what_the_check_says(behaviour: dict[str, object], level: Level, words: str) -> None:
    """Fast and slow clocks are invalid; a coarse one is a warning."""
    found = finding(race_of(**behaviour))
    assert found.level is level
    assert words in found.evidence


def test_contended_turns_are_left_out() -> None:
    """A host that waits for its core too times a turn too long; two calm turns are enough."""
    race = race_of()
    measured = [sample for sample in race.samples if sample.heat == 1]
    late = {id(sample) for sample in measured[:-2]}
    samples = tuple(
        replace(sample, outside_ns=Nanoseconds(sample.outside_ns * 2), sched_wait_ns=sample.outside_ns)
        if id(sample) in late
        else sample
        for sample in race.samples
    )
    assert finding(replace(race, samples=samples)).level is Level.OK


def test_short_turns_are_given_the_pipes_time() -> None:
    """A turn of 1 µs takes 50 µs from outside: far under 90 %, yet nothing is wrong."""
    race = race_of()
    samples = tuple(
        replace(sample, warm_ns=Nanoseconds(0), wall_ns=Nanoseconds(1000), outside_ns=Nanoseconds(51_000))
        for sample in race.samples
    )
    assert finding(replace(race, samples=samples)).level is not Level.INVALID


def test_a_process_time_that_is_wall_time_is_told() -> None:
    """One interpreter's process_time is epoch wall time: it counts while the guest waits."""
    race = race_of(wait_share=0.3)
    samples = tuple(replace(sample, cpu_ns=sample.wall_ns) for sample in race.samples)
    found = finding(replace(race, samples=samples))
    assert found.level is Level.WARN
    assert "its CPU clock counts" in found.evidence


def test_a_host_that_is_late_in_most_turns_does_not_make_the_clock_wrong() -> None:
    """On a busy machine the answer of most turns is picked up 4 ms late; a tenth of them arrive in time."""
    turns = [
        Sample(
            contender="a@x-1", heat=1, round=number, position=0, stage=Stage.MEASURE, size=1000, inner=1,
            warm_ns=Nanoseconds(0), wall_ns=Nanoseconds(20_000_000), cpu_ns=Nanoseconds(20_000_000),
            outside_ns=Nanoseconds(20_050_000 if number % 6 == 0 else 24_000_000),
            sched_cpu_ns=Nanoseconds(20_010_000), sched_wait_ns=Nanoseconds(0), at_ns=Nanoseconds(number), answer="1",
        )
        for number in range(24)
    ]  # fmt: skip
    assert disagreement(turns) is None


def test_a_slow_clock_is_found_where_every_turn_had_to_wait() -> None:
    """A clock at half speed on a machine so busy that no turn is uncontended: the kernel's account is enough."""
    race = race_of(wait_share=0.3, outside_factor=2.0)
    found = finding(race)
    assert found.level is Level.INVALID
    assert "is missing" in found.evidence


def test_a_busy_machine_alone_is_no_slow_clock() -> None:
    """The same waiting with an honest clock is a warning at most."""
    assert finding(race_of(wait_share=0.3)).level is Level.WARN
