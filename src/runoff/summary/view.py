"""Every contender's turns as columns, with what is to be left out of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from runoff.model.sample import Race, Sample, Stage
from runoff.stats.modes import slow_rounds
from runoff.stats.order import Floats, Mask, quantile
from runoff.stats.steady import SteadyHeat, classify
from runoff.summary.pair import QUICK
from runoff.summary.track import Track, lives, track


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One guest's turns in one heat: columns, the rounds of a slow phase, and the steady state of the rest."""

    heat: int
    track: Track
    slow: Mask
    steady: SteadyHeat

    def usable(self) -> Mask:
        """Turns in the steady state and in the machine's quick phase."""
        usable = ~self.slow
        usable[np.flatnonzero(usable)[: self.steady.start]] = False
        return usable


def race_lives(race: Race) -> dict[str, list[Life]]:
    """Lives of each contender that had a measured turn, in the order of heats."""
    tracks = {name: list(_tracks(samples)) for name, samples in _measured(race).items()}
    slow = _slow_keys(race, tracks)
    return {
        name: [_life(heat, one, _keys(race, name, heat, part, one), slow) for heat, part, one in parts]
        for name, parts in tracks.items()
    }


def _measured(race: Race) -> dict[str, list[Sample]]:
    found: dict[str, list[Sample]] = {}
    for sample in race.samples:
        if sample.stage is Stage.MEASURE:
            found.setdefault(sample.contender, []).append(sample)
    return found


def _tracks(samples: list[Sample]) -> Iterable[tuple[int, int, Track]]:
    for heat, turns in groupby(samples, key=attrgetter("heat")):
        for part, life in enumerate(lives(list(turns))):
            yield heat, part, track(life)


def _life(heat: int, one: Track, keys: NDArray[np.int64], slow: NDArray[np.int64]) -> Life:
    marked: Mask = np.isin(keys, slow) if len(slow) else np.zeros(len(one), dtype=bool)
    return Life(heat=heat, track=one, slow=marked, steady=classify(one.calm[~marked]))


def _keys(race: Race, name: str, heat: int, part: int, one: Track) -> NDArray[np.int64]:
    """A number for each (heat, group, round); the baseline's n-th life in a heat was lived in the n-th group."""
    group = part if name == race.plan.baseline else _group(race, name)
    return (heat * 1_000 + group) * 1_000_000 + one.rounds


def _group(race: Race, name: str) -> int:
    return next((index for index, group in enumerate(race.groups) if name in group), 0)


def _slow_keys(race: Race, tracks: Mapping[str, list[tuple[int, int, Track]]]) -> NDArray[np.int64]:
    """The rounds in which everybody was slow at once; none when somebody raced alone."""
    keys: list[NDArray[np.int64]] = []
    above: list[Floats] = []
    for name, parts in tracks.items():
        quick = quantile(np.concatenate([one.calm for _, _, one in parts]), QUICK)
        keys += [_keys(race, name, heat, part, one) for heat, part, one in parts]
        above += [one.calm - quick for _, _, one in parts]
    if not keys:
        return np.zeros(0, dtype=np.int64)
    joined, values = np.concatenate(keys), np.concatenate(above)
    order = np.argsort(joined, kind="stable")
    rounds, first, count = np.unique(joined[order], return_index=True, return_counts=True)
    least = np.minimum.reduceat(values[order], first)
    shared = count >= 2
    marked: NDArray[np.int64] = rounds[shared][slow_rounds(least[shared])]
    return marked
