"""The verdict in sentences that somebody can act on: what it gives, what it costs, what the step above would add."""

from __future__ import annotations

from runoff.checks import words
from runoff.model.result import Steady, Summary
from runoff.model.workload import Change
from runoff.verdict.climb import GAIN_WORTH_A_STEP, Climb, Offer
from runoff.verdict.ladder import Step

WORTH = f"{GAIN_WORTH_A_STEP:g}x"

EFFORTS = {
    Change.NONE: "no change of code",
    Change.RUNTIME: "another runtime for the same code",
    Change.LIBRARY: "another library",
    Change.ANNOTATE: "annotations in the code",
    Change.PARALLEL: "parallel code",
    Change.REWRITE: "a rewrite",
}


def named(step: Step) -> str:
    """`orjson@cpython-3.14 (library)`."""
    return f"{step.contender.id} ({step.change})"


def memory(summary: Summary) -> float | None:
    """Unique memory (USS) in bytes after the turns, or at the start; None where unknown."""
    known = [summary.memory[key] for key in ("uss_end", "uss_ready") if summary.memory.get(key, -1) > 0]
    return known[0] if known else None


def gives(step: Step, baseline: Step, subject: str) -> str:
    """The gain with its interval."""
    return f"{subject} does this work {words.ratio(step.summary.ratio)} as fast as {baseline.contender.id}."


def costs(step: Step, baseline: Step) -> str:
    """Effort, memory, start-up and break-even, each beside the baseline's."""
    parts = [effort(step, baseline)]
    ours, theirs = memory(step.summary), memory(baseline.summary)
    if ours is not None and theirs is not None:
        parts.append(_instead(words.size(ours), "of memory", words.size(theirs)))
    start, base_start = step.summary.start_ms / 1e3, baseline.summary.start_ms / 1e3
    parts.append(_instead(words.seconds(start), "to start", words.seconds(base_start)))
    return f"It costs {words.listed(parts)}{_pays(step)}."


def _instead(ours: str, what: str, theirs: str) -> str:
    return f"{ours} {what} as before" if ours == theirs else f"{ours} {what} instead of {theirs}"


def effort(step: Step, baseline: Step) -> str:
    """What the change asks for, in words."""
    moves = step.contender.runtime.id != baseline.contender.runtime.id
    same_language = step.contender.runtime.language == baseline.contender.runtime.language
    if moves and same_language and step.change is not Change.RUNTIME:
        return f"{EFFORTS[step.change]}, on {step.contender.runtime.id}"
    return EFFORTS[step.change]


def _pays(step: Step) -> str:
    even = step.summary.break_even
    if even is None:
        return ""
    if even.seconds is None:
        return ", which it never makes up for"
    if even.seconds <= 0:
        return "; it is ahead from the start"
    return f"; it is ahead after {words.seconds(even.seconds)} of the baseline's work"


def adds(walk: Climb, dearer: bool) -> str:
    """What the steps above would add; `dearer` says whether any valid contender asks for more effort."""
    if not walk.above:
        return "No dearer change is faster." if dearer else "No dearer change was raced."
    near, best = walk.above[0], walk.above[-1]
    text = f"The step above, {named(near.step)}, would add {words.ratio(near.gain)}"
    if best is not near:
        text += f" and the fastest, {named(best.step)}, {words.ratio(best.gain)}"
    return f"{text}; a step is worth taking from {WORTH} on."


def doubts(offer: Offer, stand: str) -> str:
    """Why the walk could not be decided, and what would decide it."""
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
    return "" if step.summary.steady.cls in calm else f"Mind its steady state: {step.summary.steady.cls}."
