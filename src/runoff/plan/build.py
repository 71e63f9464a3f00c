"""Entries x runtimes -> contenders, and the one that the others are compared with. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from runoff.errors import UsageError
from runoff.model.plan import Contender, Plan, Policy
from runoff.model.runtime import Runtime
from runoff.model.workload import Change, Entry, Workload
from runoff.plan.choose import is_own, named_by, nearest


def build_plan(
    workload: Workload,
    runtimes: Sequence[Runtime],
    entries: Sequence[str],
    policy: Policy,
    seed: int,
    baseline: str | None = None,
) -> Plan:
    """Cross the workload's entries (only those named, if any are) with the runtimes that take them.

    `baseline` is a contender's id, a runtime or an entry; by default the first entry that
    asks for no change, on the Python that runs runoff. UsageError, with the nearest names, for an
    entry or baseline that is not there, and when nothing is left to race.
    """
    contenders = _contenders(_entries(workload, entries), runtimes)
    if not contenders:
        names = ", ".join(dict.fromkeys(each.id for each in runtimes)) or "nothing"
        offered = ", ".join(f"{entry.name} ({entry.language})" for entry in workload.entries)
        raise UsageError(f"no entry of {workload.name} runs on {names}", hint=f"its entries are {offered}")
    return Plan(
        workload=workload,
        size=workload.quick_size if policy.quick else workload.sizes[-1],
        contenders=contenders,
        baseline=_named_baseline(contenders, baseline) if baseline else default_baseline(contenders),
        policy=policy,
        seed=seed,
    )


def settle_plan(plan: Plan, reasons: Mapping[str, str], versions: Mapping[str, Mapping[str, str]]) -> Plan:
    """The plan after preparation: `reasons` for contenders that cannot take part, package `versions` for the others.

    When the baseline is among those that cannot, the default rule finds another.
    """
    contenders = tuple(
        replace(each, reason=reasons.get(each.id, each.reason), versions=versions.get(each.id, each.versions))
        for each in plan.contenders
    )
    keep = next(each for each in contenders if each.id == plan.baseline).available
    return replace(plan, contenders=contenders, baseline=plan.baseline if keep else default_baseline(contenders))


def default_baseline(contenders: Sequence[Contender]) -> str:
    """What a user has today: no change, on the Python that runs runoff; else the nearest to it that can run."""
    return min(contenders, key=_distance).id


def _distance(contender: Contender) -> tuple[bool, ...]:
    unchanged = contender.entry.change is Change.NONE
    own = is_own(contender.runtime)
    # A copy of an A/A pair is not the first choice.
    return not contender.available, not (unchanged and own), not unchanged, not own, "#" in contender.id


def _entries(workload: Workload, names: Sequence[str]) -> list[Entry]:
    known = [entry.name for entry in workload.entries]
    for name in names:
        if name not in known:
            raise UsageError(f"{workload.name} has no entry {name!r}", where="--entry", hint=nearest(name, known))
    return [entry for entry in workload.entries if not names or entry.name in names]


def _contenders(entries: Sequence[Entry], runtimes: Sequence[Runtime]) -> tuple[Contender, ...]:
    seen: Counter[str] = Counter()
    contenders = []
    for entry in entries:
        for runtime in runtimes:
            if not runtime.takes(entry.language, entry.runtimes):
                continue
            name = f"{entry.name}@{runtime.id}"
            seen[name] += 1
            copy = f"#{seen[name]}" if seen[name] > 1 else ""
            contenders.append(Contender(id=name + copy, entry=entry, runtime=runtime, reason=_reason(runtime)))
    return tuple(contenders)


def _reason(runtime: Runtime) -> str:
    if runtime.available:
        return ""
    return f"{runtime.reason}; get it: {runtime.get}" if runtime.get else runtime.reason


def _named_baseline(contenders: Sequence[Contender], name: str) -> str:
    """The contender with this id, else the nearest to the default rule of this entry or runtime."""
    meant = [each for each in contenders if each.id == name]
    meant = meant or [each for each in contenders if each.entry.name == name]
    if not meant:
        runtimes = named_by(name, [each.runtime for each in contenders])
        meant = [each for each in contenders if each.runtime in runtimes]
    if not meant:
        known = [each.id for each in contenders]
        known += [each.entry.name for each in contenders] + [each.runtime.id for each in contenders]
        hint = nearest(name, list(dict.fromkeys(known)))
        raise UsageError(f"the baseline {name!r} is not among the contenders", where="--baseline", hint=hint)
    chosen = min(meant, key=_distance)
    if not chosen.available:
        raise UsageError(f"the baseline {chosen.id} cannot run: {chosen.reason}", where="--baseline")
    return chosen.id
