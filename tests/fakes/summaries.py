"""Summaries made of numbers, for whoever judges or prints them without computing statistics."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from runoff.model.result import BreakEven, Call, Growth, Interval, Steady, SteadyReport, Summary
from runoff.model.sample import Race, Stage

MIB = 1024 * 1024


def summary(contender: str, *, per_op_ns: float = 1e6, ratio: Interval | None = None, **changes: object) -> Summary:
    """A calm contender's summary; any field can be changed."""
    usual: dict[str, object] = {
        "contender": contender,
        "per_op_ns": around(per_op_ns, 0.003),
        "ratio": ratio,
        "call": Call.BASELINE if ratio is None else Call.FASTER,
        "differs": ratio is not None,
        "basis": "wall",
        "cpu_ns": per_op_ns * 0.99,
        "start_ms": 25.0,
        "ready_ms": 30.0,
        "steady": steady(Steady.FLAT),
        "break_even": None if ratio is None else BreakEven(start_ms=25.0, warm_up_ms=0.0, seconds=0.9),
        "growth": linear(per_op_ns, 1_000_000),
        "memory": {"uss_ready": 7.6 * MIB, "uss_end": 8.0 * MIB},
        "rounds": 36,
        "heats": 3,
        "rounds_contended": 0,
        "rounds_slow_phase": 0,
        "modes": 1,
        "wait_share": 0.001,
        "notes": (),
    }
    return Summary(**{**usual, **changes})  # type: ignore[arg-type]


def around(value: float, half: float) -> Interval:
    """An interval of relative half-width `half`."""
    return Interval(value=value, low=value * (1 - half), high=value * (1 + half))


def steady(cls: Steady, *, turns: float = 0.0, seconds: float = 0.0, per_heat: Sequence[Steady] = ()) -> SteadyReport:
    """A steady-state report."""
    return SteadyReport(cls=cls, turns=turns, seconds=seconds, per_heat=tuple(per_heat))


def growth(points: Sequence[tuple[int, float]]) -> Growth:
    """Growth through these (size, ns) points, the exponent by least squares on logs."""
    logs = [(math.log(size), math.log(ns)) for size, ns in points]
    middle = (sum(x for x, _ in logs) / len(logs), sum(y for _, y in logs) / len(logs))
    over = sum((x - middle[0]) * (y - middle[1]) for x, y in logs)
    under = sum((x - middle[0]) ** 2 for x, _ in logs)
    return Growth(points=tuple(points), slope_ns=None, intercept_ns=None, exponent=over / under if under else None)


def linear(per_op_ns: float, size: int, *, fixed_ns: float = 0.0) -> Growth:
    """Growth of honest work: `per_op_ns` at `size` plus a fixed cost at every size."""
    return growth([(n, fixed_ns + per_op_ns * n / size) for n in (size // 100, size // 10, size)])


def summaries_of(race: Race, *, half: float = 0.004) -> tuple[Summary, ...]:
    """Summaries of everybody who left turns: medians of its samples, intervals of relative half-width `half`."""
    baseline = _median(race, race.plan.baseline)
    heats = len({sample.heat for sample in race.samples if sample.stage is Stage.MEASURE})
    made = []
    for each in race.plan.contenders:
        per_op = _median(race, each.id)
        if per_op is None:
            continue
        is_base = each.id == race.plan.baseline or baseline is None
        made.append(
            summary(
                each.id,
                per_op_ns=per_op,
                ratio=None if is_base or baseline is None else around(baseline / per_op, half),
                growth=growth(_points(race, each.id)),
                heats=heats,
                memory=_memory(race, each.id),
                start_ms=median(start.ready_ns for start in race.starts if start.contender == each.id) / 1e6,
            )
        )
    return tuple(made)


def _median(race: Race, contender: str) -> float | None:
    turns = [
        sample.per_op_ns for sample in race.samples if sample.contender == contender and sample.stage is Stage.MEASURE
    ]
    return median(turns) if turns else None


def _points(race: Race, contender: str) -> list[tuple[int, float]]:
    sizes: dict[int, list[float]] = {}
    for sample in race.samples:
        if sample.contender == contender and sample.stage is Stage.GROWTH:
            sizes.setdefault(sample.size, []).append(sample.per_op_ns)
    return [(size, median(times)) for size, times in sorted(sizes.items())]


def _memory(race: Race, contender: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for memory in race.memories:
        if memory.contender == contender:
            found[f"uss_{memory.phase}"] = memory.uss
    return found
