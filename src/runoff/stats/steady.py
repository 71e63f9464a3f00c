"""Steady state: from which turn on a heat's times no longer change, and what kind of heat it was.

After Barrett, Bolz-Tereick, Killick, Mount and Tratt, "Virtual machine warmup blows hot and cold" (2017):
change points, segments equivalent to the last one, four classes. docs/methods.md, "Steady state".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from runoff.model.result import Steady
from runoff.stats.interval import student
from runoff.stats.order import Floats, Mask, as_floats, median, median_deviation, outliers
from runoff.stats.segments import change_points

BAND = math.log(1.02)
"""Times within 2 % of each other are the same."""
FEW = 40
"""Below this many turns the penalty hides a slow start, and halves are compared as well."""
FEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SteadyHeat:
    """Class of one heat and the index of the first turn to be used.

    With `no steady state` and `unknown` the index is the one from which on turns are used all
    the same: the second half, or 0.
    """

    cls: Steady
    start: int


def classify(log_times: ArrayLike) -> SteadyHeat:
    """Classify one heat from the natural logs of its turns' times, in order."""
    return _classify(as_floats(log_times).tobytes())


# The baseline's heats are looked at once for every contender, and all heats once more after every round.
@lru_cache(maxsize=1024)
def _classify(key: bytes) -> SteadyHeat:
    series = np.frombuffer(key)
    count = len(series)
    if count < FEWEST:
        return SteadyHeat(cls=Steady.UNKNOWN, start=0)
    marked = outliers(series)
    # What is far off at the very start is no outlier but the start: a JIT's first turns.
    first = int(marked.argmin())
    if first >= count / 2:
        first = 0
    heat = _settled(series[first:], marked[first:])
    if not first:
        return heat
    if heat.cls is Steady.FLAT:
        slower = float(series[:first].mean()) > median(series[first:])
        return SteadyHeat(cls=Steady.WARM_UP if slower else Steady.SLOWDOWN, start=first)
    return SteadyHeat(cls=heat.cls, start=first + heat.start)


def _settled(series: Floats, marked: Mask) -> SteadyHeat:
    """Classify a heat whose first turn is no outlier."""
    count = len(series)
    if count < FEWEST:
        return SteadyHeat(cls=Steady.FLAT, start=0)
    kept = np.flatnonzero(~marked)
    calm = series[kept]
    changes = change_points(calm)
    if not changes:
        return _halves(series) if count < FEW else SteadyHeat(cls=Steady.FLAT, start=0)
    edges = (0, *changes, len(calm))
    parts = [calm[a:b] for a, b in pairwise(edges)]
    same = _tail_equivalent(parts)
    if same == 0:
        return SteadyHeat(cls=Steady.FLAT, start=0)
    start = int(kept[edges[same]])
    if start >= count * 3 / 4:
        return SteadyHeat(cls=Steady.NO_STEADY_STATE, start=count // 2)
    slower_before = any(part.mean() > parts[-1].mean() + BAND for part in parts[:same])
    return SteadyHeat(cls=Steady.WARM_UP if slower_before else Steady.SLOWDOWN, start=start)


def _tail_equivalent(parts: Sequence[Floats]) -> int:
    """Index of the first of the segments at the end that are all equivalent to the last."""
    index = len(parts) - 1
    while index > 0 and not _shifted(parts[index - 1], parts[-1]):
        index -= 1
    return index


def _shifted(early: Floats, late: Floats) -> bool:
    """Whether two stretches differ by more than the band, beyond what their noise explains.

    The burden of proof lies with the change: asking for proof of sameness would call every
    short noisy stretch a change, and discard turns that are merely noisy.
    """
    gap = abs(float(early.mean() - late.mean()))
    if gap <= BAND:
        return False
    spread_late = float(late.var(ddof=1)) if len(late) > 1 else 0.0
    # The spread of two or three warm-up turns says nothing about noise: they are on their way down.
    spread_early = float(early.var(ddof=1)) if len(early) >= 5 else spread_late
    error = math.sqrt(spread_early / len(early) + spread_late / len(late))
    return gap - student(max(1, len(late) - 1)) * error > BAND


def _halves(series: Floats) -> SteadyHeat:
    """Decide a short heat: the second half is steady when calm or trendless, and the first is judged by it."""
    count = len(series)
    half = count // 2
    early, late = series[:half], series[half:]
    if not _calm(late, count) and _trending(late):
        return SteadyHeat(cls=Steady.NO_STEADY_STATE, start=half)
    gap = median(early) - median(late)
    error = MEDIAN_ERROR * median_deviation(late) * math.sqrt(1 / half + 1 / (count - half))
    # The deviation of four to twenty turns is itself a rough figure, hence Student and 99 %.
    noise = student(len(late) - 1, 0.99) * error
    if abs(gap) - noise <= BAND:
        return SteadyHeat(cls=Steady.FLAT, start=0)
    return SteadyHeat(cls=Steady.WARM_UP if gap > 0 else Steady.SLOWDOWN, start=half)


MEDIAN_ERROR = 1.4826 * 1.2533
"""From the median deviation of normal values to the standard error of their median, times the root of n."""


def _calm(late: Floats, count: int) -> bool:
    """MAD / median of times; on logs the deviation is already relative."""
    return median_deviation(late) <= 0.001 + 0.0001 * max(0, count - 10)


def _trending(late: Floats) -> bool:
    """Whether all but a few pairs of turns are in one order (Mann-Kendall at about 1 %) and by more than the band."""
    count = len(late)
    if count < FEWEST:
        return False
    signs = np.sign(late[None, :] - late[:, None])[np.triu_indices(count, 1)].sum()
    deviation = math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    third = max(1, count // 3)
    return abs(float(signs)) > 2.3 * deviation and abs(median(late[-third:]) - median(late[:third])) > BAND


def across(classes: Sequence[Steady]) -> Steady:
    """Class over heats: the one they share, else `inconsistent`; `unknown` heats do not vote."""
    known = {cls for cls in classes if cls is not Steady.UNKNOWN}
    if not known:
        return Steady.UNKNOWN
    return known.pop() if len(known) == 1 else Steady.INCONSISTENT
