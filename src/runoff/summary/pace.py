"""The pacemaker's turns: what the machine did to work that is always the same."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from runoff.model.sample import Sample, Stage
from runoff.stats.order import Floats, Mask, median, quantile

QUICK = 0.01
"""Quantile that stands for the quick level: the work is always the same, so nothing but a quick machine is quick."""
SLOW = math.log(1.10)
"""A pacemaker this much above its quick level means a slow machine; less is noise of a turn of a millisecond."""
FEWEST_QUICK = 0.02
"""Share of its turns that has to be quick, or else there is no quick phase to estimate in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The pacemaker's turns of one heat: when each began (ns), and the natural log of its time."""

    at: NDArray[np.int64]
    log: Floats

    def beside(self, at: NDArray[np.int64]) -> Floats:
        """The slower of the pacemaker's turns last before and first after each of these moments, as log time.

        Both, because a phase may begin or end between two of its turns.
        """
        after = np.searchsorted(self.at, at, side="right")
        before = np.clip(after - 1, 0, None)
        found: Floats = np.maximum(self.log[before], self.log[np.clip(after, None, len(self.at) - 1)])
        return found


def pace_of(samples: Iterable[Sample]) -> dict[int, Pace]:
    """The pacemaker's turns by heat; nothing where a race had none."""
    heats: dict[int, list[tuple[int, int]]] = {}
    for sample in samples:
        if sample.stage is Stage.PACE:
            heats.setdefault(sample.heat, []).append((sample.at_ns, sample.wall_ns))
    return {heat: _pace(turns) for heat, turns in heats.items()}


def _pace(turns: list[tuple[int, int]]) -> Pace:
    at, wall = np.array(turns, dtype=np.int64).T
    return Pace(at=at, log=np.log(np.maximum(wall, 1)))


MOST_SLOW = 0.75
"""A machine slow in more of the rounds than this was not itself."""


def slowed(samples: Iterable[Sample]) -> bool:
    """Whether the pacemaker says that the machine was slow nearly all the time."""
    told = slow_share(samples)
    return told is not None and told[0] > MOST_SLOW


def slow_share(samples: Iterable[Sample]) -> tuple[float, float] | None:
    """Share of rounds that began on a slow machine, and how many times above its best the pacemaker usually was then.

    None where a race had no pacemaker. A round begins after the last of its pacemaker's turns; the ones
    before were waiting.
    """
    paced = [sample for sample in samples if sample.stage is Stage.PACE]
    if not paced:
        return None
    quick = quantile(np.log([max(sample.wall_ns, 1) for sample in paced]), QUICK)
    last = {(sample.heat, sample.round): max(sample.wall_ns, 1) for sample in paced}
    above = np.log(list(last.values())) - quick
    return float((above > SLOW).mean()), math.exp(median(above))


def pace_limit(paces: Iterable[Pace]) -> float:
    """Log time above which the pacemaker was slow; infinite when it hardly ever was quick, or there is none."""
    rows = [pace.log for pace in paces]
    return limit_of(np.concatenate(rows)) if rows else math.inf


def limit_of(logs: Floats) -> float:
    """The same from the logs of its times."""
    limit = quantile(logs, QUICK) + SLOW
    return limit if float((logs <= limit).mean()) >= FEWEST_QUICK else math.inf


def slow_by_pace(logs: Floats) -> Mask:
    """The rounds in which the pacemaker was slow, from its log time in each."""
    slow: Mask = logs > limit_of(logs)
    return slow
