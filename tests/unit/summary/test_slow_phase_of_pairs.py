"""A slow phase of the machine is one of both contenders; a mood of one contender is a result."""

from __future__ import annotations

import pytest

from fakes.races import fake, make_race
from runoff.model.sample import Sample, Stage
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


def test_a_phase_that_slows_both_is_left_out() -> None:
    """Both 1.7 times slower in two heats of six: those rounds are marked, the ratio is that of the others."""
    race = make_race([fake("a@x-1", per_op_ns=1e6), fake("b@y-1", per_op_ns=1e6)], heats=6, rounds=10, seed=3)
    base = heats_of(race.samples, "a@x-1", {3: 1.7, 4: 1.7})
    other = heats_of(race.samples, "b@y-1", {3: 1.7, 4: 1.9})
    found = estimate(base, other, seed=1)
    assert found.rounds_slow_phase == 20
    assert found.interval.value == pytest.approx(1.0, abs=0.02)
