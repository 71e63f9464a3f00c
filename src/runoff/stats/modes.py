"""More than one mode: in one contender's turns, and in the turns of all contenders at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from runoff.stats.order import Floats, Mask, as_floats, median, median_deviation

MANY_MODES = 3.2
"""mValue above which a distribution has more than one mode (Gregg 2014; also BenchmarkDotNet)."""
ENOUGH_FOR_MODES = 15
BINS_MOST = 24
SLOW_STEP = math.log(1.10)
"""A phase less than 10 % slower is drift, which the ratio within a round takes out anyway."""
ENOUGH_FOR_PHASES = 15


def m_value(values: ArrayLike) -> float:
    """Sum of the rises and falls of a histogram over its highest bar: 2 for one mode, 4 for two equal ones.

    After Gregg, "Frequency Trails: Modes and Modality". Of several widths of bins the largest value counts,
    because the usual widths follow the spread, which in a bimodal row spans both modes.
    """
    return max((_rises_and_falls(turns) / max(turns) for turns in _histograms(values)), default=2.0)


def mode_count(values: ArrayLike) -> int:
    """Number of modes, 1 with fewer than 15 values or an mValue of at most 3.2."""
    array = as_floats(values)
    if len(array) < ENOUGH_FOR_MODES:
        return 1
    found = [len(turns) // 2 for turns in _histograms(array) if _rises_and_falls(turns) / max(turns) > MANY_MODES]
    # Finer bins split modes before coarser ones do; two is enough to say that one number does not do.
    return min(found, default=1)


def _rises_and_falls(turns: list[float]) -> float:
    return float(np.abs(np.diff(turns)).sum())


def _histograms(values: ArrayLike) -> list[list[float]]:
    """Peaks and valleys of histograms of the middle 98 %, from 4 up to twice the root of n bins."""
    array = as_floats(values)
    low, high = np.quantile(array, (0.01, 0.99)) if len(array) else (0.0, 0.0)
    if high <= low:
        return []
    root = math.sqrt(len(array))
    widths = {4, 6, min(BINS_MOST, max(4, round(root))), min(BINS_MOST, max(4, round(2 * root)))}
    return [_turning_points(np.histogram(array, bins, (low, high))[0].tolist()) for bins in sorted(widths)]


def _turning_points(counts: list[float]) -> list[float]:
    """Heights where the outline turns: 0, peak, valley, peak ..., 0.

    It turns only where it has moved by more than counting errors explain (2.3 times the root of the larger
    count); otherwise every histogram of noise would have a dozen modes.
    """
    turns = [0.0]
    rising, extreme = True, 0.0
    for count in [*counts, 0]:
        if count >= extreme if rising else count <= extreme:
            extreme = count
        elif abs(extreme - count) >= 2.3 * math.sqrt(max(extreme, count)):
            turns.append(extreme)
            rising, extreme = not rising, count
    turns.append(extreme)
    return turns if extreme == 0 else [*turns, 0.0]


def slow_rounds(common: ArrayLike, *, apart: float = 6.0) -> Mask:
    """Mark the rounds of a slow phase of the machine.

    `common` is, per round, the *least* of all contenders' log times relative to their
    own medians: high only where every one of them was slow. Marked is the upper of two modes
    that are at least 10 % apart, do not overlap, and each hold at least 3 rounds; the lower one
    has to hold a quarter of them, or else slow is how this machine is.
    """
    array = as_floats(common)
    count = len(array)
    none: Mask = np.zeros(count, dtype=bool)
    if count < ENOUGH_FOR_PHASES or float(np.ptp(array)) < SLOW_STEP:
        return none
    ordered = np.sort(array)
    cut = _best_split(ordered)
    quick, slow = ordered[:cut], ordered[cut:]
    if len(slow) < 3 or len(quick) < max(3, count / 4):
        return none
    step = median(slow) - median(quick)
    noise = 1.4826 * max(median_deviation(quick), median_deviation(slow))
    if step < SLOW_STEP or step < apart * noise:
        return none
    marked: Mask = array > (float(quick[-1]) + float(slow[0])) / 2
    return marked


def _best_split(ordered: Floats) -> int:
    """Length of the lower part when a sorted row is cut where the variance between the parts is largest (Otsu)."""
    count = len(ordered)
    sums = np.cumsum(ordered)
    lengths = np.arange(1, count)
    below = sums[:-1] / lengths
    above = (sums[-1] - sums[:-1]) / (count - lengths)
    return int((lengths * (count - lengths) * (above - below) ** 2).argmax()) + 1
