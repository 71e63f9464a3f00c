"""Rule `effort/next-step`: walk up the ladder until no step further up gains 1.5x.

A step that gains less is passed over, and the one above it is compared with where we stand: a newer interpreter
that gives 5 % must not hide a library that gives 5x. So the choice is the cheapest change from which nothing
dearer is 1.5 times faster. Each decision is made by an interval: all of it above 1.5x means climb, all of it below
means pass over, and an interval that holds 1.5x carries no decision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from runoff.model.result import Interval
from runoff.verdict.ladder import Step

GAIN_WORTH_A_STEP = 1.5

Gain = Callable[[Step, Step], Interval]
"""How many times faster the second is than the first, with its 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A step above where we stand, and what it would add."""

    step: Step
    gain: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """Where the walk ended; `above` are the steps passed over there, `doubt` the one that stopped it undecided."""

    at: Step
    above: tuple[Offer, ...] = ()
    doubt: Offer | None = None


def decide(gain: Interval) -> bool | None:
    """Whether a gain is worth a step; None when its interval does not carry the decision."""
    if gain.low is None or gain.high is None:
        return None
    if gain.low >= GAIN_WORTH_A_STEP:
        return True
    return False if gain.high < GAIN_WORTH_A_STEP else None


def climb(ladder: Sequence[Step], gain: Gain) -> Climb:
    """Walk up a frontier (the baseline first).

    After an undecided step we may stand on either; a later step settles it when it is worth climbing from both.
    """
    maybe: list[Offer] = [Offer(step=ladder[0], gain=Interval(value=1.0, low=1.0, high=1.0))]
    passed: list[Offer] = []
    for step in ladder[1:]:
        gains = [gain(offer.step, step) for offer in maybe]
        decisions = {decide(each) for each in gains}
        offer = Offer(step=step, gain=gains[0])
        if decisions == {True}:
            maybe, passed = [offer], []
        elif decisions == {False}:
            passed.append(offer)
        else:
            maybe.append(offer)
    return Climb(at=maybe[0].step, above=tuple(passed), doubt=maybe[1] if len(maybe) > 1 else None)
