"""Ratios while the race is on: the same numbers as at the end, without reading finished heats again."""

from __future__ import annotations

from dataclasses import dataclass, field

from runoff.model.sample import Sample, Stage
from runoff.stats.steady import classify
from runoff.summary.pace import pace_of, slowed
from runoff.summary.pair import HeatPair, match, nearest
from runoff.summary.ratio import RatioEstimate, pair_estimate
from runoff.summary.track import Track, track


@dataclass(slots=True)
class _Life:
    """The turns of one guest of one contender in one heat, and their columns as of the last look."""

    heat: int
    samples: list[Sample] = field(default_factory=list)
    columns: Track | None = None

    def track(self) -> Track:
        if self.columns is None or len(self.columns) != len(self.samples):
            self.columns = track(self.samples)
        return self.columns


class LiveRatios:
    """Takes the samples as they come and estimates every contender's ratio to the baseline.

    `add` costs next to nothing; `estimate` less than a millisecond for a dozen heats,
    because only heats that have grown since the last call are looked at again.
    """

    def __init__(self, baseline: str) -> None:
        self._baseline = baseline
        self._lives: dict[str, list[_Life]] = {}
        self._paces: dict[int, list[Sample]] = {}
        self._pairs: dict[tuple[str, int], HeatPair] = {}

    def add(self, sample: Sample) -> None:
        """Take note of one turn; other stages than `measure` and `pace` are passed over."""
        if sample.stage is Stage.PACE:
            self._paces.setdefault(sample.heat, []).append(sample)
        if sample.stage is not Stage.MEASURE:
            return
        lives = self._lives.setdefault(sample.contender, [])
        if not lives or lives[-1].heat != sample.heat or sample.round <= lives[-1].samples[-1].round:
            lives.append(_Life(sample.heat))
        lives[-1].samples.append(sample)

    def contenders(self) -> tuple[str, ...]:
        """Everyone but the baseline who has had a turn."""
        return tuple(name for name in self._lives if name != self._baseline)

    def estimate(self, contender: str) -> RatioEstimate:
        """The contender's ratio to the baseline from everything added so far."""
        bases: dict[int, list[Track]] = {}
        for life in self._lives.get(self._baseline, []):
            bases.setdefault(life.heat, []).append(life.track())
        own = self._lives.get(contender, [])
        return pair_estimate(
            [
                self._pair(contender, index, life.heat, nearest(bases[life.heat], life.track()), life.track())
                for index, life in enumerate(own)
                if life.heat in bases
            ]
        )

    def estimates(self) -> dict[str, RatioEstimate]:
        """Every contender's ratio to the baseline."""
        return {name: self.estimate(name) for name in self.contenders()}

    def slowed(self) -> bool:
        """Whether the pacemaker says that the machine was slow nearly all the time so far."""
        return slowed(sample for samples in self._paces.values() for sample in samples)

    def steady_rounds(self, heat: int) -> tuple[int, ...]:
        """How many turns each contender, the baseline included, has had in its steady state in this heat."""
        tracks = [life.track() for lives in self._lives.values() for life in lives[-1:] if life.heat == heat]
        return tuple(len(one) - classify(one.calm).start for one in tracks)

    def _pair(self, contender: str, index: int, heat: int, base: Track, other: Track) -> HeatPair:
        known = self._pairs.get((contender, index))
        if known is None or known.base is not base or known.other is not other:
            known = self._pairs[contender, index] = match(base, other, pace_of(self._paces.get(heat, ())).get(heat))
        return known
