"""Can the guest's clock be believed?

The host times every turn from outside. A guest cannot have worked longer than the turn lasted (a clock that runs
fast); nor much shorter (one that runs slow, stands still or leaves work out), beyond what the pipe costs.
A clock that is wrong is wrong in every turn, while a busy machine makes the host late in some: what is
missing is judged in the turns where least is missing. Where the kernel tells how long the guest was on a core, that is
the witness, because it does not depend on when the host was woken; only more than half of a turn
missing, and 20 ms at least, stands without it (a guest that sleeps by a slow clock). Contended turns say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

import numpy as np

from runoff.checks import words
from runoff.checks.check import Check, Evidence, contended, finder, first_decile, spread
from runoff.model.result import Finding, Level
from runoff.model.sample import Sample
from runoff.stats.order import Floats
from runoff.units import NS_PER_MS, NS_PER_US

NAME = "clock"
found = finder(NAME)

LONGER_SHARE, LONGER_NS = 0.01, 50 * NS_PER_US
SHORTER_SHARE, SHORTER_NS = 0.10, 1 * NS_PER_MS
ASLEEP_SHARE, ASLEEP_NS = 0.50, 20 * NS_PER_MS
CPU_SHARE, CPU_NS = 0.10, 2 * NS_PER_MS
STEPS_PER_TURN = 1_000


def disagreement(turns: Sequence[Sample], *, quiet: bool = True) -> str | None:
    """How inside and outside times differ in nearly every turn; None when they agree.

    In turns that had to wait for a core (not `quiet`) only the kernel's account of the time on it can be compared.
    """
    inside, outside = _inside(turns), _column(turns, "outside_ns")
    missing, missing_share = _missing(inside, outside)
    unseen, unseen_share = _missing(inside, _witness(turns, outside))
    both = f"its clock counts {_typical(inside)} a turn, the host's {_typical(outside)}"
    if quiet and float(np.median(inside - outside * (1 + LONGER_SHARE))) > LONGER_NS:
        return f"{both}: it runs fast"
    if unseen > SHORTER_NS and unseen_share > SHORTER_SHARE and missing > SHORTER_NS:
        return f"{both}: {words.percent(unseen_share)} is missing"
    if quiet and missing > ASLEEP_NS and missing_share > ASLEEP_SHARE:
        return f"{both}: {words.percent(missing_share)} is missing"
    return None


def _missing(inside: Floats, witness: Floats) -> tuple[float, float]:
    """Nanoseconds and share that the guest's clock did not count, in the turns where least is missing."""
    return first_decile(witness - inside), first_decile(1 - inside / np.maximum(witness, 1))


def _witness(turns: Sequence[Sample], outside: Floats) -> Floats:
    """How long the guest worked at least, by the kernel; by the host's clock where the kernel does not tell.

    Several threads at once can be on cores for longer than the turn lasted.
    """
    on_core = _column(turns, "sched_cpu_ns")
    return np.where(on_core >= 0, np.minimum(on_core, outside), outside)


def not_a_cpu_clock(turns: Sequence[Sample]) -> str | None:
    """Whether the guest's CPU clock counts more than the kernel gave it: then it is a wall clock."""
    known = [turn for turn in turns if turn.cpu_ns >= 0 and turn.sched_cpu_ns >= 0]
    if not known:
        return None
    counted, given = _column(known, "cpu_ns"), _column(known, "sched_cpu_ns")
    if float(np.median(counted - given * (1 + CPU_SHARE))) <= CPU_NS:
        return None
    return f"its CPU clock counts {_typical(counted)} a turn where the kernel gave it {_typical(given)}"


def _column(turns: Sequence[Sample], name: str) -> Floats:
    return np.fromiter(map(attrgetter(name), turns), dtype=np.float64, count=len(turns))


def _inside(turns: Sequence[Sample]) -> Floats:
    return _column(turns, "warm_ns") + _column(turns, "wall_ns")


def _typical(column: Floats) -> str:
    return words.time(float(np.median(column)), 3)


def _coarse(step_ns: int, turns: Sequence[Sample]) -> str | None:
    wall = float(np.median(_column(turns, "wall_ns")))
    if step_ns <= wall / STEPS_PER_TURN:
        return None
    return f"its clock moves in steps of {words.time(step_ns)}, coarse for turns of {words.time(wall)}"


def _judge(evidence: Evidence) -> Iterator[Finding]:
    steps: dict[str, int] = {}
    for start in evidence.race.starts:
        steps[start.contender] = max(steps.get(start.contender, 0), start.clock_step_ns)
    for summary in evidence.summaries:
        name, turns = summary.contender, spread(evidence.measured(summary.contender))
        if turns:
            yield _one(name, turns, steps.get(name, 0))


def _one(name: str, turns: Sequence[Sample], step_ns: int) -> Finding:
    quiet = [turn for turn in turns if not contended(turn)]
    wrong = disagreement(quiet) if quiet else disagreement(turns, quiet=False)
    if wrong:
        return found(name, Level.INVALID, wrong)
    unproven = "" if quiet else f"all {len(turns)} turns contended: inside and outside times cannot be compared"
    doubts = [doubt for doubt in (unproven, _coarse(step_ns, turns), not_a_cpu_clock(turns)) if doubt]
    if doubts:
        return found(name, Level.WARN, "; ".join(doubts))
    off = abs(float(np.median(_column(quiet, "outside_ns") - _inside(quiet))))
    return found(name, Level.OK, f"inside and outside times of {len(quiet)} turns agree to {words.time(off)}")


CHECK = Check(name=NAME, asks="inside and outside times agree, in fine steps", rule=_judge)
