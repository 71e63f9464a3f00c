"""Do the steady turns fall into several modes? Then one number does not describe them (mValue, methods section 2)."""

from __future__ import annotations

from collections.abc import Iterator

from runoff.checks.check import Check, Evidence, finder
from runoff.model.result import Finding, Level

NAME = "multimodal"
found = finder(NAME)


def _judge(evidence: Evidence) -> Iterator[Finding]:
    for summary in evidence.summaries:
        if summary.modes > 1:
            text = f"its turns fall into {summary.modes} modes: one number does not describe them"
            yield found(summary.contender, Level.WARN, text)


CHECK = Check(name=NAME, asks="turns in one mode", rule=_judge)
