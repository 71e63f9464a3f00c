"""Change points in the mean and variance of a series."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from runoff.stats.order import Floats, as_floats

PENALTY = 15.0
"""Times ln n: the price of one more segment (Barrett et al. 2017)."""
BINS = 128
"""Longer series are averaged into this many bins; a steady state is not decided by one turn in a thousand."""
SHORTEST = 2


def segment_costs(series: Floats) -> Floats:
    """Matrix of costs: [s, t] is the cost of one segment from s up to but not including t.

    Twice the negative log-likelihood of a normal distribution with its own mean and
    variance, without constants: m ln(variance). Variances are floored at a thousandth of the
    noise between neighbours, or a pair of equal values would be worth any penalty.
    """
    count = len(series)
    sums = np.concatenate(([0.0], np.cumsum(series)))
    squares = np.concatenate(([0.0], np.cumsum(series * series)))
    first, last = np.arange(count + 1)[:, None], np.arange(count + 1)[None, :]
    length = np.maximum(last - first, 1)
    mean = (sums[None, :] - sums[:, None]) / length
    variance = (squares[None, :] - squares[:, None]) / length - mean * mean
    costs: Floats = length * np.log(np.maximum(variance, _variance_floor(series)))
    costs[last - first < SHORTEST] = np.inf
    return costs


def _variance_floor(series: Floats) -> float:
    steps = np.diff(series)
    return max(float(np.median(steps * steps)) * 1e-2, 1e-10)


def change_points(values: ArrayLike, penalty: float = PENALTY) -> tuple[int, ...]:
    """Starts of the segments after the first, with the least total cost + penalty ln n per change.

    The optimum is the one PELT finds (Killick, Fearnhead and Eckley 2012). With at most 128 bins the whole
    matrix of costs is one array operation, and pruning, PELT's contribution, would only slow numpy down.
    """
    array = as_floats(values)
    width = math.ceil(len(array) / BINS) if len(array) else 1
    series = _binned(array, width) if width > 1 else array
    count = len(series)
    if count < 2 * SHORTEST:
        return ()
    costs = segment_costs(series - series.mean())
    price = penalty * math.log(count)
    best = np.zeros(count + 1)
    best[0] = -price
    previous = np.zeros(count + 1, dtype=np.int64)
    for end in range(1, count + 1):
        totals = best[:end] + costs[:end, end]
        previous[end] = int(totals.argmin())
        best[end] = totals[previous[end]] + price
    found = []
    end = int(previous[count])
    while end > 0:
        found.append(end * width)
        end = int(previous[end])
    return tuple(reversed(found))


def _binned(array: Floats, width: int) -> Floats:
    starts = np.arange(0, len(array), width)
    counts = np.diff(np.append(starts, len(array)))
    binned: Floats = np.add.reduceat(array, starts) / counts
    # The last bin may be short and then noisier than the others; it belongs to its neighbour.
    if len(binned) > 1 and counts[-1] * 2 < width:
        merged = (binned[-2] * counts[-2] + binned[-1] * counts[-1]) / (counts[-2] + counts[-1])
        binned = np.append(binned[:-2], merged)
    return binned
