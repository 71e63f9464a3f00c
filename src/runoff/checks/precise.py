"""Is the interval as narrow as asked? If not, the budget was used up first."""

from __future__ import annotations

from collections.abc import Iterator

from runoff.checks import words
from runoff.checks.check import Check, Evidence, finder
from runoff.model.result import Finding, Level

NAME = "precise"
found = finder(NAME)

HUNDREDTH_OF_PERCENT = 1e-4


def _judge(evidence: Evidence) -> Iterator[Finding]:
    asked = evidence.race.plan.policy.precision
    for summary in evidence.summaries:
        if summary.ratio is None:
            continue
        half = summary.ratio.half_width
        if half is None:
            heats = f"{summary.heats} heat{'' if summary.heats == 1 else 's'}"
            yield found(summary.contender, Level.WARN, f"no interval: {heats}, it takes 3")
        elif half > asked + HUNDREDTH_OF_PERCENT / 2:
            yield found(summary.contender, Level.WARN, f"±{half * 100:.3g}%, asked ±{asked * 100:g}%")
        else:
            yield found(summary.contender, Level.OK, f"±{words.percent(half)}, asked ±{asked * 100:g}%")


CHECK = Check(name=NAME, asks="an interval as narrow as asked", rule=_judge)
