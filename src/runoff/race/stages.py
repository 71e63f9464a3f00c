"""Decisions of a race as pure functions: they are handed the times, the referee obeys.

Heat 0 runs every contender alone: it finds `inner` (operations per turn), takes
turns at several sizes for the growth check, and learns what a guest costs in
memory and start-up. Heats 1 and up are the race: all guests alive, one turn each a round.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runoff.model.plan import Policy
from runoff.model.sample import Outcome
from runoff.plan.policy import HEATS_HOPED_FOR
from runoff.units import Nanoseconds

CLOCK_STEPS_PER_TURN = 1_000
CALIBRATION_TURNS_MAX = 200
# A JIT compiles what has run for some time, not what has run in three short turns.
CALIBRATION_NS = 300_000_000
# A turn near its target may still sit on a falling warm-up curve: three in a row have to agree.
SETTLED_TURNS = 3
SETTLED_WITHIN = 0.10
GROWTH_TURNS = 5
HEATS_MAX = 40
ROUNDS_FEWEST = 5
# What the host needs between two turns, for the estimate of what a round takes.
BETWEEN_TURNS_NS = 200_000
# Student t falls fast with the first heats: beyond this, another heat narrows more than more rounds do.
ROUNDS_MOST_TIMES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Ask for a turn of this many operations."""

    inner: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """The number of operations that fills a turn."""

    inner: int


def turn_floor_ns(target_ns: int, clock_step_ns: int) -> int:
    """A turn lasts its target, and at least 1,000 steps of the guest's clock."""
    return max(target_ns, CLOCK_STEPS_PER_TURN * clock_step_ns)


def calibrate(turns: Sequence[tuple[int, int]], *, target_ns: int) -> Turn | Calibrated:
    """Double `inner` until a turn lasts `target_ns`, then until three turns agree.

    `turns` are the (inner, wall_ns) taken so far. Once the target is reached `inner` is fitted to
    the time seen, so that turns of all contenders last about the same; a JIT
    that warms up meanwhile makes turns shorter and is fitted again.
    """
    if not turns:
        return Turn(inner=1)
    inner, wall_ns = turns[-1]
    if len(turns) >= CALIBRATION_TURNS_MAX:
        return Calibrated(inner=inner)
    if wall_ns < target_ns / 2:
        # At most tenfold: one reading of a cold operation may be far off in either direction.
        wished = round(inner * target_ns / max(wall_ns, 1))
        return Turn(inner=min(max(inner * 2, wished), inner * 10))
    if inner > 1 and wall_ns > target_ns * 2:
        return Turn(inner=max(1, round(inner * target_ns / wall_ns)))
    if inner == 1 and wall_ns > target_ns:
        return Calibrated(inner=1) if len(turns) >= 2 else Turn(inner=1)
    recent = [ns / ops for ops, ns in turns[-SETTLED_TURNS:]]
    warm = sum(ns for _, ns in turns) >= CALIBRATION_NS
    if warm and len(recent) == SETTLED_TURNS and max(recent) <= min(recent) * (1 + SETTLED_WITHIN):
        return Calibrated(inner=fitted(min(recent), target_ns))
    return Turn(inner=inner)


def fitted(per_op_ns: float, target_ns: int) -> int:
    """Operations that fill a turn; one where a single one is longer."""
    return max(1, round(target_ns / max(per_op_ns, 1e-9)))


def wants_warm(per_op_ns: float, target_ns: int) -> bool:
    """Whether one operation before the timed ones re-warms caches; not when it outlasts a turn."""
    return per_op_ns <= target_ns


def growth_sizes(sizes: Sequence[int], raced: int) -> tuple[int, ...]:
    """Sizes below the raced one for the growth turns, falling; at least two where the size allows.

    Falling, because a JIT is warm after the raced size, and the fixed cost
    should not be mistaken for its warm-up.
    """
    below = {size for size in sizes if size < raced}
    for divisor in (2, 4, 8):
        if len(below) < 2 and raced // divisor >= 1 and raced // divisor < raced:
            below.add(raced // divisor)
    return tuple(sorted(below, reverse=True))


def heat_random(seed: int, heat: int, purpose: str) -> random.Random:
    """The generator of one heat, the same after a resume; text seeds are stable across Pythons."""
    return random.Random(f"{seed}/{heat}/{purpose}")


def groups_by_memory(peaks: Mapping[str, int], baseline: str, available: int) -> tuple[tuple[str, ...], ...]:
    """Split contenders so that each group's guests fit into `available` bytes together.

    The baseline is in every group, because ratios are formed within a round.
    One contender that does not fit beside the baseline gets a group all the same: it has already run alone.
    """
    others = [contender for contender in peaks if contender != baseline]
    base = peaks.get(baseline, 0)
    groups: list[list[str]] = []
    used = 0
    for contender in others:
        if groups and used + peaks[contender] <= available:
            groups[-1].append(contender)
            used += peaks[contender]
            continue
        groups.append([contender])
        used = base + peaks[contender]
    head = [baseline] if baseline in peaks else []
    return tuple(tuple(head + group) for group in groups) or (tuple(head),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the stopping rule gets to see after a heat.

    `half_widths` are relative, one per ratio, None where there is no interval yet. `slowed` says that the
    pacemaker was slow nearly all the time.
    `heat_ns` is what one more heat is expected to take.
    """

    heats: int
    elapsed_ns: Nanoseconds
    heat_ns: Nanoseconds
    half_widths: tuple[float | None, ...]
    slowed: bool = False


def stop(standing: Standing, policy: Policy) -> Outcome | None:
    """How the race ends now, or None for one more heat.

    Asked between heats only, and only about widths: never because a difference became significant.
    """
    if policy.heats:
        return Outcome.HEATS if standing.heats >= policy.heats else None
    if standing.heats >= policy.heats_min and standing.half_widths:
        # A narrow interval of a slowed machine is precise about the wrong thing; a neighbour may leave yet.
        if not standing.slowed and all(
            width is not None and width <= policy.precision for width in standing.half_widths
        ):
            return Outcome.PRECISE
    elif standing.heats >= policy.heats_min:
        # Nobody to compare with: more heats would narrow nothing.
        return Outcome.HEATS
    if standing.heats >= HEATS_MAX:
        return Outcome.HEATS
    # Half a heat over the budget is nearer to what was asked for than half a heat under it.
    if standing.elapsed_ns + standing.heat_ns / 2 > policy.budget_ns:
        return Outcome.BUDGET
    return None


def first_rounds(policy: Policy, *, elapsed_ns: int, round_ns: int, start_ns: int) -> int:
    """Rounds per heat before anything is known about spread: the policy's, or what the budget holds.

    `round_ns` is one turn of everybody, `start_ns` the starting of everybody once. Rounds
    are given up before heats: see `plan.policy.HEATS_HOPED_FOR`.
    """
    heats = policy.heats or max(policy.heats_min, HEATS_HOPED_FOR)
    left_ns = policy.budget_ns - elapsed_ns - heats * start_ns
    affordable = left_ns // max(1, heats * round_ns)
    return int(max(ROUNDS_FEWEST, min(policy.rounds_min, affordable)))


def enough_rounds(rounds: int, wanted: int, steady: Sequence[int]) -> bool:
    """Whether a heat may end: the rounds wanted are there, and half of the contenders have half of them steady.

    A contender that never gets steady must not hold up the others for longer than one more portion.
    """
    if rounds < wanted:
        return False
    if rounds >= 2 * wanted or not steady:
        return True
    return sorted(steady)[len(steady) // 2] * 2 >= wanted
