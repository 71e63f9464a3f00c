"""The ratio of two contenders: how many times faster the other is than the base, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from runoff.model.result import Interval
from runoff.model.sample import Sample
from runoff.stats.allocation import rounds_per_heat as allocate
from runoff.stats.interval import heat_mean
from runoff.stats.order import Mask
from runoff.summary.basis import enough_uncontended
from runoff.summary.pair import (
    HeatPair,
    HeatValue,
    cpu_source,
    is_steady,
    match,
    nearest,
    slow_phase,
    steady_states,
    usable_rounds,
)
from runoff.summary.track import lives, track

FEWEST_ROUNDS = 3
"""Rounds that a heat needs to count, where others have them."""

RARE = math.log(1.02)
"""Sums and middles of rounds that differ by less than this are not worth a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioEstimate:
    """Time of the base over time of the other, with its 95 % interval over heats.

    `interval` is on the scale of ratios, without low and high when fewer than
    2 heats can be used. `basis` is `wall` or `cpu`. `heat_logs` are the used heats' values, natural
    logs. `between_var` and `within_var` are variances of logs: of the heats' true values, and of
    one heat's value around its own. Rounds are counted over all heats: `rounds_used` stand behind the value.
    """

    interval: Interval
    basis: str
    heat_logs: tuple[float, ...]
    between_var: float
    within_var: float
    rounds_used: int
    rounds_contended: int
    rounds_slow_phase: int
    heats_used: int
    notes: tuple[str, ...] = ()


def estimate(
    base: Sequence[Sequence[Sample]],
    other: Sequence[Sequence[Sample]],
    *,
    seed: int,
    fast: bool = False,
) -> RatioEstimate:
    """Ratio from the samples per heat of two contenders, matched by heat number and round.

    `seed` and `fast` change nothing in this version: the interval needs no
    resampling. `LiveRatios` gives the same numbers without reading old heats again.
    """
    del seed, fast
    bases = {samples[0].heat: [track(life) for life in lives(samples)] for samples in base if samples}
    others = [(samples[0].heat, track(life)) for samples in other if samples for life in lives(samples)]
    pairs = [match(nearest(bases[heat], one), one) for heat, one in others if heat in bases]
    return pair_estimate(pairs)


def pair_estimate(heats: Sequence[HeatPair]) -> RatioEstimate:
    """Ratio from matched heats."""
    pairs = [heat for heat in heats if len(heat)]
    slow = slow_phase(pairs)
    states = steady_states(pairs, slow)
    keep = [usable_rounds(mask, both) for mask, both in zip(slow, states, strict=True)]
    contended = sum(int(heat.contended.sum()) for heat in pairs)
    slow_count = sum(int(marked.sum()) for marked in slow)
    notes = []
    basis, uncontended = _basis(pairs, keep, contended)
    if basis != "wall":
        notes.append(f"{contended} rounds waited for a core: compared by CPU time")
    elif contended and not uncontended:
        notes.append(f"{contended} rounds waited for a core, and there is no CPU time to compare instead")
    if slow_count:
        notes.append(f"{slow_count} rounds fell into a slow phase of the machine and are left out")
    unsteady = sum(not all(map(is_steady, both)) for both in states)
    if unsteady:
        notes.append(f"no steady state in {unsteady} of {len(pairs)} heats: their second half is used")
    if uncontended:
        keep = [mask & ~heat.contended for heat, mask in zip(pairs, keep, strict=True)]
    found = [heat.value(basis, mask) for heat, mask in zip(pairs, keep, strict=True)]
    values = _sound([value for value in found if value is not None])
    return _estimate(values, basis, contended, slow_count, notes)


def _estimate(values: Sequence[HeatValue], basis: str, contended: int, slow: int, notes: list[str]) -> RatioEstimate:
    if not values:
        interval, between, within = Interval(value=math.nan), 0.0, 0.0
        notes.append("no round in which both had a turn")
    else:
        mean = heat_mean(
            [heat.value for heat in values], [heat.variance for heat in values], [heat.rounds for heat in values]
        )
        interval, between, within = mean.exponential(), mean.between_var, mean.within_var
        notes += rare_turns(values)
        if len(values) == 1:
            notes.append("one heat only: no interval across heats")
    return RatioEstimate(
        interval=interval,
        basis="wall" if basis == "wall" else "cpu",
        heat_logs=tuple(heat.value for heat in values),
        between_var=between,
        within_var=within,
        rounds_used=sum(heat.rounds for heat in values),
        rounds_contended=contended,
        rounds_slow_phase=slow,
        heats_used=len(values),
        notes=tuple(notes),
    )


def rare_turns(values: Sequence[HeatValue]) -> list[str]:
    """A note when the sums of all rounds tell another ratio than the middle round does.

    Turns are short, so that both contenders meet the same machine; a cost that falls into one turn in many
    (a collection of the whole heap) is then not in the middle one. Said when the two differ by
    more than 2 % beyond what the heats leave open.
    """
    if len(values) < FEWEST_ROUNDS:
        return []
    gap = heat_mean([heat.total - heat.value for heat in values], [0.0] * len(values))
    if gap.half_width is None or abs(gap.mean) - gap.half_width <= RARE:
        return []
    total = math.exp(math.fsum(heat.total for heat in values) / len(values))
    return [f"the sums of all steady rounds give {total:.3g}x: some turns cost far more than the middle one"]


def _basis(heats: Sequence[HeatPair], keep: Sequence[Mask], contended: int) -> tuple[str, bool]:
    """What to compare (`wall`, or a source of CPU time) and whether contended rounds are left out.

    One choice for all heats of the pair: a wall ratio and a CPU ratio are different quantities, and
    their mean is neither.
    """
    if not contended:
        return "wall", False
    if enough_uncontended([mask & ~heat.contended for heat, mask in zip(heats, keep, strict=True)]):
        return "wall", True
    source = cpu_source(list(heats))
    return ("wall", False) if source == "none" else (source, False)


def _sound(values: Sequence[HeatValue]) -> Sequence[HeatValue]:
    """The heats with 3 rounds, if there are two of them: a median of fewer is at the mercy of each."""
    sound = [value for value in values if value.rounds >= FEWEST_ROUNDS]
    return sound if len(sound) >= 2 else values


def rounds_per_heat(
    estimates: Sequence[RatioEstimate],
    *,
    round_cost_ns: float,
    heat_cost_ns: float,
    minimum: int,
    maximum: int,
) -> int:
    """Rounds the next heat should have (Kalibera and Jones 2013), for the ratio that is known least.

    `round_cost_ns` is what one more round costs, `heat_cost_ns` what starting one more heat costs.
    """
    known = [one for one in estimates if one.heats_used >= 2 and one.interval.half_width is not None]
    if not known:
        return minimum
    widest = max(known, key=lambda one: one.interval.half_width or 0.0)
    per_round = widest.within_var * widest.rounds_used / widest.heats_used
    return allocate(
        within_var=per_round,
        between_var=widest.between_var,
        round_cost=round_cost_ns,
        heat_cost=heat_cost_ns,
        minimum=minimum,
        maximum=maximum,
    )
