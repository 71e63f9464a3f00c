"""A sound runoff passes its own check; each way of being unsound fails it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from fakes.races import FakeContender, fake, make_race
from runoff.model.result import WorkloadResult
from runoff.model.sample import Race, Sample, Stage
from runoff.model.workload import Change
from runoff.selfcheck import expectations, report, trials
from runoff.selfcheck.expectations import Finding
from runoff.units import Nanoseconds
from runoff.verdict.judge import judge

BASE = "base@cpython-3.11"


def entered(entry: str, *, slower: float = 1.0, **behaviour: object) -> FakeContender:
    """A contender that does `slower` times the base's work."""
    return fake(f"{entry}@cpython-3.11", per_op_ns=4e6 * slower, change=Change.LIBRARY, **behaviour)


def raced(*others: FakeContender, seed: int = 1) -> WorkloadResult:
    """A judged race of the base against these."""
    return judge(make_race([fake(BASE, per_op_ns=4e6), *others], heats=6, seed=seed))


def same_pair(seed: int, *, slower: float = 1.0) -> WorkloadResult:
    """The same contender twice; `slower` makes a liar of that."""
    return raced(fake(BASE + "#2", per_op_ns=4e6 * slower), seed=seed)


def planted_race(seed: int, *, honest: bool = True) -> WorkloadResult:
    """Slowdowns of known size, or none where there should be some."""
    more = {"plus-2": 1.02, "plus-5": 1.05, "plus-10": 1.10}
    return raced(*(entered(name, slower=each if honest else 1.0) for name, each in more.items()), seed=seed)


def with_stall(race: Race, contender: str) -> Race:
    """One turn of the third heat takes 2 s more."""

    def changed(number: int, sample: Sample) -> Sample:
        if number != at:
            return sample
        stall = 2_000_000_000
        return replace(
            sample,
            wall_ns=Nanoseconds(sample.wall_ns + stall),
            outside_ns=Nanoseconds(sample.outside_ns + stall),
        )

    at = next(
        number
        for number, each in enumerate(race.samples)
        if (each.contender, each.heat, each.round, each.stage) == (contender, 3, 5, Stage.MEASURE)
    )
    return replace(race, samples=tuple(changed(number, each) for number, each in enumerate(race.samples)))


def verdicts(found: Sequence[Finding]) -> list[bool | None]:
    """Fine or not, line by line."""
    return [each.fine for each in found]


def test_sound_pairs_pass() -> None:
    """Ten races of one thing against itself."""
    assert verdicts(expectations.same([same_pair(seed) for seed in range(10)])) == [True, True]


def test_pairs_called_different_fail() -> None:
    """A copy that is a tenth slower in every race would be called so."""
    assert verdicts(expectations.same([same_pair(seed, slower=1.1) for seed in range(10)])) == [False, False]


def test_a_pair_without_a_result_fails_and_says_why() -> None:
    """An invalid contender is no clean bill."""
    race = raced(fake(BASE + "#2", per_op_ns=4e6, outside_factor=2.0))
    called, _ = expectations.same([race])
    assert called.fine is False
    assert "1 without a result: invalid: clock" in called.measured


@pytest.mark.parametrize("entry", ["plus-5", "plus-10"])
def test_planted_slowdowns_are_found(entry: str) -> None:
    """And missed where there is none, which fails."""
    assert expectations.planted([planted_race(seed) for seed in range(3)], entry).fine
    assert not expectations.planted([planted_race(seed, honest=False) for seed in range(3)], entry).fine


def test_two_per_cent_may_stay_hidden_but_not_turn_round() -> None:
    """Called faster is wrong however short the race."""
    assert expectations.planted([planted_race(1)], "plus-2").fine
    assert not expectations.planted([raced(entered("plus-2", slower=0.9))], "plus-2").fine


def test_planted_ratios_lie_in_their_intervals() -> None:
    """Races without the slowdown miss them."""
    assert expectations.intervals([planted_race(seed) for seed in range(3)]).fine
    assert not expectations.intervals([planted_race(seed, honest=False) for seed in range(3)]).fine


