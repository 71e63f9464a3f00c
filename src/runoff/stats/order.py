"""Order statistics: medians, quantiles, robust spread and outliers in a sliding window."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

NORMAL_PER_MAD = 1.4826
"""Standard deviation of a normal distribution over its median absolute deviation."""


def as_floats(values: ArrayLike) -> Floats:
    """`values` as a one-dimensional array of finite floats; ValueError otherwise."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or not np.isfinite(array).all():
        raise ValueError("expected one row of finite numbers")
    return array


def median(values: ArrayLike) -> float:
    """Median of at least one number.

    Sorting a short row and looking in its middle takes a third of the time of
    `numpy.median`, and heats are short and many.
    """
    ordered = np.sort(as_floats(values))
    count = len(ordered)
    if count == 0:
        raise ValueError("no median of nothing")
    middle = count // 2
    return float(ordered[middle]) if count % 2 else float(ordered[middle - 1] + ordered[middle]) / 2


def quantile(values: ArrayLike, share: float) -> float:
    """Quantile with linear interpolation (type 7 of Hyndman and Fan 1996)."""
    return float(np.quantile(as_floats(values), share))


def median_deviation(values: ArrayLike) -> float:
    """Median absolute deviation from the median, in the values' unit."""
    array = as_floats(values)
    return median(np.abs(array - median(array)))


def outliers(values: ArrayLike, window: int = 200) -> Mask:
    """Mark values outside median +- 3 (P90 - P10) of the window around them.

    Windows of `window` values overlap by half and a value is an outlier when it is
    one in every window that holds it, so that a step in the series is not
    mistaken for outliers on its first side (rule of Barrett et al. 2017, Krun).
    Fewer than 5 values: none.
    """
    array = as_floats(values)
    count = len(array)
    marked = np.zeros(count, dtype=bool)
    if count < 5:
        return marked
    marked[:] = True
    width = min(window, count)
    # The last window ends with the row, so that every value is seen beside as many others.
    starts = np.unique(np.append(np.arange(0, count - width, max(1, width // 2)), count - width))
    parts = np.lib.stride_tricks.sliding_window_view(array, width)[starts]
    low, middle, high = np.quantile(parts, (0.1, 0.5, 0.9), axis=1)
    outside = np.abs(parts - middle[:, None]) > 3 * (high - low)[:, None]
    for start, row in zip(starts, outside, strict=True):
        marked[start : start + width] &= row
    return marked
