"""Did the contender reach a steady state? "No" is a normal answer (Barrett et al. 2017), and its ratio carries it."""

from __future__ import annotations

from collections.abc import Iterator

from runoff.checks.check import Check, Evidence, finder
from runoff.model.result import Finding, Level, Steady, SteadyReport

NAME = "steady"
found = finder(NAME)

REASONS = {
    Steady.SLOWDOWN: "slowdown: it was faster before it settled",
    Steady.NO_STEADY_STATE: "no steady state: still changing in the last quarter of its turns",
    Steady.INCONSISTENT: "inconsistent: its heats behave differently",
    Steady.UNKNOWN: "unknown: too few turns to tell",
}


def _evidence(report: SteadyReport) -> str:
    heats = f" ({', '.join(report.per_heat)})" if report.cls is Steady.INCONSISTENT and report.per_heat else ""
    return REASONS[report.cls] + heats


def _judge(evidence: Evidence) -> Iterator[Finding]:
    for summary in evidence.summaries:
        report = summary.steady
        if report.cls in REASONS:
            yield found(summary.contender, Level.WARN, _evidence(report))
        else:
            after = f"{report.cls} after {report.turns:g} turns, {report.seconds:.2g} s"
            yield found(summary.contender, Level.OK, "flat" if report.cls is Steady.FLAT else after)


CHECK = Check(name=NAME, asks="a steady state in every heat", rule=_judge)
