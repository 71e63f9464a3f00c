"""The checks that read a summary or a fact: steady, precise, contended, build, same-versions, multimodal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fakes.races import fake, make_race
from fakes.summaries import around, steady, summaries_of, summary
from runoff.checks import all_checks, build, contended, multimodal, precise, run_all, same_versions
from runoff.checks import steady as steady_check
from runoff.checks.check import Check, Evidence
from runoff.model.result import Finding, Interval, Level, Steady, Summary

A, B = "a@cpython-3.11", "a@pypy-3.11"


def find(check: Check, changed: Summary, **behaviour: object) -> Finding | None:
    """What `check` says about contender B, raced beside A, with this summary."""
    race = make_race([fake(A, per_op_ns=1e7), fake(B, per_op_ns=1e6, **behaviour)], heats=1, rounds=2)
    evidence = Evidence(race=race, summaries=(summary(A), changed))
    return next((finding for finding in check.rule(evidence) if finding.contender == B), None)


@pytest.mark.parametrize(
    ("cls", "level"),
    [
        (Steady.FLAT, Level.OK),
        (Steady.WARM_UP, Level.OK),
        (Steady.SLOWDOWN, Level.WARN),
        (Steady.NO_STEADY_STATE, Level.WARN),
        (Steady.INCONSISTENT, Level.WARN),
        (Steady.UNKNOWN, Level.WARN),
    ],
)
def test_steady_states(cls: Steady, level: Level) -> None:
    """Flat and warm-up end in a steady state; everything else is told, never invalid."""
    found = find(steady_check.CHECK, summary(B, ratio=around(10, 0.01), steady=steady(cls, turns=3, seconds=0.3)))
    assert found is not None
    assert found.level is level
    assert str(cls) in found.evidence


def test_an_inconsistent_contender_shows_its_heats() -> None:
    """The evidence is the class of every heat."""
    report = steady(Steady.INCONSISTENT, per_heat=(Steady.FLAT, Steady.SLOWDOWN, Steady.FLAT))
    found = find(steady_check.CHECK, summary(B, ratio=around(10, 0.01), steady=report))
    assert found is not None
    assert "flat, slowdown, flat" in found.evidence


@pytest.mark.parametrize(
    ("ratio", "level", "evidence"),
    [
        pytest.param(around(10, 0.005), Level.OK, "±0.5%, asked ±1%", id="narrow enough"),
        pytest.param(around(10, 0.0104), Level.WARN, "±1.04%, asked ±1%", id="just too wide shows both digits"),
        pytest.param(around(10, 0.25), Level.WARN, "±25%, asked ±1%", id="far too wide"),
        pytest.param(Interval(value=10), Level.WARN, "no interval: 1 heat, it takes 3", id="no interval"),
    ],
)
def test_precision(ratio: Interval, level: Level, evidence: str) -> None:
    """The half-width of the ratio's interval against what was asked."""
    found = find(precise.CHECK, summary(B, ratio=ratio, heats=1))
    assert found == Finding(check="precise", contender=B, level=level, evidence=evidence)


def test_the_baseline_needs_no_precision() -> None:
    """It has no ratio."""
    assert find(precise.CHECK, summary(B)) is None


@pytest.mark.parametrize(
    ("changes", "level", "words"),
    [
        pytest.param({}, Level.OK, "waited for a core 0.1%", id="calm"),
        pytest.param({"rounds_contended": 2}, Level.OK, "2 of 36 rounds contended", id="a few rounds are routine"),
        pytest.param({"rounds_contended": 20}, Level.WARN, "20 of 36", id="many rounds"),
        pytest.param({"wait_share": 0.083}, Level.WARN, "8.3%", id="a twelfth of the time"),
        pytest.param({"basis": "cpu"}, Level.WARN, "CPU time is compared", id="CPU time"),
    ],
)
def test_contention(changes: dict[str, object], level: Level, words: str) -> None:
    """Run-queue wait is told in numbers, and warned about when it reaches the ratio."""
    found = find(contended.CHECK, summary(B, ratio=around(10, 0.01), **changes))  # type: ignore[arg-type]
    assert found is not None
    assert found.level is level
    assert words in found.evidence


def test_an_unknown_wait_is_told() -> None:
    """Without schedstat nobody knows."""
    found = find(contended.CHECK, summary(B, ratio=around(10, 0.01)), schedstat=False)
    assert found is not None
    assert found.level is Level.WARN


