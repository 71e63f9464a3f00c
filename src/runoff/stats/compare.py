"""From an interval to a call, for one comparison and for many."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.special import stdtr

from runoff.model.result import Call, Interval
from runoff.stats.interval import CONFIDENCE, HeatMean, student

BAND = 0.02
"""Ratios from 1/1.02 to 1.02 are the same for whoever has to decide something."""
ALPHA = 1 - CONFIDENCE


def call(interval: Interval, band: float = BAND) -> Call:
    """`faster` or `slower` when the interval lies wholly outside of the band, `same` when inside, else `unknown`.

    The band is symmetric in logs, so that swapping the two contenders swaps the call.
    """
    if interval.low is None or interval.high is None:
        return Call.UNKNOWN
    if interval.low > 1 + band:
        return Call.FASTER
    if interval.high < 1 / (1 + band):
        return Call.SLOWER
    inside = interval.low >= 1 / (1 + band) and interval.high <= 1 + band
    return Call.SAME if inside else Call.UNKNOWN


def differs(interval: Interval) -> bool:
    """Whether the interval excludes 1."""
    if interval.low is None or interval.high is None:
        return False
    return interval.low > 1 or interval.high < 1


def holm(p_values: Sequence[float], alpha: float = ALPHA) -> tuple[bool, ...]:
    """Which hypotheses are rejected, with at most `alpha` chance of a single false one among all (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    rejected = [False] * len(p_values)
    for step, index in enumerate(order):
        if p_values[index] > alpha / (len(p_values) - step):
            break
        rejected[index] = True
    return tuple(rejected)


def p_differs(interval: Interval, heats: int) -> float:
    """Chance of a ratio this far from 1 between equals; 1 without an interval. `heats` are those behind it."""
    standing = _standing(interval, heats)
    return 1.0 if standing is None else _tail(abs(standing[0]) / standing[1], heats - 1)


def p_call(interval: Interval, heats: int, band: float = BAND) -> float:
    """The smallest alpha at which the interval of confidence 1 - alpha still carries the same kind of call.

    A value outside of the band is tested against the band's edge, a value inside against both edges.
    """
    standing = _standing(interval, heats)
    if standing is None:
        return 1.0
    log, error = standing
    return _tail(abs(abs(log) - math.log1p(band)) / error, heats - 1)


def holm_calls(
    intervals: Sequence[Interval], heats: Sequence[int], band: float = BAND
) -> tuple[tuple[Call, bool], ...]:
    """(call, differs) of each of many comparisons of one race, both adjusted by Holm.

    `intervals` are the unadjusted 95 % intervals, `heats` the number of heats behind each.
    """
    sure = holm([p_call(one, count, band) for one, count in zip(intervals, heats, strict=True)])
    apart = holm([p_differs(one, count) for one, count in zip(intervals, heats, strict=True)])
    return tuple(
        (call(one, band) if carried else Call.UNKNOWN, different)
        for one, carried, different in zip(intervals, sure, apart, strict=True)
    )


def geometric_mean(heat_logs: Sequence[HeatMean]) -> Interval:
    """Geometric mean of ratios over workloads with its 95 % interval over them.

    The callers pass the *common* set: workloads that every compared contender has finished. The workloads
    are taken as given, so that the interval holds their measurement errors and nothing else.
    """
    if not heat_logs:
        raise ValueError("no geometric mean of nothing")
    mean = math.fsum(one.mean for one in heat_logs) / len(heat_logs)
    halves = [one.half_width for one in heat_logs if one.half_width is not None]
    if len(halves) < len(heat_logs):
        return Interval(value=math.exp(mean))
    half = math.sqrt(math.fsum(width * width for width in halves)) / len(heat_logs)
    return Interval(value=math.exp(mean), low=math.exp(mean - half), high=math.exp(mean + half))


def _standing(interval: Interval, heats: int) -> tuple[float, float] | None:
    """Log of the ratio and its standard error, taken back from the interval."""
    if interval.low is None or interval.high is None or heats < 2:
        return None
    error = math.log(interval.high / interval.low) / 2 / student(heats - 1)
    return math.log(interval.value), max(error, 1e-12)


def _tail(distance: float, freedom: int) -> float:
    return 2 * float(stdtr(freedom, -distance))
