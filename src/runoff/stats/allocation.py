"""Where to spend the next second: more rounds in a heat, or more heats (Kalibera and Jones 2013)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np


def variance_components(heats: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Unbiased variances (rounds within a heat, heats) from equally many values per heat.

    T1^2 = S1^2, and T2^2 = S2^2 - S1^2 / r with S1^2 the mean variance inside
    heats, S2^2 the variance of heats' means and r the rounds per heat. The second may come out negative.
    """
    table = np.asarray(heats, dtype=np.float64)
    inside = float(table.var(axis=1, ddof=1).mean())
    return inside, float(table.mean(axis=1).var(ddof=1)) - inside / table.shape[1]


def rounds_per_heat(
    *, within_var: float, between_var: float, round_cost: float, heat_cost: float, minimum: int, maximum: int
) -> int:
    """Rounds per heat that give the narrowest interval for the cost: ceil(sqrt(c2 / c1 * T1^2 / T2^2)), clipped.

    `within_var` is the variance of one round, `between_var` that of heats; costs in one unit.
    """
    if within_var <= 0:
        return minimum
    if between_var <= 0:
        return maximum
    optimum = math.sqrt(max(heat_cost, 0.0) / max(round_cost, 1e-9) * within_var / between_var)
    return int(min(maximum, max(minimum, math.ceil(min(optimum, maximum)))))
