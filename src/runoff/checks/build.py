"""Is this a build that anyone would deploy?

A debug build, one with a race detector, or code compiled without optimisation is another program, several times
slower: its number is invalid. Missing PGO or LTO and assertions left on cost some ten to thirty per cent of the same
version (1.22x without PGO and LTO, measured): the number stands, with a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from runoff.checks.check import Check, Evidence, finder
from runoff.model.plan import Contender
from runoff.model.result import Finding, Level

NAME = "build"
found = finder(NAME)

UNFIT = {"debug": "a debug build", "race": "built with the race detector"}
SLOWER_WITHOUT = {"pgo": "PGO", "lto": "LTO"}
UNFIT_FLAGS = {"-race": "built with the race detector", "-O0": "compiled without optimisation (-O0)"}


def unfit(facts: Mapping[str, str], flags: tuple[str, ...]) -> list[str]:
    """Reasons why nobody would deploy this build."""
    by_fact = [reason for fact, reason in UNFIT.items() if facts.get(fact) == "yes"]
    by_flag = [reason for flag, reason in UNFIT_FLAGS.items() if flag in flags]
    return list(dict.fromkeys(by_fact + by_flag))


def slower(facts: Mapping[str, str]) -> list[str]:
    """Reasons why the same version could be faster."""
    without = [name for fact, name in SLOWER_WITHOUT.items() if facts.get(fact) == "no"]
    reasons = [f"built without {' and '.join(without)}"] if without else []
    return [*reasons, "built with assertions"] if facts.get("assertions") == "yes" else reasons


def _facts(contender: Contender) -> str:
    known = {"pgo", "lto", "debug", "assertions", "race"} & contender.runtime.facts.keys()
    return ", ".join(f"{fact} {contender.runtime.facts[fact]}" for fact in sorted(known))


def _judge(evidence: Evidence) -> Iterator[Finding]:
    for summary in evidence.summaries:
        contender = evidence.contender(summary)
        name = summary.contender
        if reasons := unfit(contender.runtime.facts, contender.entry.flags):
            yield found(name, Level.INVALID, ", ".join(reasons))
        elif reasons := slower(contender.runtime.facts):
            yield found(name, Level.WARN, ", ".join(reasons))
        elif facts := _facts(contender):
            yield found(name, Level.OK, facts)


CHECK = Check(name=NAME, asks="a build that one would deploy", rule=_judge)
