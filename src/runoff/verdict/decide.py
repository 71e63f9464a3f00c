"""From valid contenders to one verdict: choose, stay, or unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from runoff.checks import words
from runoff.model.plan import Contender
from runoff.model.result import Status, Summary, Verdict
from runoff.verdict import wording
from runoff.verdict.climb import Climb, Gain, climb
from runoff.verdict.ladder import Step, frontier, is_copy, steps

RULE = "effort/next-step"
NO_BASELINE = "baseline/valid"
ALONE = "contenders/two"

CHOOSE, STAY, UNKNOWN = "choose", "stay", "unknown"


def decide(
    baseline: Contender,
    statuses: Mapping[str, tuple[Status, str]],
    valid: Sequence[tuple[Contender, Summary]],
    gain: Gain,
) -> Verdict:
    """The verdict; `statuses` of every contender by id, `gain` compares two contenders directly."""
    status, reason = statuses[baseline.id]
    if status is not Status.OK:
        because = f"The baseline {baseline.id} is {status} ({reason}): there is nothing to compare with"
        return Verdict(call=UNKNOWN, choose=None, rule=NO_BASELINE, because=because)
    others = [contender for contender, summary in valid if summary.ratio and not is_copy(contender, baseline)]
    if not others:
        return Verdict(call=UNKNOWN, choose=None, rule=ALONE, because=_alone(baseline, statuses, valid))
    ladder = steps(baseline, valid)
    return worded(climb(frontier(ladder), gain), ladder)


def _alone(
    baseline: Contender, statuses: Mapping[str, tuple[Status, str]], valid: Sequence[tuple[Contender, Summary]]
) -> str:
    counts = Counter(status for name, (status, _) in statuses.items() if name != baseline.id)
    lost = [f"{counts[status]} {status}" for status in Status if counts[status] and status is not Status.OK]
    told = f" ({words.listed(lost)})" if lost else ""
    if len(valid) > 1:
        return f"Only copies of {baseline.id} gave a valid number{told}: this race shows noise, not a choice"
    return f"No contender but {baseline.id} gave a valid number{told}"


def worded(walk: Climb, ladder: Sequence[Step]) -> Verdict:
    """A finished walk as a verdict."""
    baseline, at = ladder[0], walk.at
    if walk.doubt is not None:
        safe = "" if at is baseline else f"{wording.gives(at, baseline, at.contender.id)} "
        because = safe + wording.doubts(walk.doubt, at.contender.id)
        return Verdict(call=UNKNOWN, choose=None, rule=RULE, because=because)
    dearer = any(step.change.effort > at.change.effort for step in ladder)
    if at is baseline:
        return Verdict(call=STAY, choose=baseline.contender.id, rule=RULE, because=_stay(walk, ladder))
    said = (
        wording.gives(at, baseline, "It"),
        wording.costs(at, baseline),
        wording.adds(walk, dearer),
        wording.unsteady(at),
    )
    return Verdict(call=CHOOSE, choose=at.contender.id, rule=RULE, because=" ".join(filter(None, said)))


def _stay(walk: Climb, ladder: Sequence[Step]) -> str:
    baseline = ladder[0]
    if walk.above:
        best = walk.above[-1]
        return (
            f"No change raced here is worth its effort: the fastest, {wording.named(best.step)}, is "
            f"{words.ratio(best.gain)} as fast as {baseline.contender.id}, and a step is worth taking from "
            f"{wording.WORTH} on."
        )
    fastest = max(ladder[1:], key=lambda step: step.speed)
    told = words.ratio(fastest.summary.ratio)
    return f"Nothing raced here is faster: the best other, {wording.named(fastest)}, is {told} as fast."
