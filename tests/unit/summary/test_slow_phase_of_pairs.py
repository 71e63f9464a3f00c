"""A slow phase of the machine is one of both contenders; a mood of one contender is a result."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fakes.races import fake, make_race
from runoff.model.sample import Sample, Stage
from runoff.stats.modes import slow_rounds
from runoff.summary.pair import changes_ratio, phases, with_edges
from runoff.summary.ratio import estimate


def heats_of(samples: tuple[Sample, ...], contender: str, slow: dict[int, float]) -> list[list[Sample]]:
    """The measured samples of a contender by heat, made `slow[heat]` times slower."""
    from dataclasses import replace

    heats: dict[int, list[Sample]] = {}
    for sample in samples:
        if sample.contender == contender and sample.stage is Stage.MEASURE:
            factor = slow.get(sample.heat, 1.0)
            changed = replace(
                sample,
                wall_ns=round(sample.wall_ns * factor),  # type: ignore[arg-type]
                outside_ns=round(sample.outside_ns * factor),  # type: ignore[arg-type]
            )
            heats.setdefault(sample.heat, []).append(changed)
    return [heats[heat] for heat in sorted(heats)]


def test_a_contender_that_is_slow_in_every_other_heat_keeps_all_of_them() -> None:
    """Twice slower in half of its processes is what that contender is like: the interval has to show it."""
    race = make_race([fake("a@x-1", per_op_ns=1e6), fake("b@y-1", per_op_ns=1e6)], heats=6, rounds=10, seed=3)
    moods = {2: 2.0, 4: 2.0, 6: 2.0}
    found = estimate(heats_of(race.samples, "a@x-1", {}), heats_of(race.samples, "b@y-1", moods), seed=1)
    assert found.rounds_slow_phase == 0
    assert found.heats_used == 6
    assert found.interval.half_width is not None
    assert found.interval.half_width > 0.2


def test_a_phase_that_slows_both_unequally_is_left_out() -> None:
    """1.7 and 1.9 times slower in two heats of six: those rounds are marked, the ratio is that of the others."""
    race = make_race([fake("a@x-1", per_op_ns=1e6), fake("b@y-1", per_op_ns=1e6)], heats=6, rounds=10, seed=3)
    base = heats_of(race.samples, "a@x-1", {3: 1.7, 4: 1.7})
    other = heats_of(race.samples, "b@y-1", {3: 1.9, 4: 1.9})
    found = estimate(base, other, seed=1)
    assert found.rounds_slow_phase == 20
    assert found.interval.value == pytest.approx(1.0, abs=0.02)


def test_rounds_in_which_the_phase_changed_are_left_out_too() -> None:
    """The machine is 1.7 times slower in blocks of rounds, and some changes fall between the two turns of a round."""
    draw = np.random.default_rng(5)
    base, other = draw.normal(0, 0.005, 120), draw.normal(0, 0.005, 120)
    slow = (np.arange(120) // 10) % 2 == 1
    base[slow] += math.log(1.7)
    other[slow] += math.log(1.7)
    edges = np.flatnonzero(np.diff(slow.astype(int)))
    other[edges[::2]] += math.log(1.7)
    marked = with_edges(slow_rounds(np.minimum(base, other)), base, other)
    assert marked[slow].all()
    assert marked[edges[::2]].all()
    assert int(marked.sum()) == int(slow.sum()) + len(edges[::2])


def test_a_contender_that_is_often_slow_alone_keeps_its_slow_rounds() -> None:
    """Every fourth turn of one contender is slow by itself, beside a phase that both share."""
    draw = np.random.default_rng(6)
    base, other = draw.normal(0, 0.005, 120), draw.normal(0, 0.005, 120)
    slow = np.arange(120) >= 90
    base[slow] += math.log(1.7)
    other[slow] += math.log(1.7)
    moody = (np.arange(120) % 4 == 0) & ~slow
    other[moody] += math.log(1.7)
    marked = with_edges(slow_rounds(np.minimum(base, other)), base, other)
    assert not marked[moody].any()


def test_a_phase_that_one_hardly_feels_is_known_by_the_other() -> None:
    """One contender is 1.8 times slower in stretches, the other 2 % in the same rounds: the machine did it."""
    draw = np.random.default_rng(7)
    heat_of = np.repeat(np.arange(6), 40)
    slow = (np.arange(240) // 13) % 2 == 1
    base = draw.normal(0, 0.01, 240) + slow * math.log(1.8)
    other = draw.normal(0, 0.01, 240) + slow * 0.02
    assert (phases(base, other, heat_of) == slow).all()
    assert changes_ratio(base - other, slow)


def test_the_moods_of_one_contender_are_not_blamed_on_the_machine() -> None:
    """The same stretches, and the other contender knows nothing of them: they are what that contender is like."""
    draw = np.random.default_rng(8)
    heat_of = np.repeat(np.arange(6), 40)
    slow = (np.arange(240) // 13) % 2 == 1
    base = draw.normal(0, 0.01, 240) + slow * math.log(1.8)
    assert not phases(base, draw.normal(0, 0.01, 240), heat_of).any()


def test_a_contender_that_is_slow_in_whole_processes_is_not_excused_by_chance() -> None:
    """Slow in heats 1 and 4 only: there is no contrast within a heat, so there is no witness."""
    draw = np.random.default_rng(9)
    heat_of = np.repeat(np.arange(6), 40)
    slow = (heat_of == 1) | (heat_of == 4)
    base = draw.normal(0, 0.01, 240) + slow * math.log(1.3)
    other = draw.normal(0, 0.01, 240) + slow * 0.02
    assert not phases(base, other, heat_of).any()


def test_a_phase_that_slows_both_alike_costs_no_rounds() -> None:
    """1.7 times slower together: the ratio within a round is the same, and all rounds are used."""
    race = make_race([fake("a@x-1", per_op_ns=1e6), fake("b@y-1", per_op_ns=1e6)], heats=6, rounds=20, seed=3)
    base = heats_of(race.samples, "a@x-1", {3: 1.7, 4: 1.7})
    other = heats_of(race.samples, "b@y-1", {3: 1.7, 4: 1.7})
    found = estimate(base, other, seed=1)
    assert found.rounds_slow_phase == 0
    assert found.rounds_used == 120