@pytest.mark.parametrize(
    ("facts", "level", "evidence"),
    [
        pytest.param({"pgo": "yes", "lto": "yes", "debug": "no"}, Level.OK, "debug no, lto yes, pgo yes", id="good"),
        pytest.param({"pgo": "no", "lto": "no"}, Level.WARN, "built without PGO and LTO", id="pyenv's default"),
        pytest.param({"pgo": "yes", "lto": "no"}, Level.WARN, "built without LTO", id="no LTO"),
        pytest.param(
            {"pgo": "no", "assertions": "yes"}, Level.WARN, "built without PGO, built with assertions", id="assertions"
        ),
        pytest.param({"debug": "yes", "pgo": "no"}, Level.INVALID, "a debug build", id="debug"),
        pytest.param({"race": "yes"}, Level.INVALID, "built with the race detector", id="race detector"),
        pytest.param({"pgo": "unknown", "lto": "unknown"}, Level.OK, "lto unknown, pgo unknown", id="unknown"),
    ],
)
def test_builds(facts: dict[str, str], level: Level, evidence: str) -> None:
    """What nobody would deploy is invalid; what could be faster is a warning; unknown accuses nobody."""
    found = find(build.CHECK, summary(B, ratio=around(10, 0.01)), facts=facts)
    assert found == Finding(check="build", contender=B, level=level, evidence=evidence)


def test_a_build_without_facts_says_nothing() -> None:
    """Go has neither PGO nor LTO to ask for."""
    assert find(build.CHECK, summary(B, ratio=around(10, 0.01)), facts={"origin": "PATH"}) is None


def test_flags_can_make_an_unfit_build() -> None:
    """A race detector or -O0 asked for by the entry."""
    assert build.unfit({}, ("-fno-math-errno", "-O0")) == ["compiled without optimisation (-O0)"]
    assert build.unfit({"race": "yes"}, ("-race",)) == ["built with the race detector"]


def test_versions_are_compared_within_an_entry() -> None:
    """Both versions are named; packages only one of them has do not matter."""
    fakes = [
        fake(A, versions={"orjson": "3.10.7", "pip": "24"}),
        fake(B, versions={"orjson": "3.10.1"}),
        fake("b@pypy-3.11", versions={"orjson": "3.9"}),
    ]
    race = make_race(fakes, heats=1, rounds=1)
    found = {one.contender: one for one in same_versions.CHECK.rule(Evidence(race=race, summaries=summaries_of(race)))}
    assert found[B].level is Level.WARN
    assert found[B].evidence == "orjson 3.10.1 here, 3.10.7 on cpython-3.11"
    assert found[A].level is Level.OK
    assert found["b@pypy-3.11"].level is Level.OK


def test_several_modes_are_told() -> None:
    """And one mode is not worth a word."""
    found = find(multimodal.CHECK, summary(B, ratio=around(10, 0.01), modes=2))
    assert found is not None
    assert found.level is Level.WARN
    assert "2 modes" in found.evidence
    assert find(multimodal.CHECK, summary(B, ratio=around(10, 0.01))) is None


def test_all_checks_are_found_by_looking() -> None:
    """The package is the list."""
    assert [check.name for check in all_checks()] == [
        "build",
        "clock",
        "contended",
        "multimodal",
        "pace",
        "precise",
        "same-answer",
        "same-versions",
        "steady",
        "work-removed",
    ]
    assert all(check.asks for check in all_checks())


def test_an_honest_race_passes_every_check() -> None:
    """Nothing is found in a calm race of good builds."""
    race = make_race([fake(A, per_op_ns=5e7), fake(B, per_op_ns=7e6)])
    found = run_all(Evidence(race=race, summaries=summaries_of(race)))
    assert found
    assert {finding.level for finding in found} == {Level.OK}


def test_checks_survive_a_contender_without_turns() -> None:
    """One that died before its first turn has no summary, and nothing is said about it."""
    race = make_race([fake(A), fake(B, reason="no wheel")], heats=1, rounds=2)
    assert {finding.contender for finding in run_all(Evidence(race=race, summaries=summaries_of(race)))} == {A}


def test_checks_survive_a_summary_without_samples() -> None:
    """As in a store whose heats were cut short."""
    race = make_race([fake(A)], heats=1, rounds=1)
    bare = replace(race, samples=(), starts=())
    assert run_all(Evidence(race=bare, summaries=(summary(A, growth=None),))) is not None
