"""What was found: traps, contenders that are missing, warnings, and how the race went."""

from __future__ import annotations

from runoff.checks import words
from runoff.model.result import Finding, Level, Status, WorkloadResult
from runoff.model.sample import Outcome
from runoff.report.blocks import Item, Items, Tone

OUTCOMES = {
    Outcome.PRECISE: "every ratio reached ±{asked}",
    Outcome.BUDGET: "the budget was used up before every ratio reached ±{asked}",
    Outcome.HEATS: "stopped after the number of heats asked for",
    Outcome.UNFINISHED: "NOT FINISHED (`runoff resume` goes on)",
    Outcome.NOTHING: "there was nothing to race",
}


def traps(result: WorkloadResult) -> Items | None:
    """Every invalid number with the evidence against it."""
    items = [
        Item(mark="INVALID", text=f"{row.contender.id}: {row.reason}", tone=Tone.BAD)
        for row in result.rows
        if row.status is Status.INVALID
    ]
    return Items(title="Struck out", items=tuple(items)) if items else None


def misses(result: WorkloadResult) -> Items | None:
    """Contenders without a number, each with its reason."""
    items = [
        Item(mark=str(row.status), text=f"{row.contender.id}: {row.reason}", tone=Tone.WARN)
        for row in result.rows
        if row.status in (Status.UNAVAILABLE, Status.FAILED)
    ]
    return Items(title="Not in the race", items=tuple(items)) if items else None


def warnings(result: WorkloadResult) -> Items | None:
    """Warnings, one line per check and evidence, naming everyone it applies to."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for finding in _warned(result):
        grouped.setdefault((finding.check, finding.evidence), []).append(finding.contender)
    items = [
        Item(mark=check, text=f"{', '.join(names)}: {evidence}", tone=Tone.WARN)
        for (check, evidence), names in sorted(grouped.items(), key=lambda item: item[0][0])
    ]
    return Items(title="Warnings", items=tuple(items)) if items else None


def _warned(result: WorkloadResult) -> list[Finding]:
    valid = [row for row in result.rows if row.status is Status.OK]
    return [finding for row in valid for finding in row.findings if finding.level is Level.WARN]


def raced_how(result: WorkloadResult) -> str:
    """Heats, rounds, seed, time, and whether the precision asked for was reached."""
    race = result.race
    summaries = [row.summary for row in result.rows if row.summary is not None]
    heats = max((summary.heats for summary in summaries), default=0)
    rounds = max((summary.rounds for summary in summaries), default=0)
    outcome = OUTCOMES[race.outcome].format(asked=f"{race.plan.policy.precision * 100:g}%")
    if race.outcome is Outcome.PRECISE and any(finding.check == "precise" for finding in _warned(result)):
        # The referee stops on what it sees live; the intervals of the page have the last word.
        outcome = "stopped as precise enough, but see the warnings"
    parts = [f"{heats} heat{'' if heats == 1 else 's'}, {rounds} rounds", f"seed {race.plan.seed}"]
    if race.elapsed_ns:
        parts.append(words.seconds(race.elapsed_ns / 1e9))
    if len(race.groups) > 1:
        parts.append(f"in {len(race.groups)} groups to fit into memory, the baseline in each")
    return f"{', '.join(parts)}; {outcome}."
