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
from runoff.stats.order import Floats, as_floats, median

CONFIDENCE = 0.95
FLOOR = 0.5
"""Share of the rounds' variance below which the variance of heat values is not believed.

Without heat effects the two are equal on average, but three heats scatter around that: the larger
of the two overstates the variance by 37 % (exponential with mean 1), of half by 11 %.
"""


TINY = 1e-24
"""A variance of logs that is none: a millionth of a millionth, squared."""


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


def heat_mean(
    values: Sequence[float],
    variances: Sequence[float],
    rounds: Sequence[int] | None = None,
    confidence: float = CONFIDENCE,
) -> HeatMean:
    """Mean over heats with a Student interval on heats, its variance floored by what the rounds explain.

    `values` are the heats' medians, `variances` the variance of each from its own rounds, NaN
    where it is not known, `rounds` the number of rounds behind each (None: equally many). Heats of few rounds
    weigh less as far as rounds matter: 1 / (variance of heats + variance of a round / rounds), with the variance
    of Hartung and Knapp (2001) and Sidik and Jonkman (2002). With equal rounds this is the plain mean and s^2 / J.
    """
    array = as_floats(values)
    heats = len(array)
    counts = np.ones(heats) if rounds is None else np.asarray(rounds, dtype=np.float64)
    if heats == 0 or heats != len(variances) or heats != len(counts):
        raise ValueError("as many variances as heat values are needed, and at least one")
    per_round = _round_variance(variances, counts)
    within = per_round / counts
    typical = per_round / float(counts.mean())
    if heats == 1:
        return HeatMean(mean=float(array[0]), half_width=None, between_var=0.0, within_var=typical)
    between = _between(array, within)
    # Relative to the largest, so that no weight overflows where nothing scatters at all.
    scatter = between + within
    weights = float(scatter.max()) / scatter if float(scatter.min()) > TINY else np.ones(heats)
    weights = weights / weights.sum()
    mean = float(weights @ array)
    spread = float(weights @ (array - mean) ** 2) / (heats - 1)
    # Heats that agree better than their own rounds allow agree by luck, and a race
    # that stops on a narrow interval would stop at exactly such moments.
    floor = FLOOR * float(weights**2 @ within)
    half = student(heats - 1, confidence) * math.sqrt(max(spread, floor))
    return HeatMean(mean=mean, half_width=half, between_var=between, within_var=typical)


def _between(values: Floats, within: Floats) -> float:
    """Variance of the heats' true values (DerSimonian and Laird 1986): heats of few rounds have little say in it.

    With equal rounds this is s^2 less the rounds' share.
    """
    if float(within.min()) <= TINY:
        return float(values.var(ddof=1))
    weights = 1 / within
    total = float(weights.sum())
    excess = float(weights @ (values - float(weights @ values) / total) ** 2) - (len(values) - 1)
    return max(0.0, excess / (total - float(weights @ weights) / total))


def _round_variance(variances: Sequence[float], counts: Floats) -> float:
    """Variance one round adds to a median, the median over heats: each is a rough estimate, and some are wild."""
    known = [
        variance * count for variance, count in zip(variances, counts.tolist(), strict=True) if not math.isnan(variance)
    ]
    return median(known) if known else 0.0
