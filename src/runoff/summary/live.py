"""Ratios while the race is on: the same numbers as at the end, without reading finished heats again."""

from __future__ import annotations

import numpy as np

from runoff.model.sample import Sample, Stage
from runoff.summary.pair import HeatPair, match
from runoff.summary.ratio import RatioEstimate, pair_estimate
from runoff.summary.track import Track, track


class LiveRatios:
    """Takes the samples as they come and estimates every contender's ratio to the baseline.

    `add` costs next to nothing; `estimate` a fraction of a millisecond for a dozen heats,
    because only heats that have grown since the last call are looked at again.
    """

    def __init__(self, baseline: str) -> None:
        self._baseline = baseline
        self._samples: dict[str, dict[int, list[Sample]]] = {}
        self._tracks: dict[tuple[str, int], Track] = {}
        self._pairs: dict[tuple[str, int], HeatPair] = {}

    def add(self, sample: Sample) -> None:
        """Take note of one turn; other stages than `measure` are passed over."""
        if sample.stage is Stage.MEASURE:
            self._samples.setdefault(sample.contender, {}).setdefault(sample.heat, []).append(sample)

    def contenders(self) -> tuple[str, ...]:
        """Everyone but the baseline who has had a turn."""
        return tuple(name for name in self._samples if name != self._baseline)

    def estimate(self, contender: str) -> RatioEstimate:
        """The contender's ratio to the baseline from everything added so far."""
        own, base = self._samples.get(contender, {}), self._samples.get(self._baseline, {})
        return pair_estimate([self._pair(contender, heat) for heat in base if heat in own])

    def estimates(self) -> dict[str, RatioEstimate]:
        """Every contender's ratio to the baseline."""
        return {name: self.estimate(name) for name in self.contenders()}

    def steady_rounds(self, heat: int) -> tuple[int, ...]:
        """Per contender with turns in this heat, the rounds in which it and the baseline are steady."""
        if heat not in self._samples.get(self._baseline, {}):
            return ()
        pairs = [self._pair(name, heat) for name in self.contenders() if heat in self._samples[name]]
        return tuple(int(pair.usable(np.zeros(len(pair), dtype=bool)).sum()) for pair in pairs)

    def _pair(self, contender: str, heat: int) -> HeatPair:
        base, other = self._track(self._baseline, heat), self._track(contender, heat)
        known = self._pairs.get((contender, heat))
        if known is None or known.base is not base or known.other is not other:
            known = self._pairs[contender, heat] = match(base, other)
        return known

    def _track(self, contender: str, heat: int) -> Track:
        samples = self._samples[contender][heat]
        known = self._tracks.get((contender, heat))
        if known is None or len(known) != len(samples):
            known = self._tracks[contender, heat] = track(samples)
        return known
