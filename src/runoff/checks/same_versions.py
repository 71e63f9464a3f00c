"""Does one entry use the same package versions on every runtime? Otherwise two things change at once."""

from __future__ import annotations

from collections.abc import Iterator

from runoff.checks.check import Check, Evidence, finder
from runoff.model.plan import Contender
from runoff.model.result import Finding, Level

NAME = "same-versions"
found = finder(NAME)


def differences(one: Contender, reference: Contender) -> list[str]:
    """`orjson 3.10.1 here, 3.10.7 on cpython-3.14` for each package that both use in different versions."""
    return [
        f"{package} {one.versions[package]} here, {reference.versions[package]} on {reference.runtime.id}"
        for package in sorted(one.versions.keys() & reference.versions.keys())
        if one.versions[package] != reference.versions[package]
    ]


def _judge(evidence: Evidence) -> Iterator[Finding]:
    """Contenders against the first of their entry; the plan's baseline counts as first."""
    baseline = evidence.race.plan.baseline
    contenders = [evidence.contender(summary) for summary in evidence.summaries]
    contenders.sort(key=lambda contender: contender.id != baseline)
    references: dict[str, Contender] = {}
    for one in contenders:
        reference = references.setdefault(one.entry.name, one)
        if different := differences(one, reference):
            yield found(one.id, Level.WARN, "; ".join(different))
        elif one.versions:
            yield found(one.id, Level.OK, ", ".join(f"{name} {one.versions[name]}" for name in sorted(one.versions)))


CHECK = Check(name=NAME, asks="one version of each package on all runtimes", rule=_judge)
