"""Can the guest's clock be believed?

The host times every turn from outside. A guest cannot have worked longer than the turn lasted (a clock that runs
fast); nor much shorter (one that runs slow, stands still or leaves work out), beyond what the pipe costs.
A clock that is wrong is wrong in every turn, while a busy machine makes host or guest late in some: what is
missing is judged in the turns where least is missing. Contended turns say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from runoff.checks import words
from runoff.checks.check import Check, Evidence, contended, finder, first_decile
from runoff.model.result import Finding, Level
from runoff.model.sample import Sample
from runoff.units import NS_PER_MS, NS_PER_US

NAME = "clock"
found = finder(NAME)

LONGER_SHARE, LONGER_NS = 0.01, 50 * NS_PER_US
SHORTER_SHARE, SHORTER_NS = 0.10, 2 * NS_PER_MS
CPU_SHARE, CPU_NS = 0.10, 2 * NS_PER_MS
STEPS_PER_TURN = 1_000


def disagreement(turns: Sequence[Sample]) -> str | None:
    """How inside and outside times differ in nearly every turn; None when they agree."""
    inside = median(turn.warm_ns + turn.wall_ns for turn in turns)
    outside = median(turn.outside_ns for turn in turns)
    longer = median(turn.warm_ns + turn.wall_ns - turn.outside_ns * (1 + LONGER_SHARE) for turn in turns)
    missing = first_decile(turn.outside_ns - turn.warm_ns - turn.wall_ns for turn in turns)
    missing_share = first_decile(1 - (turn.warm_ns + turn.wall_ns) / max(turn.outside_ns, 1) for turn in turns)
    both = f"its clock counts {words.time(inside, 3)} a turn, the host's {words.time(outside, 3)}"
    if longer > LONGER_NS:
        return f"{both}: it runs fast"
    if missing > SHORTER_NS and missing_share > SHORTER_SHARE:
        return f"{both}: {words.percent(missing_share)} is missing"
    return None


def not_a_cpu_clock(turns: Sequence[Sample]) -> str | None:
    """Whether the guest's CPU clock counts more than the kernel gave it: then it is a wall clock."""
    known = [turn for turn in turns if turn.cpu_ns >= 0 and turn.sched_cpu_ns >= 0]
    if not known:
        return None
    beyond = median(turn.cpu_ns - turn.sched_cpu_ns * (1 + CPU_SHARE) for turn in known)
    if beyond <= CPU_NS:
        return None
    inside, kernel = median(turn.cpu_ns for turn in known), median(turn.sched_cpu_ns for turn in known)
    return f"its CPU clock counts {words.time(inside, 3)} a turn where the kernel gave it {words.time(kernel, 3)}"


def _coarse(step_ns: int, turns: Sequence[Sample]) -> str | None:
    wall = median(turn.wall_ns for turn in turns)
    if step_ns <= wall / STEPS_PER_TURN:
        return None
    return f"its clock moves in steps of {words.time(step_ns)}, coarse for turns of {words.time(wall)}"


def _judge(evidence: Evidence) -> Iterator[Finding]:
    steps: dict[str, int] = {}
    for start in evidence.race.starts:
        steps[start.contender] = max(steps.get(start.contender, 0), start.clock_step_ns)
    for summary in evidence.summaries:
        name, turns = summary.contender, evidence.measured(summary.contender)
        if turns:
            yield _one(name, turns, steps.get(name, 0))


def _one(name: str, turns: Sequence[Sample], step_ns: int) -> Finding:
    quiet = [turn for turn in turns if not contended(turn)]
    wrong = disagreement(quiet) if quiet else None
    if wrong:
        return found(name, Level.INVALID, wrong)
    unproven = "" if quiet else f"all {len(turns)} turns contended: inside and outside times cannot be compared"
    doubts = [doubt for doubt in (unproven, _coarse(step_ns, turns), not_a_cpu_clock(turns)) if doubt]
    if doubts:
        return found(name, Level.WARN, "; ".join(doubts))
    off = median(turn.outside_ns - turn.warm_ns - turn.wall_ns for turn in quiet)
    return found(name, Level.OK, f"inside and outside times of {len(quiet)} turns agree to {words.time(abs(off))}")


CHECK = Check(name=NAME, asks="inside and outside times agree, in fine steps", rule=_judge)
