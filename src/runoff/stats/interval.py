"""Intervals for a mean over heats. docs/adr/0005 says why they are what they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, ndtri, stdtrit

from runoff.model.result import Interval
from runoff.stats.order import as_floats, median

CONFIDENCE = 0.95
FLOOR = 0.5
"""Share of the rounds' variance below which the variance of heat values is not believed.

Without heat effects the two are equal on average, but three heats scatter around that: the larger
of the two overstates the variance by 37 % (exponential with mean 1), of half by 11 %.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMean:
    """Mean of heat values with its half-width, on the scale of the values (logs).

    `between_var` is the variance of the heats' true values, what is left of their
    spread after the rounds' share is taken off, never below 0; `within_var` the variance of one
    heat's value that comes from its rounds. `half_width` is None with one heat.
    """

    mean: float
    half_width: float | None
    between_var: float
    within_var: float

    def exponential(self) -> Interval:
        """The same on the scale of ratios."""
        if self.half_width is None:
            return Interval(value=math.exp(self.mean))
        return Interval(
            value=math.exp(self.mean),
            low=math.exp(self.mean - self.half_width),
            high=math.exp(self.mean + self.half_width),
        )


@lru_cache(maxsize=4096)
def _ranks(count: int) -> tuple[int, float]:
    """Rank c and quantile z such that x[c] and x[n-1-c] lie 2 z standard errors apart around a median of n.

    The rank whose z is nearest to 1.1: further out the two values belong to the tails,
    and a heavy tail would be taken for an uncertain middle; further in they nearly touch.
    """
    last = (count - 2) // 2
    quantiles = [-float(ndtri(float(bdtr(rank, count, 0.5)))) for rank in range(last + 1)]
    rank = min(range(last + 1), key=lambda index: abs(quantiles[index] - 1.1))
    return rank, quantiles[rank]


def median_variance(values: ArrayLike) -> float:
    """Variance of the median of `values`, from their order statistics (Price and Bonett 2001).

    No assumption on the shape of the distribution, no resampling. NaN for fewer than 3 values,
    where nothing can be known.
    """
    ordered = np.sort(as_floats(values))
    count = len(ordered)
    if count < 3:
        return math.nan
    rank, z = _ranks(count)
    return (float(ordered[count - 1 - rank] - ordered[rank]) / (2 * z)) ** 2


@lru_cache(maxsize=1024)
def student(freedom: int, confidence: float = CONFIDENCE) -> float:
    """Two-sided quantile of Student's t."""
    return float(stdtrit(freedom, 0.5 + confidence / 2))


def heat_mean(values: Sequence[float], variances: Sequence[float], confidence: float = CONFIDENCE) -> HeatMean:
    """Mean over heats with a Student interval on heats, its variance floored by what the rounds explain.

    `values` are the heats' medians, `variances` the variance of each from its own rounds, NaN
    where it is not known. Their median stands for all heats: each is a rough estimate, and now and then a wild one.
    """
    array = as_floats(values)
    heats = len(array)
    if heats == 0 or heats != len(variances):
        raise ValueError("as many variances as heat values are needed, and at least one")
    known = [variance for variance in variances if not math.isnan(variance)]
    within = median(known) if known else 0.0
    mean = math.fsum(array) / heats
    if heats == 1:
        return HeatMean(mean=mean, half_width=None, between_var=0.0, within_var=within)
    spread = math.fsum((array - mean) ** 2) / (heats - 1)
    # Heats that agree better than their own rounds allow agree by luck, and a race
    # that stops on a narrow interval would stop at exactly such moments.
    variance = max(spread, FLOOR * within)
    half = student(heats - 1, confidence) * math.sqrt(variance / heats)
    return HeatMean(mean=mean, half_width=half, between_var=max(0.0, spread - within), within_var=within)
