"""same-answer: all contenders agree, and agree with what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from fakes.races import FakeContender, fake, make_plan, make_race, make_workload
from fakes.summaries import summaries_of
from runoff.checks.check import Evidence
from runoff.checks.same_answer import CHECK, same
from runoff.model.result import Finding, Level
from runoff.model.sample import Stage


def findings(fakes: Sequence[FakeContender], **workload: object) -> dict[str, Finding]:
    """What the check finds in a short race of these, by contender."""
    made = make_workload(fakes, **workload)  # type: ignore[arg-type]
    if workload.get("expected") is None:
        made = replace(made, expected={})
    race = make_race(fakes, heats=1, rounds=2, plan=make_plan(fakes, workload=made))
    evidence = Evidence(race=race, summaries=summaries_of(race))
    return {finding.contender: finding for finding in CHECK.rule(evidence)}


def test_the_expected_answer_is_proof() -> None:
    """Where the workload says what is right, that is what counts, and the finding shows it."""
    found = findings([fake("a@cpython-3.11", answer="42")], expected="42")
    assert found["a@cpython-3.11"].level is Level.OK
    assert "expected 42 at n=1000000" in found["a@cpython-3.11"].evidence


def test_everybody_can_be_wrong() -> None:
    """A majority does not outvote the expected answer."""
    found = findings([fake("a@cpython-3.11", answer="41"), fake("b@cpython-3.11", answer="41")], expected="42")
    assert {finding.level for finding in found.values()} == {Level.INVALID}
    assert found["a@cpython-3.11"].evidence == "41 at n=1000000, expected 42"


def test_the_minority_is_wrong() -> None:
    """Without an expected answer the majority's counts, also against the baseline."""
    fakes = [fake("a@cpython-3.11", answer="1"), fake("b@cpython-3.11", answer="2"), fake("c@cpython-3.11", answer="2")]
    found = findings(fakes)
    assert {name: finding.level for name, finding in found.items()} == {
        "a@cpython-3.11": Level.INVALID,
        "b@cpython-3.11": Level.OK,
        "c@cpython-3.11": Level.OK,
    }
    assert found["a@cpython-3.11"].evidence == "1 at n=1000000, the others return 2"


def test_a_tie_goes_to_the_baseline() -> None:
    """One against one: the baseline is what the user has today."""
    found = findings([fake("a@cpython-3.11", answer="1"), fake("b@cpython-3.11", answer="2")])
    assert found["a@cpython-3.11"].level is Level.OK
    assert found["b@cpython-3.11"].level is Level.INVALID


def test_a_lone_contender_proves_nothing() -> None:
    """Nobody to agree with and nothing expected is said, not passed over."""
    assert findings([fake("a@cpython-3.11")])["a@cpython-3.11"].level is Level.WARN


def test_floats_agree_within_the_tolerance() -> None:
    """Summing in another order changes the last digits."""
    fakes = [fake("a@cpython-3.11", answer="3.141592653589793"), fake("go@go-1.26", answer="3.1415926535897931")]
    assert {finding.level for finding in findings(fakes).values()} == {Level.OK}


def test_a_wrong_answer_at_a_small_size_counts() -> None:
    """The growth turns of heat 0 are evidence as well."""
    fakes = [fake("a@cpython-3.11"), fake("b@cpython-3.11"), fake("c@cpython-3.11")]
    plan = make_plan(fakes, workload=replace(make_workload(fakes), expected={}))
    race = make_race(fakes, heats=1, rounds=2, plan=plan)
    samples = tuple(
        replace(sample, answer="0") if sample.contender == "c@cpython-3.11" and sample.size == 10_000 else sample
        for sample in race.samples
    )
    race = replace(race, samples=samples)
    found = {each.contender: each for each in CHECK.rule(Evidence(race=race, summaries=summaries_of(race)))}
    assert found["c@cpython-3.11"].level is Level.INVALID
    assert "at n=10000," in found["c@cpython-3.11"].evidence
    assert found["a@cpython-3.11"].level is Level.OK


def test_answers_that_change_from_turn_to_turn_are_wrong() -> None:
    """Even when one of them is the expected one, in any heat."""
    fakes = [fake("a@cpython-3.11", answer="7"), fake("b@cpython-3.11", answer="7")]
    race = make_race(fakes, heats=2, rounds=2)
    samples = tuple(
        replace(sample, answer="8")
        if sample.contender == "b@cpython-3.11" and sample.stage is Stage.MEASURE and sample.heat == 2
        else sample
        for sample in race.samples
    )
    race = replace(race, samples=samples)
    found = {each.contender: each for each in CHECK.rule(Evidence(race=race, summaries=summaries_of(race)))}
    assert found["b@cpython-3.11"].evidence == "answers differ from turn to turn: 7, then 8 at n=1000000"
    assert found["a@cpython-3.11"].level is Level.OK


def test_long_answers_are_shortened() -> None:
    """A page is no place for a megabyte."""
    fakes = [fake("a@cpython-3.11", answer="x" * 5000), fake("b@cpython-3.11", answer="y")]
    assert len(findings(fakes)["b@cpython-3.11"].evidence) < 120


@pytest.mark.parametrize(
    ("one", "other", "tolerance", "expected"),
    [
        pytest.param("28964", "28964", 0.0, True, id="equal text"),
        pytest.param("28964", "28965", 0.0, False, id="different numbers"),
        pytest.param(
            "1000000000000", "1000000000001", 1e-9, False, id="whole numbers are exact whatever the tolerance"
        ),
        pytest.param("3", "3.0", 1e-9, True, id="a float against a whole number"),
        pytest.param("3.0", "3.0000000000001", 1e-9, True, id="within the tolerance"),
        pytest.param("3.0", "3.0000000000001", 0.0, False, id="no tolerance: text"),
        pytest.param("3.0", "3.1", 1e-9, False, id="outside of the tolerance"),
        pytest.param("abc", "abd", 1e-9, False, id="words are exact"),
        pytest.param("", "0.0", 1e-9, False, id="nothing is not zero"),
    ],
)
def test_when_two_answers_are_the_same(one: str, other: str, tolerance: float, expected: bool) -> None:
    """Exact, except for floats within the workload's tolerance; and symmetric."""
    assert same(one, other, tolerance) is expected
    assert same(other, one, tolerance) is expected
