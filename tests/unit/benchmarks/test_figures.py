"""Promises are judged by what the lines say, failures included."""

from __future__ import annotations

import math
import statistics
from typing import Any

import pytest
from benchmarks import figures
from benchmarks.figures import MET, NOT_MEASURED, NOT_MET, TOO_FEW


def pair(run: int, *, different: bool = False, ok: bool = True, tool: str = "runoff") -> dict[str, Any]:
    """One A/A line."""
    line = {"tool": tool, "run": run, "ok": ok}
    return {**line, "different": different, "excludes_one": different} if ok else line


@pytest.mark.parametrize(("wrong", "verdict"), [(0, MET), (3, MET), (4, NOT_MET)])
def test_false_alarms_are_counted(wrong: int, verdict: str) -> None:
    """Three of sixty are allowed, four are not."""
    lines = [pair(run, different=run < wrong) for run in range(60)]
    assert figures.false_alarms(3, 60)(lines)[1] == verdict


def test_a_failed_pair_is_a_false_alarm() -> None:
    """Otherwise a tool that crashes whenever it is unsure would look perfect."""
    lines = [pair(run, ok=run >= 4) for run in range(60)]
    said, verdict = figures.false_alarms(3, 60)(lines)
    assert verdict == NOT_MET
    assert "4 of them failed" in said


def test_too_few_runs_keep_no_promise_but_can_break_one() -> None:
    """Ten clean pairs are not sixty; ten pairs with four alarms have already failed."""
    assert figures.false_alarms(3, 60)([pair(run) for run in range(10)])[1] == TOO_FEW
    assert figures.false_alarms(3, 60)([pair(run, different=run < 4) for run in range(10)])[1] == NOT_MET
    assert figures.false_alarms(3, 60)([])[1] == NOT_MEASURED


def test_repeatability_compares_spreads() -> None:
    """The ratio of standard deviations of log ratios."""
    ours = [{"tool": "runoff", "ok": True, "ratio": 10 * math.exp(0.001 * (run % 2))} for run in range(20)]
    theirs = [{"tool": "pyperf --fast", "ok": True, "ratio": 10 * math.exp(0.01 * (run % 2))} for run in range(20)]
    said, verdict = figures.repeatable(1 / 3, 20)([*ours, *theirs])
    assert said.startswith("0.10:")
    assert verdict == MET


@pytest.mark.parametrize(("hits", "verdict"), [(40, MET), (38, MET), (37, NOT_MET)])
def test_power_counts_what_was_found(hits: int, verdict: str) -> None:
    """At least 38 of 40."""
    lines = [{"tool": "plus-5", "ok": True, "found": run < hits, "call": "slower"} for run in range(40)]
    assert figures.found("plus-5", 38, 40)(lines)[1] == verdict


def test_the_worst_interpreter_decides_how_fast_guests_start() -> None:
    """One slow start breaks the promise for all, and is named."""
    lines = [{"tool": f"ready cpython-3.{minor}", "ok": True, "extra_ms": float(minor)} for minor in (9, 16)]
    said, verdict = figures.ready(15.0)(lines)
    assert verdict == NOT_MET
    assert "cpython-3.16" in said


def test_shares_carry_an_interval() -> None:
    """Wilson's for 3 of 60, as tables give it."""
    low, high = figures.wilson(3, 60)
    assert (round(low, 3), round(high, 3)) == (0.017, 0.137)
    assert figures.wilson(0, 0) == (0.0, 1.0)


def test_spread_is_relative() -> None:
    """Scaling every ratio changes nothing."""
    ratios = [1.0, 1.1, 1.3]
    assert figures.spread(ratios) == pytest.approx(figures.spread([7 * ratio for ratio in ratios]))
    assert figures.spread(ratios) == pytest.approx(statistics.stdev(map(math.log, ratios)))


def test_every_promise_says_not_measured_before_anything_is() -> None:
    """No figure comes from anywhere but the lines."""
    rows = figures.rows({})
    assert len(rows) > 10
    assert {row[3] for row in rows} == {NOT_MEASURED}
    assert {row[2] for row in rows} == {""}