def test_removed_work_has_to_be_invalid_by_its_own_check() -> None:
    """Honest work under that name fails; a missing compiler is neither."""
    caught = raced(entered("constant", slower=1e-6, exponent=0.0))
    assert expectations.trap(caught, "constant", "work-removed").fine
    assert expectations.trap(raced(entered("constant")), "constant", "work-removed").fine is False
    absent = raced(entered("constant", reason="no compiler"))
    assert expectations.trap(absent, "constant", "work-removed").fine is None
    assert expectations.trap(absent, "c-deleted", "work-removed").fine is None


def test_a_stall_is_recorded_and_moves_nothing() -> None:
    """Without one the recording fails, which shows that the trial tried nothing."""
    calm = make_race([fake(BASE, per_op_ns=4e6), entered("stalled")], heats=6)
    stalled = with_stall(calm, "stalled@cpython-3.11")
    assert verdicts(expectations.stalled(judge(stalled))) == [True, True]
    assert verdicts(expectations.stalled(judge(calm))) == [False, True]


def test_a_slow_clock_has_to_be_found() -> None:
    """One that runs right fails the trial."""
    assert expectations.slow_clock(raced(entered("slow-clock", outside_factor=2.0))).fine
    assert not expectations.slow_clock(raced(entered("slow-clock"))).fine


def test_a_silent_guest_fails_by_timeout_and_alone() -> None:
    """Its mishap says timeout."""
    race = make_race([fake(BASE, per_op_ns=4e6), entered("silent", dies_in=1)])
    timeout = tuple(replace(each, kind="timeout", what="did not answer within 1 s") for each in race.mishaps)
    assert expectations.silent(judge(replace(race, mishaps=timeout))).fine
    assert not expectations.silent(judge(race)).fine


@pytest.mark.parametrize(("runs", "allowed"), [(4, 1), (10, 2), (14, 3), (60, 7)])
def test_a_rate_is_wrong_only_when_chance_hardly_explains_it(runs: int, allowed: int) -> None:
    """One-sided binomial, 5 % a run, 2 % overall."""
    assert expectations.most(runs, 0.05) == allowed


def test_lacking_a_compiler_is_no_failure() -> None:
    """Anything that is not fine is."""
    fine = Finding(what="a", expected="b", measured="c", fine=True)
    assert report.exit_code([fine, replace(fine, fine=None)]) == 0
    assert report.exit_code([fine, replace(fine, fine=False)]) == 1
    assert report.summary([fine]) == "all as it must be"
    assert "1 of 1" in report.summary([replace(fine, fine=False)])


def test_the_table_shows_every_finding() -> None:
    """As text, with brackets left alone."""
    stream = StringIO()
    findings = [Finding(what="x [red]", expected="1", measured="ratio 1.0 [0.9, 1.1]", fine=False)]
    report.print_table(findings, Console(file=stream, width=100))
    assert re.search(r"x \[red\].*ratio 1\.0 \[0\.9, 1\.1\].*NOT OK", stream.getvalue())


def test_voice_says_what_goes_on_line_by_line() -> None:
    """On no terminal: one line a trial, none for signs of life."""
    todo = trials.trials(quick=True)
    stream = StringIO()
    voice = report.Voice(todo, stream, clock=lambda: 0.0)
    voice.begun(0)
    voice.sign_of_life()
    voice.done()
    assert stream.getvalue().startswith(f"selfcheck: race 1 of {len(todo)}: work that was left out")
    assert stream.getvalue().count("\n") == 1


def test_the_quick_check_is_planned_for_less_than_a_minute() -> None:
    """And the whole one for two to three."""
    assert sum(trial.seconds for trial in trials.trials(quick=True)) < 50
    assert 110 < sum(trial.seconds for trial in trials.trials(quick=False)) < 180


def test_every_trial_has_a_name_to_show() -> None:
    """No trial runs unannounced."""
    assert {trial.name for trial in trials.trials(quick=False)} == set(report.NAMES)
