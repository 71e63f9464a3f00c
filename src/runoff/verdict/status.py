"""What became of each contender, and which lane it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from runoff.model.plan import Contender
from runoff.model.result import Finding, Lane, Level, Status, Summary
from runoff.model.sample import Mishap, Outcome, Race


def status_of(
    contender: Contender, race: Race, summary: Summary | None, findings: Sequence[Finding]
) -> tuple[Status, str]:
    """Status and reason; `findings` are this contender's own.

    A contender that died for good is failed even when it left turns behind: a crash must never win.
    """
    if not contender.available:
        return Status.UNAVAILABLE, contender.reason
    mishaps = [mishap for mishap in race.mishaps if mishap.contender == contender.id]
    final = [mishap for mishap in mishaps if mishap.final]
    if final:
        return Status.FAILED, _story(final[-1])
    if summary is None:
        return Status.FAILED, _story(mishaps[-1]) if mishaps else _untold(race)
    invalid = [finding for finding in findings if finding.level is Level.INVALID]
    if invalid:
        return Status.INVALID, "; ".join(f"{finding.check}: {finding.evidence}" for finding in invalid)
    return Status.OK, ""


def _story(mishap: Mishap) -> str:
    when = f"heat {mishap.heat}, round {mishap.round}" if mishap.round else f"heat {mishap.heat}"
    return f"{mishap.kind}: {mishap.what} ({when})"


def _untold(race: Race) -> str:
    unfinished = race.outcome is Outcome.UNFINISHED
    return "the race was not finished: no turn of it was measured" if unfinished else "no turn of it was measured"


def speed_key(summary: Summary) -> float:
    """Sorts the faster first: by ratio where there is one, else by time."""
    return -summary.ratio.value if summary.ratio is not None else summary.per_op_ns.value


def lanes(race: Race, valid: Mapping[str, Summary]) -> dict[str, tuple[Lane, ...]]:
    """Same code: the baseline's entry on every runtime. Best of each: every runtime's fastest valid contender."""
    plan = race.plan
    entry = plan.contender(plan.baseline).entry.name
    with_ratio = plan.baseline in valid

    def key(contender: Contender) -> float:
        summary = valid[contender.id]
        if with_ratio:
            return -1.0 if contender.id == plan.baseline or summary.ratio is None else -summary.ratio.value
        return summary.per_op_ns.value

    best: dict[str, Contender] = {}
    for contender in plan.contenders:
        if contender.id in valid and (
            contender.runtime.id not in best or key(contender) < key(best[contender.runtime.id])
        ):
            best[contender.runtime.id] = contender
    winners = {contender.id for contender in best.values()}
    return {
        contender.id: tuple(
            lane
            for lane, inside in (
                (Lane.SAME_CODE, contender.entry.name == entry),
                (Lane.BEST_OF_EACH, contender.id in winners),
            )
            if inside
        )
        for contender in plan.contenders
    }
