"""What has to come out of the trials, and whether it did. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runoff.model.result import Call, Row, Status, WorkloadResult
from runoff.model.sample import Sample, Stage
from runoff.selfcheck.trials import PLANTED, TRAPS

FALSE_ALARMS = 0.05
SURE = 0.02
"""A rate is called wrong when a sound runoff would show it in fewer than this share of selfchecks."""
STALL_NS = 1_900_000_000
UNMOVED = 0.10
"""Counting a stall of 2 s would move the ratio by a third; a busy machine alone moves it by less than this."""
REASON_MOST = 90
Results = Mapping[str, Sequence[WorkloadResult]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the table. `fine` is None when this machine lacks what the trial needs."""

    what: str
    expected: str
    measured: str
    fine: bool | None


def findings(results: Results) -> tuple[Finding, ...]:
    """Everything, in the order of the table. `results` holds the judged races by their trial's name."""
    return (
        *same(results["same"]),
        *(planted(results["planted"], entry) for entry in PLANTED),
        intervals(results["planted"]),
        *(trap(results["deleted"][0], entry, check) for entry, check in TRAPS.items()),
        *stalled(results["misbehaving"][0]),
        slow_clock(results["misbehaving"][0]),
        silent(results["silent"][0]),
    )


def most(runs: int, rate: float) -> int:
    """The largest count that a true `rate` still explains (binomial, one-sided)."""
    tail = 1.0
    for count in range(runs + 1):
        tail -= math.comb(runs, count) * rate**count * (1 - rate) ** (runs - count)
        if tail < SURE:
            return count
    return runs


def same(races: Sequence[WorkloadResult]) -> tuple[Finding, ...]:
    """A/A: called different, and how often the interval alone leaves 1 out."""
    others = [_other(race) for race in races]
    wrong = sum(1 for row in others if _call(row) in (Call.FASTER, Call.SLOWER))
    apart = sum(1 for row in others if _ratio(row) and not _holds(row, 1.0))
    lost = [row for row in others if row.status is not Status.OK]
    allowed = most(len(others), FALSE_ALARMS)
    return (
        Finding(
            what="the same contender twice: called different",
            expected=f"at most {allowed} of {len(others)} (a rate of 5 %)",
            measured=_of(wrong, len(others)) + (f", {len(lost)} without a result: {_told(lost[0])}" if lost else ""),
            fine=wrong <= allowed and not lost,
        ),
        Finding(
            what="the same contender twice: interval leaves 1 out",
            expected=f"at most {allowed} of {len(others)}",
            measured=_of(apart, len(others)),
            fine=apart <= allowed,
        ),
    )


def planted(races: Sequence[WorkloadResult], entry: str) -> Finding:
    """Found: the interval lies below 1. In these short races 2 % may stay hidden, but never be called faster."""
    rows = [_entry(race, entry) for race in races]
    truth = PLANTED[entry]
    found = sum(1 for row in rows if (_high(row) or 1.0) < 1)
    wrong = sum(1 for row in rows if _call(row) is Call.FASTER)
    needed = {"plus-10": len(rows), "plus-5": math.ceil(len(rows) / 2)}.get(entry, 0)
    faster = "" if not wrong else f", called faster in {wrong}"
    expected = f"at least {needed} of {len(rows)}" if needed else "never called faster"
    return Finding(
        what=f"{1 / truth - 1:.0%} more work: found",
        expected=expected,
        measured=f"{_of(found, len(rows))}{faster}; ratio {', '.join(map(_value, rows))} (planted {truth:.3f})",
        fine=found >= needed and not wrong and all(row.status is Status.OK for row in rows),
    )


def intervals(races: Sequence[WorkloadResult]) -> Finding:
    """All planted ratios: does the 95 % interval hold them?"""
    pairs = [(_entry(race, entry), truth) for race in races for entry, truth in PLANTED.items()]
    missed = sum(1 for row, truth in pairs if not _holds(row, truth))
    allowed = most(len(pairs), FALSE_ALARMS)
    return Finding(
        what="planted ratios: outside their interval",
        expected=f"at most {allowed} of {len(pairs)} (a rate of 5 %)",
        measured=_of(missed, len(pairs)),
        fine=missed <= allowed,
    )


