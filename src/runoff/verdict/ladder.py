"""The ladder of changes: which contenders are worth looking at, in rising effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from runoff.model.plan import Contender
from runoff.model.result import Summary
from runoff.model.workload import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A valid contender with the change it asks for; `speed` is its ratio to the baseline (1 for the baseline)."""

    contender: Contender
    summary: Summary
    change: Change
    speed: float


def change_asked(contender: Contender, baseline: Contender) -> Change:
    """What going from the baseline to this contender asks for.

    Another interpreter, family or version, is at least a change of runtime, even with the same code.
    """
    same_entry = contender.entry.name == baseline.entry.name
    of_code = Change.NONE if same_entry else contender.entry.change
    moves = contender.runtime.id != baseline.runtime.id
    return max(of_code, Change.RUNTIME if moves else Change.NONE, key=lambda change: change.effort)


def is_copy(contender: Contender, baseline: Contender) -> bool:
    """Whether this is the baseline once more (an A/A pair)."""
    return contender.entry.name == baseline.entry.name and contender.runtime.id == baseline.runtime.id


def steps(baseline: Contender, valid: Sequence[tuple[Contender, Summary]]) -> tuple[Step, ...]:
    """The baseline first, then everyone who is not a copy of it, in rising effort, the faster first."""
    ours = next(summary for contender, summary in valid if contender.id == baseline.id)
    first = Step(contender=baseline, summary=ours, change=Change.NONE, speed=1.0)
    others = [
        Step(
            contender=contender,
            summary=summary,
            change=change_asked(contender, baseline),
            speed=summary.ratio.value,
        )
        for contender, summary in valid
        if summary.ratio is not None and not is_copy(contender, baseline)
    ]
    others.sort(key=lambda step: (step.change.effort, -step.speed))
    return (first, *others)


def frontier(all_steps: Sequence[Step]) -> tuple[Step, ...]:
    """The fastest step of each effort, leaving out those that are no faster than a lower one."""
    kept: list[Step] = list(all_steps[:1])
    efforts: set[int] = set()
    for step in all_steps[1:]:
        if step.change.effort in efforts:
            continue
        efforts.add(step.change.effort)
        if step.speed > kept[-1].speed:
            kept.append(step)
    return tuple(kept)
