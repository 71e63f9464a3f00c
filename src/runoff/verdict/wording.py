"""The verdict in sentences that somebody can act on: what it gives, what it costs, what the step above would add."""

from __future__ import annotations

from runoff.checks import words
from runoff.model.result import Steady, Summary
from runoff.verdict.climb import GAIN_WORTH_A_STEP, Climb, Offer
from runoff.verdict.ladder import Step

WORTH = f"{GAIN_WORTH_A_STEP:g}x"


def named(step: Step) -> str:
    """`orjson@cpython-3.14 (library)`."""
    return f"{step.contender.id} ({step.change})"


def memory(summary: Summary) -> float | None:
    """Unique memory (USS) in bytes after the turns, or at the start; None where unknown."""
    known = [summary.memory[key] for key in ("uss_end", "uss_ready") if summary.memory.get(key, -1) > 0]
    return known[0] if known else None


def gives(step: Step, baseline: Step) -> str:
    """The gain with its interval."""
    return f"{step.contender.id} does this work {words.ratio(step.summary.ratio)} as fast as {baseline.contender.id}."


def costs(step: Step, baseline: Step) -> str:
    """Effort, memory, start-up and break-even, each beside the baseline's."""
    parts = [f"the change is: {step.change}"]
    ours, theirs = memory(step.summary), memory(baseline.summary)
    if ours is not None and theirs is not None:
        parts.append(f"{words.size(ours)} of memory (baseline {words.size(theirs)})")
    start, base_start = step.summary.start_ms / 1e3, baseline.summary.start_ms / 1e3
    parts.append(f"{words.seconds(start)} to start (baseline {words.seconds(base_start)})")
    return f"Cost: {', '.join(parts)}{_pays(step)}."


def _pays(step: Step) -> str:
    even = step.summary.break_even
    if even is None:
        return ""
    if even.seconds is None:
        return "; it never makes up for its start-up"
    if even.seconds <= 0:
        return "; ahead from the start"
    return f"; it pays after {words.seconds(even.seconds)} of the baseline's work"


def adds(walk: Climb, dearer: bool) -> str:
    """What the steps above would add; `dearer` says whether any valid contender asks for more effort."""
    if not walk.above:
        return "No dearer change is faster." if dearer else "No dearer change was raced."
    best = walk.above[-1]
    near = walk.above[0]
    text = f"The step above, {named(near.step)}, would add {words.ratio(near.gain)}"
    if best is not near:
        text += f", and the fastest, {named(best.step)}, {words.ratio(best.gain)}"
    return f"{text}: under {WORTH}."


def doubts(offer: Offer, at: Step, baseline: Step) -> str:
    """Why the walk could not be decided, and what would decide it."""
    stand = "the baseline" if at is baseline else at.contender.id
    gain = words.ratio(offer.gain)
    if offer.gain.low is None:
        return f"{named(offer.step)} looks {gain} as fast as {stand}, but fewer than 3 heats give no interval."
    return (
        f"{named(offer.step)} is {gain} as fast as {stand}, and a step is worth taking from {WORTH} on: "
        "the interval does not decide it. Race longer (--budget)."
    )


def unsteady(step: Step) -> str:
    """A caveat when the chosen number belongs to no steady state."""
    calm = {Steady.FLAT, Steady.WARM_UP}
    return "" if step.summary.steady.cls in calm else f"Mind: its steady state is '{step.summary.steady.cls}'."
