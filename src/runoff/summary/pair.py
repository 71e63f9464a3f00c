"""Two contenders matched round by round: what each heat says about their ratio."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from runoff.model.result import Steady
from runoff.stats.interval import median_variance
from runoff.stats.modes import slow_rounds
from runoff.stats.order import Floats, Mask, median, quantile
from runoff.stats.steady import SteadyHeat, classify
from runoff.summary.pace import Pace, slow_by_pace
from runoff.summary.track import Track, cpu_sources, log_cpu

QUICK = 0.1
"""Quantile of a contender's times that stands for its own quick level."""

FEWEST_LEFT = 3
"""Heats with quick rounds, and quick rounds in each, that an estimate within the quick phase needs."""
FEWEST_WITNESSED = 3
WITNESS_Z = 3.3
APART_WITNESSED = 2.5
"""Modes may lie closer, and flow into each other, where a second contender bears witness."""
RATIO_STEP = math.log(1.01)

STILL = SteadyHeat(cls=Steady.FLAT, start=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatValue:
    """One heat's log ratio (median over its rounds), that median's variance, and the rounds behind it.

    `total` is the log ratio of the sums of all these rounds' times.
    """

    value: float
    variance: float
    rounds: int
    total: float


@dataclass(slots=True)
class HeatPair:
    """The rounds of one heat in which both contenders had a turn.

    `first` and `second` are the indices of those rounds in the two tracks.
    """

    base: Track
    other: Track
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    contended: Mask
    base_calm: Floats
    other_calm: Floats
    pace: Floats | None = None
    _values: dict[tuple[str, bytes], HeatValue | None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.first)

    def steady(self, slow: Mask) -> tuple[SteadyHeat, SteadyHeat]:
        """Class and start (as an index into the matched rounds that are not slow) of both."""
        return classify(self.base_calm[~slow]), classify(self.other_calm[~slow])

    def _logs(self, basis: str) -> tuple[Floats, Floats]:
        """Log times of both per matched round; `basis` is wall, inside or outside."""
        if basis == "wall":
            return self.base.log_wall[self.first], self.other.log_wall[self.second]
        return log_cpu(self.base, basis)[self.first], log_cpu(self.other, basis)[self.second]

    def value(self, basis: str, keep: Mask) -> HeatValue | None:
        """This heat's value on the rounds to keep; None when there are none."""
        key = (basis, keep.tobytes())
        if key not in self._values:
            base, other = (logs[keep] for logs in self._logs(basis))
            self._values[key] = _heat_value(base, other) if len(base) else None
        return self._values[key]


def _heat_value(base: Floats, other: Floats) -> HeatValue:
    rows = base - other
    return HeatValue(
        value=median(rows),
        variance=median_variance(rows),
        rounds=len(rows),
        total=float(np.log(np.exp(base).mean() / np.exp(other).mean())),
    )


def nearest(bases: Sequence[Track], other: Track) -> Track:
    """The one of the base's lives in a heat that was lived beside `other`."""
    return min(bases, key=lambda base: abs(int(base.at[0]) - int(other.at[0])))


def match(base: Track, other: Track, pace: Pace | None = None) -> HeatPair:
    """Match two tracks of one heat by round, with the pacemaker's turn beside each."""
    _, first, second = np.intersect1d(base.rounds, other.rounds, assume_unique=True, return_indices=True)
    return HeatPair(
        base=base,
        other=other,
        first=first,
        second=second,
        contended=base.contended[first] | other.contended[second],
        base_calm=base.calm[first],
        other_calm=other.calm[second],
        pace=None if pace is None else pace.beside(base.at[first]),
    )


def slow_phase(heats: list[HeatPair]) -> list[Mask]:
    """Per heat, the matched rounds to leave out because the machine was slow in them and that changes the ratio.

    The pacemaker tells when the machine was slow; races without one are searched for `phases`.
    A phase in which both slow down by the same factor cancels in the ratio, round by round, and
    its rounds are as good as any.
    """
    if not heats:
        return []
    base = np.concatenate([heat.base_calm for heat in heats])
    other = np.concatenate([heat.other_calm for heat in heats])
    heat_of = np.repeat(np.arange(len(heats)), [len(heat) for heat in heats])
    paces = [heat.pace for heat in heats if heat.pace is not None]
    if len(paces) == len(heats):
        marked = slow_by_pace(np.concatenate(paces))
        left = [int((~marked[heat_of == heat]).sum()) >= FEWEST_LEFT for heat in range(len(heats))]
        if sum(left) < min(FEWEST_LEFT, len(heats)):
            # Too little of a quick phase to say anything about it; the check `pace` tells.
            marked = np.zeros(len(base), dtype=bool)
    else:
        marked = phases(base, other, heat_of)
    if not changes_ratio(base - other, marked):
        marked = np.zeros(len(base), dtype=bool)
    edges = np.cumsum([len(heat) for heat in heats])[:-1]
    return list(np.split(marked, edges))


def phases(base: Floats, other: Floats, heat_of: NDArray[np.intp]) -> Mask:
    """Rounds of a slow phase of the machine, from log times per round and the heat of each.

    Either both contenders have two modes at once; or one has, and in the same rounds of the same heats the other
    one, which may hardly feel it, is slower too: nothing but the machine connects the two.
    """
    # Against the quick end of each, not the middle: one contender that is quick in half of the heats lies
    # below its own median there, and would make the other half look like a slow phase of both.
    slow_base, slow_other = _slowness(base), _slowness(other)
    marked = with_edges(slow_rounds(np.minimum(slow_base, slow_other)), slow_base, slow_other)
    if marked.any():
        return marked
    for own, witness in ((slow_base, other), (slow_other, base)):
        moods = slow_rounds(own, apart=APART_WITNESSED)
        if moods.any() and witnessed(moods, witness, heat_of):
            marked = marked | moods
    return marked


def witnessed(slow: Mask, witness: Floats, heat_of: NDArray[np.intp]) -> bool:
    """Whether another contender was slower in the slow rounds than in the quick rounds of the same heats.

    Rank sums within each heat, added up over heats (van Elteren 1960), one-sided at about 0.0005. Only
    contrasts within a heat count, because heats differ for reasons of their own.
    """
    excess = variance = 0.0
    for heat in np.unique(heat_of):
        inside = heat_of == heat
        count, slows = int(inside.sum()), int((slow & inside).sum())
        if min(slows, count - slows) < FEWEST_WITNESSED:
            continue
        ranks = np.empty(count)
        ranks[np.argsort(witness[inside], kind="stable")] = np.arange(1, count + 1)
        weight = 1 / (count + 1)
        excess += weight * (float(ranks[slow[inside]].sum()) - slows * (count + 1) / 2)
        variance += weight**2 * slows * (count - slows) * (count + 1) / 12
    return variance > 0 and excess > WITNESS_Z * math.sqrt(variance)


def changes_ratio(difference: Floats, slow: Mask) -> bool:
    """Whether the log ratio is another one in the slow rounds, by more than 1 % beyond what noise explains."""
    if not slow.any() or slow.all():
        return False
    inside, outside = difference[slow], difference[~slow]
    error = math.sqrt(median_variance(inside) + median_variance(outside))
    return abs(median(inside) - median(outside)) > RATIO_STEP + 2 * error


def with_edges(slow: Mask, base: Floats, other: Floats) -> Mask:
    """Add the rounds in the middle of which the machine's phase changed: one turn slow, the other quick.

    `base` and `other` are log times above each contender's quick level. Such a round says nothing about the
    ratio and much about the moment of the change. But where one contender is slow alone half as often as
    both together, that is its own doing, and its rounds stay.
    """
    if not slow.any() or slow.all():
        return slow
    common = np.minimum(base, other)
    edge = (median(common[slow]) + median(common[~slow])) / 2
    alone = [(base > edge) & (other <= edge), (other > edge) & (base <= edge)]
    if max(int(mask.sum()) for mask in alone) * 2 > int(slow.sum()):
        return slow
    return slow | alone[0] | alone[1]


def steady_states(heats: Sequence[HeatPair], slow: Sequence[Mask]) -> list[tuple[SteadyHeat, SteadyHeat]]:
    """Steady state of both in every heat, without the changes that both share because the machine made them.

    A change in both at once that their ratio does not show, and that at least one of them does not show in
    most heats, is a neighbour coming or going: the ratio within a round is free of it. What both
    show in most heats is taken for warm-up, even where it is equal.
    """
    own = [heat.steady(mask) for heat, mask in zip(heats, slow, strict=True)]
    usual = all(2 * sum(is_changed(pair[side]) for pair in own) > len(own) for side in (0, 1))
    return [
        (STILL, STILL) if not usual and _shared(heat, mask, pair) else pair
        for heat, mask, pair in zip(heats, slow, own, strict=True)
    ]


def _shared(heat: HeatPair, slow: Mask, pair: tuple[SteadyHeat, SteadyHeat]) -> bool:
    both = is_changed(pair[0]) and is_changed(pair[1])
    return both and not is_changed(classify((heat.base_calm - heat.other_calm)[~slow]))


def usable_rounds(slow: Mask, states: Sequence[SteadyHeat]) -> Mask:
    """The rounds in which all are steady and the machine is in its quick phase."""
    usable = ~slow
    usable[np.flatnonzero(usable)[: max(state.start for state in states)]] = False
    return usable


def _slowness(times: Floats) -> Floats:
    """Log times above the contender's own quick level (a low quantile)."""
    if not len(times):
        return times
    return times - quantile(times, QUICK)


def cpu_source(heats: list[HeatPair]) -> str:
    """The CPU time that can be trusted for both contenders in all heats."""
    sources = {cpu_sources(heat.base for heat in heats), cpu_sources(heat.other for heat in heats)}
    if "none" in sources:
        return "none"
    return "inside" if sources == {"inside"} else "outside"


def is_changed(heat: SteadyHeat) -> bool:
    """Whether a heat's times changed on the way."""
    return heat.cls not in (Steady.FLAT, Steady.UNKNOWN)


def is_steady(heat: SteadyHeat) -> bool:
    """Whether a steady state was reached (or there were too few turns to say)."""
    return heat.cls is not Steady.NO_STEADY_STATE