def trap(race: WorkloadResult, entry: str, check: str) -> Finding:
    """Work that was removed or falsified is invalid, by the check made for it."""
    what = f"{entry} (work left out)" if check == "work-removed" else f"{entry} (another answer)"
    rows = [row for row in race.rows if row.contender.entry.name == entry]
    if not rows or rows[0].status is Status.UNAVAILABLE:
        reason = rows[0].reason if rows else "no compiler for it"
        return Finding(what=what, expected=f"invalid: {check}", measured=f"not here: {reason}", fine=None)
    row = rows[0]
    caught = row.status is Status.INVALID and any(
        each.check == check and each.level == "invalid" for each in row.findings
    )
    return Finding(what=what, expected=f"invalid: {check}", measured=_told(row), fine=caught)


def stalled(race: WorkloadResult) -> tuple[Finding, ...]:
    """A stall of 2 s stays in the samples and leaves the ratio alone."""
    row = _entry(race, "stalled")
    stalls = [each for each in race.race.samples if each.contender == row.contender.id and _is_stall(each)]
    ratio = _ratio(row)
    unmoved = ratio is not None and abs(ratio - 1) <= UNMOVED and _call(row) not in (Call.FASTER, Call.SLOWER)
    return (
        Finding(
            what="a guest that stalls once for 2 s: turns of 2 s recorded",
            expected="1",
            measured=str(len(stalls)) + (f" ({stalls[0].outside_ns / 1e9:.2f} s)" if stalls else ""),
            fine=len(stalls) == 1,
        ),
        Finding(
            what="a guest that stalls once for 2 s: ratio to itself",
            expected=f"1 within {UNMOVED:.0%}, not called different",
            measured=f"{_shown(row)}, {_told(row)}",
            fine=unmoved,
        ),
    )


def _is_stall(sample: Sample) -> bool:
    return sample.stage is Stage.MEASURE and sample.outside_ns >= STALL_NS


def slow_clock(race: WorkloadResult) -> Finding:
    """A clock at half speed would make a guest look twice as fast."""
    row = _entry(race, "slow-clock")
    caught = row.status is Status.INVALID and any(
        each.check == "clock" and each.level == "invalid" for each in row.findings
    )
    return Finding(what="a clock at half speed", expected="invalid: clock", measured=_told(row), fine=caught)


def silent(race: WorkloadResult) -> Finding:
    """A guest that never answers is stopped, and the others finish."""
    row, base = _entry(race, "silent"), _entry(race, "base")
    stopped = row.status is Status.FAILED and any(each.kind == "timeout" for each in race.race.mishaps)
    return Finding(
        what="a guest that never answers",
        expected="failed: timeout; the other finishes",
        measured=f"{_told(row)}; the other {base.status}",
        fine=stopped and base.status is Status.OK,
    )


# -- reading rows ----------------------------------------------------------------------------------


def _entry(race: WorkloadResult, name: str) -> Row:
    return next(row for row in race.rows if row.contender.entry.name == name)


def _other(race: WorkloadResult) -> Row:
    """The one of a pair that fails, else the one that is not the baseline."""
    return next(
        (row for row in race.rows if row.status is not Status.OK),
        next(row for row in race.rows if row.contender.id != race.race.plan.baseline),
    )


def _ratio(row: Row) -> float | None:
    summary = row.summary
    return None if summary is None or summary.ratio is None else summary.ratio.value


def _high(row: Row) -> float | None:
    summary = row.summary
    return None if summary is None or summary.ratio is None else summary.ratio.high


def _holds(row: Row, value: float) -> bool:
    ratio = row.summary.ratio if row.summary else None
    if ratio is None:
        return False
    return ratio.low is None or ratio.high is None or ratio.low <= value <= ratio.high


def _call(row: Row) -> Call | None:
    return row.summary.call if row.summary else None


def _shown(row: Row) -> str:
    ratio = row.summary.ratio if row.summary else None
    if ratio is None:
        return f"none ({row.status})"
    if ratio.low is None or ratio.high is None:
        return f"{ratio.value:.3f}"
    return f"{ratio.value:.3f} [{ratio.low:.3f}, {ratio.high:.3f}]"


def _value(row: Row) -> str:
    ratio = _ratio(row)
    return str(row.status) if ratio is None else f"{ratio:.3f}"


def _told(row: Row) -> str:
    if row.status is Status.OK:
        return f"ok, {_call(row)}"
    return f"{row.status}: {_short(row.reason)}"


def _short(reason: str) -> str:
    """The first thing it says, without what is in brackets: the journal holds all of it."""
    first = re.sub(r" \([^()]*\)?.*$", "", reason.split("; ")[0])
    return first if len(first) <= REASON_MOST else first[:REASON_MOST].rpartition(" ")[0] + " ..."


def _of(count: int, whole: int) -> str:
    return f"{count} of {whole}"
