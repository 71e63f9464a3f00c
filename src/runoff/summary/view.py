"""Every contender's turns as columns, with what is to be left out of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from runoff.model.sample import Race, Sample, Stage
from runoff.stats.modes import slow_rounds
from runoff.stats.order import Floats, Mask, median, quantile
from runoff.stats.steady import SteadyHeat, classify
from runoff.summary.pace import pace_limit, pace_of
from runoff.summary.pair import QUICK, STILL, is_changed, usable_rounds
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
        return usable_rounds(self.slow, [self.steady])

    def above(self) -> Floats:
        """Log times above the usual of this life, waits taken off."""
        return self.track.calm - median(self.track.calm)


def race_lives(race: Race) -> dict[str, list[Life]]:
    """Lives of each contender that had a measured turn, in the order of heats."""
    tracks = {name: list(_tracks(samples)) for name, samples in _measured(race).items()}
    pace = pace_of(race.samples)
    slow = np.zeros(0, dtype=np.int64) if pace else _slow_keys(race, tracks)
    limit = pace_limit(pace.values())
    found = {
        name: [
            _life(heat, one, pace[heat].beside(one.at) > limit)
            if heat in pace
            else _life(heat, one, np.isin(_keys(race, name, heat, part, one), slow))
            for heat, part, one in parts
        ]
        for name, parts in tracks.items()
    }
    return {name: [_without_shared(life, own, found) for life in own] for name, own in found.items()}


def _without_shared(life: Life, own: Sequence[Life], everybody: Mapping[str, Sequence[Life]]) -> Life:
    """The life as it is, or as flat when its change was one of the machine.

    That is: it does not change in most of its heats, and against the middle of the others it
    did not change in this one either.
    """
    if not is_changed(life.steady) or 2 * sum(is_changed(one.steady) for one in own) > len(own):
        return life
    peers = [other for lives in everybody.values() if lives is not own for other in lives if _beside(life, other)]
    if not peers:
        return life
    others = np.median([_at_rounds(peer, life.track.rounds) for peer in peers], axis=0)
    alone = classify((life.track.calm - others)[~life.slow])
    return life if is_changed(alone) else replace(life, steady=STILL)


def _beside(life: Life, other: Life) -> bool:
    """Whether two lives were lived in the same rounds."""
    ours, theirs = life.track.at, other.track.at
    return life.heat == other.heat and bool(ours[0] <= theirs[-1] and theirs[0] <= ours[-1])


def _at_rounds(life: Life, rounds: NDArray[np.int64]) -> Floats:
    """How far above its usual a life was in these rounds, or in the nearest before."""
    index = np.searchsorted(life.track.rounds, rounds, side="right") - 1
    above: Floats = life.above()[np.clip(index, 0, None)]
    return above


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


def _life(heat: int, one: Track, marked: Mask) -> Life:
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
