"""Did the contender get its core? Run-queue wait is time that a stopwatch would call the contender's own."""

from __future__ import annotations

from collections.abc import Iterator

from runoff.checks import words
from runoff.checks.check import CONTENDED_SHARE, Check, Evidence, finder
from runoff.model.result import Finding, Level, Summary

NAME = "contended"
found = finder(NAME)

ROUNDS_SHARE = 0.25


def _judge(evidence: Evidence) -> Iterator[Finding]:
    for summary in evidence.summaries:
        if all(turn.sched_wait_ns < 0 for turn in evidence.measured(summary.contender)):
            yield found(summary.contender, Level.WARN, "the kernel does not tell its run-queue wait")
        else:
            yield _one(summary)


def _one(summary: Summary) -> Finding:
    many = summary.rounds_contended > ROUNDS_SHARE * max(summary.rounds, 1)
    text = f"waited for a core {words.percent(summary.wait_share)} of the time"
    if summary.rounds_contended:
        text += f", {summary.rounds_contended} of {summary.rounds} rounds contended"
    if summary.basis == "cpu":
        text += ", CPU time is compared"
    bad = many or summary.wait_share > CONTENDED_SHARE or summary.basis == "cpu"
    return found(summary.contender, Level.WARN if bad else Level.OK, text)


CHECK = Check(name=NAME, asks="a core for itself during its turns", rule=_judge)
