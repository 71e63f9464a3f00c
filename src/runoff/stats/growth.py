"""How cost grows with size: slope, fixed cost, and power."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Cost = intercept + slope x size, and the power of size that cost grows with."""

    slope: float
    intercept: float
    exponent: float


def fit(points: Sequence[tuple[float, float]]) -> Line | None:
    """Line through (size, cost) points, None with fewer than two sizes.

    Weighted by 1 / cost^2: errors of timings are relative, and unweighted the largest size
    would decide the intercept, which is the smallest size's business. The exponent is the slope of log cost
    over log size.
    """
    if len({size for size, _ in points}) < 2 or any(size <= 0 or cost <= 0 for size, cost in points):
        return None
    sizes, costs = np.array(points, dtype=np.float64).T
    slope, intercept = np.polyfit(sizes, costs, 1, w=1 / costs)
    exponent = np.polyfit(np.log(sizes), np.log(costs), 1)[0]
    return Line(slope=float(slope), intercept=float(intercept), exponent=float(exponent))
