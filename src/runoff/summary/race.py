"""A race's samples -> one summary per contender."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from runoff.model.result import BreakEven, Call, Interval, Summary
from runoff.model.sample import Race, Sample, Stage
from runoff.stats.break_even import crossing
from runoff.stats.compare import call, differs
from runoff.summary import contender as one
from runoff.summary.pace import Pace, pace_of
from runoff.summary.pair import match, nearest
from runoff.summary.ratio import RatioEstimate, pair_estimate
from runoff.summary.track import Track
from runoff.summary.view import Life, race_lives
from runoff.units import NS_PER_MS, NS_PER_S


def summarise(race: Race) -> tuple[Summary, ...]:
    """Summaries of all contenders with measured turns, in the plan's order.

    Calls are those of the unadjusted interval; `verdict` redoes them with Holm.
    Needs nothing but the race: the same race gives the same summaries anywhere.
    """
    lives = race_lives(race)
    small = _growth_samples(race)
    base = lives.get(race.plan.baseline, [])
    pace = pace_of(race.samples)
    parts = [
        _Parts(
            race=race,
            name=contender.id,
            lives=lives[contender.id],
            ratio=_ratio(base, lives[contender.id], pace) if base and contender.id != race.plan.baseline else None,
            small=small.get(contender.id, []),
        )
        for contender in race.plan.contenders
        if contender.id in lives
    ]
    costs = {part.name: part.cost() for part in parts}
    return tuple(part.summary(costs[part.name], costs.get(race.plan.baseline)) for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    """The line of cumulative cost: fixed nanoseconds, and nanoseconds per operation with their interval."""

    start_ms: float
    ready_ms: float
    warm_up_ns: float
    per_op: Interval

    @property
    def fixed_ns(self) -> float:
        return self.start_ms * NS_PER_MS + self.warm_up_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What one summary is made from."""

    race: Race
    name: str
    lives: list[Life]
    ratio: RatioEstimate | None
    small: list[Sample]

    def basis(self) -> str:
        return self.ratio.basis if self.ratio else one.own_basis(self.lives)

    def cost(self) -> _Cost:
        per_op = one.per_operation(self.lives, self.basis())
        start_ms, ready_ms = one.start_times(self.race.starts, self.name)
        lost = one.warm_up_ns(self.lives, per_op.value)
        return _Cost(start_ms=start_ms, ready_ms=ready_ms, warm_up_ns=lost, per_op=per_op)

    def summary(self, cost: _Cost, base: _Cost | None) -> Summary:
        lives, ratio = self.lives, self.ratio
        is_base = self.name == self.race.plan.baseline
        interval = ratio.interval if ratio and ratio.heats_used else None
        return Summary(
            contender=self.name,
            per_op_ns=cost.per_op,
            ratio=interval,
            call=Call.BASELINE if is_base else call(interval) if interval else Call.UNKNOWN,
            differs=differs(interval) if interval else False,
            basis=self.basis(),
            cpu_ns=one.cpu_per_operation(lives),
            start_ms=cost.start_ms,
            ready_ms=cost.ready_ms,
            steady=one.steady_report(lives),
            break_even=None if is_base or base is None or interval is None else _break_even(cost, base, interval),
            growth=one.growth(self.small, (self.race.plan.size, cost.per_op.value)),
            memory=one.memory_means(self.race.memories, self.name),
            rounds=sum(len(life.track) for life in lives),
            heats=ratio.heats_used if ratio else len({life.heat for life in lives}),
            rounds_contended=ratio.rounds_contended
            if ratio
            else sum(int(life.track.contended.sum()) for life in lives),
            rounds_slow_phase=ratio.rounds_slow_phase if ratio else sum(int(life.slow.sum()) for life in lives),
            modes=one.modes(lives),
            wait_share=one.wait_share(lives),
            notes=ratio.notes if ratio else (),
        )


def _break_even(cost: _Cost, base: _Cost, ratio: Interval) -> BreakEven:
    """Seconds of the baseline's work until the contender's start-up and warm-up are paid for.

    A gain per operation counts when the ratio's interval lies above 1: the crossing divides by
    the gain, and a gain that may be nothing has a crossing that may be anywhere.
    """
    if math.isnan(cost.start_ms + base.start_ms):
        return BreakEven(start_ms=cost.start_ms, warm_up_ms=cost.warm_up_ns / NS_PER_MS, seconds=None)
    gains = (ratio.value if ratio.low is None else ratio.low) > 1
    operations = crossing(
        fixed=cost.fixed_ns,
        per_op=base.per_op.value / ratio.value if gains else base.per_op.value,
        base_fixed=base.fixed_ns,
        base_per_op=base.per_op.value,
    )
    return BreakEven(
        start_ms=cost.start_ms,
        warm_up_ms=cost.warm_up_ns / NS_PER_MS,
        seconds=None if operations is None else operations * base.per_op.value / NS_PER_S,
    )


def _ratio(base: list[Life], own: list[Life], pace: Mapping[int, Pace]) -> RatioEstimate:
    bases: dict[int, list[Track]] = {}
    for life in base:
        bases.setdefault(life.heat, []).append(life.track)
    pairs = [
        match(nearest(bases[life.heat], life.track), life.track, pace.get(life.heat))
        for life in own
        if life.heat in bases
    ]
    return pair_estimate(pairs)


def _growth_samples(race: Race) -> Mapping[str, list[Sample]]:
    found: dict[str, list[Sample]] = {}
    for sample in race.samples:
        if sample.stage is Stage.GROWTH:
            found.setdefault(sample.contender, []).append(sample)
    return found
