"""More than one mode: in one contender's turns, and in the turns of all contenders at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from runoff.stats.order import Floats, Mask, as_floats, median, median_deviation

MANY_MODES = 3.2
"""mValue above which a distribution has more than one mode (Gregg 2014; also BenchmarkDotNet)."""
ENOUGH_FOR_MODES = 15
SLOW_STEP = math.log(1.10)
"""A phase less than 10 % slower is drift, which the ratio within a round takes out anyway."""
ENOUGH_FOR_PHASES = 15


def m_value(values: ArrayLike) -> float:
    """Sum of the steps up and down of the best histogram, over its highest bar: 2 for one mode, 4 for two.

    The number of bins is varied around that of Freedman and Diaconis, and the largest value
    counts (Gregg, "Frequency Trails: Modes and Modality").
    """
    array = as_floats(values)
    low, high = np.quantile(array, (0.01, 0.99)) if len(array) else (0.0, 0.0)
    if high <= low:
        return 2.0
    inside = array[(array >= low) & (array <= high)]
    spread = float(np.subtract(*np.quantile(inside, (0.75, 0.25))))
    width = 2 * spread / len(inside) ** (1 / 3) if spread > 0 else (high - low) / 4
    bins = int(min(40, max(4, round(float(high - low) / width))))
    counts, _ = np.histogram(inside, bins=bins, range=(float(low), float(high)))
    steps = np.abs(np.diff(np.concatenate(([0], counts, [0]))))
    return float(steps.sum() / counts.max())


def mode_count(values: ArrayLike) -> int:
    """Number of modes, 1 with fewer than 15 values or an mValue of at most 3.2."""
    array = as_floats(values)
    if len(array) < ENOUGH_FOR_MODES:
        return 1
    value = m_value(array)
    return max(2, round(value / 2)) if value > MANY_MODES else 1


def slow_rounds(common: ArrayLike) -> Mask:
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
    if step < SLOW_STEP or step < 6 * noise:
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
