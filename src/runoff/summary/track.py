"""One contender's turns of one heat as columns, and where they become steady."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from runoff.model.sample import Sample
from runoff.stats.order import Floats, Mask

WAIT_LIMIT = 0.05
"""A turn that waited for a core for more than this share of its time is contended."""

_COLUMNS = attrgetter(
    "round", "inner", "warm_ns", "wall_ns", "cpu_ns", "outside_ns", "sched_cpu_ns", "sched_wait_ns", "at_ns"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Columns of n turns in round order; times in nanoseconds, logs natural and per operation.

    `calm` is the wall time without the part spent waiting for a core: what steady
    state and slow phases are looked for in, because a neighbour's burst is not a warm-up.
    """

    rounds: NDArray[np.int64]
    inner: NDArray[np.int64]
    warm: NDArray[np.int64]
    wall: NDArray[np.int64]
    cpu: NDArray[np.int64]
    outside: NDArray[np.int64]
    sched_cpu: NDArray[np.int64]
    waited: NDArray[np.int64]
    at: NDArray[np.int64]
    log_wall: Floats
    calm: Floats
    contended: Mask

    def __len__(self) -> int:
        return len(self.rounds)


def lives(samples: Sequence[Sample]) -> list[list[Sample]]:
    """Split one contender's turns of one heat where its rounds begin anew.

    The baseline takes part in every memory group of a heat, each time as a fresh guest and from round 0.
    """
    parts: list[list[Sample]] = []
    for sample in samples:
        if not parts or sample.round <= parts[-1][-1].round:
            parts.append([])
        parts[-1].append(sample)
    return parts


def track(samples: Sequence[Sample]) -> Track:
    """The samples of one contender and one heat as columns, in round order."""
    table = np.array([_COLUMNS(sample) for sample in samples], dtype=np.int64).reshape(-1, 9).T
    rounds, inner, warm, wall, cpu, outside, sched_cpu, sched_wait, at = table
    # A clock too coarse for the turn reads 0, which has no logarithm; half a nanosecond is below any clock.
    times = np.maximum(wall, 0.5)
    # Sample.waited_ns for a whole column; the property a hundred thousand times is a tenth of a second.
    idle = np.where(sched_cpu < 0, sched_wait, outside - sched_cpu)
    waited = np.maximum(np.minimum(sched_wait, idle), 0)
    share = waited / np.maximum(outside, 1)
    log_wall = np.log(times / inner)
    return Track(
        rounds=rounds,
        inner=inner,
        warm=warm,
        wall=wall,
        cpu=cpu,
        outside=outside,
        sched_cpu=sched_cpu,
        waited=waited,
        at=at,
        log_wall=log_wall,
        # Several threads can together wait longer than the turn lasted; half is then the most that is believed.
        calm=log_wall + np.log1p(-np.minimum(share, 0.5)),
        contended=share > WAIT_LIMIT,
    )


def cpu_sources(tracks: Iterable[Track]) -> str:
    """Which CPU time can be trusted in all of these turns: `inside`, `outside` or `none`.

    Inside is exact for the timed operations, when there is such a clock, its
    steps are at most 1 % of a turn, and it does not run on while the guest waits (some interpreters
    return wall time as process time). Outside, from the scheduler, includes the untimed operation.
    """
    parts = [part for part in tracks if len(part)]
    if not parts:
        return "none"
    cpu = np.concatenate([part.cpu for part in parts])
    sched = np.concatenate([part.sched_cpu for part in parts])
    if (sched <= 0).any():
        return "none" if (cpu <= 0).any() else "inside"
    exact = (cpu > 0).all() and float(np.gcd.reduce(cpu)) <= 0.01 * float(np.median(cpu))
    return "inside" if exact and bool((cpu <= sched * 1.02 + 100_000).all()) else "outside"


def log_cpu(part: Track, source: str) -> Floats:
    """Log of CPU nanoseconds per operation from this source.

    From outside, the timed share is taken to be that of the wall times inside.
    """
    if source == "inside":
        exact: Floats = np.log(part.cpu / part.inner)
        return exact
    timed = np.maximum(part.wall, 0.5) / np.maximum(part.wall + part.warm, 0.5)
    logs: Floats = np.log(part.sched_cpu * timed / part.inner)
    return logs
