"""One contender on its own: time and CPU per operation, steady state, start, memory, growth."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from runoff.model.result import Growth, Interval, Steady, SteadyReport
from runoff.model.sample import Memory, Sample, Stage, Start
from runoff.stats.growth import fit
from runoff.stats.interval import heat_mean, median_variance
from runoff.stats.modes import mode_count
from runoff.stats.order import Floats, Mask, median
from runoff.stats.steady import across
from runoff.summary.basis import enough_uncontended
from runoff.summary.track import Track, cpu_sources, log_cpu, track
from runoff.summary.view import Life

MEMORY_METRICS = ("uss", "pss", "rss", "peak_rss")


def per_operation(lives: Sequence[Life], basis: str) -> Interval:
    """Nanoseconds per operation with the interval over heats; `basis` is `wall` or `cpu`."""
    masks = [life.usable() for life in lives]
    if basis == "wall":
        calm = [mask & ~life.track.contended for mask, life in zip(masks, lives, strict=True)]
        masks = calm if enough_uncontended(calm) else masks
        logs = [life.track.log_wall for life in lives]
    else:
        source = cpu_sources(life.track for life in lives)
        logs = [life.track.log_wall if source == "none" else log_cpu(life.track, source) for life in lives]
    return _over_heats(logs, masks)


def own_basis(lives: Sequence[Life]) -> str:
    """What a contender without a ratio (the baseline) is timed by, by the rule for pairs."""
    if not any(life.track.contended.any() for life in lives):
        return "wall"
    if enough_uncontended([life.usable() & ~life.track.contended for life in lives]):
        return "wall"
    return "wall" if cpu_sources(life.track for life in lives) == "none" else "cpu"


def cpu_per_operation(lives: Sequence[Life]) -> float | None:
    """CPU nanoseconds per operation in the steady state, None where nothing tells."""
    source = cpu_sources(life.track for life in lives)
    if source == "none":
        return None
    return _over_heats([log_cpu(life.track, source) for life in lives], [life.usable() for life in lives]).value


def _over_heats(logs: Sequence[Floats], masks: Sequence[Mask]) -> Interval:
    kept = [row[mask] for row, mask in zip(logs, masks, strict=True) if mask.any()]
    if not kept:
        kept = [row for row in logs if len(row)]
    variances = [median_variance(row) for row in kept]
    return heat_mean([median(row) for row in kept], variances, [len(row) for row in kept]).exponential()


def steady_report(lives: Sequence[Life]) -> SteadyReport:
    """Class over heats, with turns and seconds until steady as medians over the heats that became so."""
    classes = tuple(life.steady.cls for life in lives)
    reached = [life for life in lives if life.steady.cls is not Steady.NO_STEADY_STATE] or list(lives)
    ready = [(_start_index(life), life.track) for life in reached]
    return SteadyReport(
        cls=across(classes),
        turns=median([start for start, _ in ready]),
        seconds=median([float(one.outside[:start].sum()) / 1e9 for start, one in ready]),
        per_heat=classes,
    )


def warm_up_ns(lives: Sequence[Life], per_op_ns: float) -> float:
    """Time lost before the steady state, beyond what the same operations take in it; median over heats."""
    losses = []
    for life in lives:
        early, one = slice(0, _start_index(life)), life.track
        spent = float((one.wall[early] + one.warm[early]).sum())
        done = float(one.inner[early].sum() + (one.warm[early] > 0).sum())
        losses.append(spent - done * per_op_ns)
    return max(0.0, median(losses))


def _start_index(life: Life) -> int:
    """Index of the first steady turn among all turns of the heat."""
    quick = np.flatnonzero(~life.slow)
    return int(quick[life.steady.start]) if life.steady.start < len(quick) else len(life.slow)


def modes(lives: Sequence[Life]) -> int:
    """Modes of the steady turns within heats: differences between heats are the interval's business.

    Heats are laid over each other by the middle between their first and last tenth. A median would sit in now this, now
    that mode of a heat, and smear two modes into three.
    """
    rows = [life.track.calm[life.usable()] for life in lives]
    centred = [row - float(np.quantile(row, (0.1, 0.9)).mean()) for row in rows if len(row)]
    return mode_count(np.concatenate(centred)) if centred else 1


def wait_share(lives: Sequence[Life]) -> float:
    """Share of all turns' time spent runnable without a core; 0 where the machine does not tell."""
    waited = sum(float(life.track.waited.sum()) for life in lives)
    lasted = sum(float(life.track.outside.sum()) for life in lives)
    return waited / lasted if lasted else 0.0


def start_times(starts: Iterable[Start], contender: str) -> tuple[float, float]:
    """Medians in milliseconds: (spawn to ready without the making of state, spawn to ready); NaN when never ready."""
    own = [start for start in starts if start.contender == contender]
    raced = [start for start in own if start.heat > 0] or own
    if not raced:
        return math.nan, math.nan
    ready = median([start.ready_ns / 1e6 for start in raced])
    return median([(start.ready_ns - start.setup_ns) / 1e6 for start in raced]), ready


def memory_means(memories: Iterable[Memory], contender: str) -> Mapping[str, float]:
    """Mean bytes over heats by `metric_phase`: `uss_ready`, `pss_end`, `peak_rss_end` and so on.

    Heat 0 counts only where there is no other: its guests see other sizes too.
    """
    own = [memory for memory in memories if memory.contender == contender]
    raced = [memory for memory in own if memory.heat > 0] or own
    phases = dict.fromkeys(memory.phase for memory in raced)
    return {
        f"{metric}_{phase}": float(np.mean([getattr(memory, metric) for memory in raced if memory.phase == phase]))
        for phase in phases
        for metric in MEMORY_METRICS
    }


def growth(samples: Sequence[Sample], raced: tuple[int, float]) -> Growth | None:
    """Cost against size from heat 0; the raced size and its measured cost stand in where heat 0 lacks it."""
    turns: dict[int, list[Sample]] = {}
    for sample in samples:
        if sample.stage is Stage.GROWTH:
            turns.setdefault(sample.size, []).append(sample)
    if not turns:
        return None
    costs = {size: _quickest(track(own)) for size, own in turns.items()}
    costs.setdefault(*raced)
    points = tuple(sorted(costs.items()))
    line = fit(points)
    return Growth(
        points=points,
        slope_ns=line.slope if line else None,
        intercept_ns=line.intercept if line else None,
        exponent=line.exponent if line else None,
    )


def _quickest(one: Track) -> float:
    # Five turns are too few for a middle on a busy machine, and what disturbs them only ever adds.
    return math.exp(float(one.calm.min()))
