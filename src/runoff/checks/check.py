"""What a check is, and what it gets to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from runoff.model.plan import Contender, Machine
from runoff.model.result import Finding, Level, Summary
from runoff.model.sample import Race, Sample, Stage
from runoff.stats.order import Floats

CONTENDED_SHARE = 0.05
"""Run-queue wait above this share of a turn makes it contended (methods, section 1)."""


TURNS_MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A race, what was computed from it, and the machine it ran on where known.

    Only contenders that were raced and summarised are judged.
    """

    race: Race
    summaries: tuple[Summary, ...]
    machine: Machine | None = None
    _samples: dict[str, list[Sample]] = field(init=False, repr=False, compare=False)
    _measured: dict[str, list[Sample]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        grouped: dict[str, list[Sample]] = {}
        measured: dict[str, list[Sample]] = {}
        for sample in self.race.samples:
            grouped.setdefault(sample.contender, []).append(sample)
            if sample.stage is Stage.MEASURE:
                measured.setdefault(sample.contender, []).append(sample)
        object.__setattr__(self, "_samples", grouped)
        object.__setattr__(self, "_measured", measured)

    def contender(self, summary: Summary) -> Contender:
        """The plan's contender behind a summary."""
        return self.race.plan.contender(summary.contender)

    def samples(self, contender: str) -> list[Sample]:
        """Every turn of this contender, all stages and sizes."""
        return self._samples.get(contender, [])

    def measured(self, contender: str) -> list[Sample]:
        """The turns of heats 1 and up, at the raced size."""
        return self._measured.get(contender, [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One validity rule: its name, what it asks in one line, and the rule itself."""

    name: str
    asks: str
    rule: Callable[[Evidence], Iterable[Finding]]


def contended(sample: Sample) -> bool:
    """Whether the guest waited for a core during more than 5 % of this turn."""
    return sample.waited_ns > CONTENDED_SHARE * sample.outside_ns


def spread(turns: Sequence[Sample]) -> Sequence[Sample]:
    """At most 2,000 of the turns, evenly spaced: enough for a median and a decile, and quick for a long race."""
    return turns[:: -(-len(turns) // TURNS_MOST)] if len(turns) > TURNS_MOST else turns


def finder(check: str) -> Callable[[str, Level, str], Finding]:
    """A maker of this check's findings."""

    def found(contender: str, level: Level, evidence: str) -> Finding:
        return Finding(check=check, contender=contender, level=level, evidence=evidence)

    return found


def first_decile(values: Sequence[float] | Floats) -> float:
    """The value that a tenth of at least one value do not exceed."""
    array = np.asarray(values, dtype=np.float64)
    rank = (len(array) - 1) // 10
    return float(np.partition(array, rank)[rank])
