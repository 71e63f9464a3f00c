"""Was the machine itself while this was measured?

The pacemaker does the same work in every round of a race. Where it was slower than it can be in most rounds, neighbours
took something from the machine nearly all the time, and programs that feel this differently have
another ratio than on the machine alone. Without a pacemaker nothing can be said, and nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator

from runoff.checks import words
from runoff.checks.check import Check, Evidence, finder
from runoff.model.result import Finding, Level
from runoff.summary.pace import MOST_SLOW, slow_share

NAME = "pace"
found = finder(NAME)


def _judge(evidence: Evidence) -> Iterator[Finding]:
    told = slow_share(evidence.race.samples)
    if told is None:
        return
    share, factor = told
    level = Level.WARN if share > MOST_SLOW else Level.OK
    says = f"the pacemaker was slow in {words.percent(share)} of the rounds, usually {factor:.2f} times its best"
    if level is Level.WARN:
        says += ": the figures are those of a machine slowed by its neighbours"
    for summary in evidence.summaries:
        yield found(summary.contender, level, says)


CHECK = Check(name=NAME, asks="a machine that is itself in at least a quarter of the rounds", rule=_judge)
