"""Decisions of a race, without processes or clocks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runoff.model.plan import Policy
from runoff.model.sample import Outcome
from runoff.race import stages
from runoff.units import Fraction, Nanoseconds

MS = 1_000_000


def calibrate(cost_of_turn: Callable[[int, int], int], target_ns: int = 100 * MS) -> tuple[int, list[tuple[int, int]]]:
    """Obey `stages.calibrate` with a guest whose turn of `inner` operations costs `cost_of_turn(turns, inner)`."""
    turns: list[tuple[int, int]] = []
    while True:
        decision = stages.calibrate(turns, target_ns=target_ns)
        if isinstance(decision, stages.Calibrated):
            return decision.inner, turns
        turns.append((decision.inner, cost_of_turn(len(turns), decision.inner)))


@given(st.integers(min_value=1, max_value=10**10))
def test_a_calibrated_turn_lasts_about_its_target_or_is_one_operation(cost_ns: int) -> None:
    """Whatever an operation costs, a turn ends within a few per cent of the target, or holds one operation."""
    inner, _ = calibrate(lambda _, ops: ops * cost_ns)
    assert inner == 1 or 0.5 * 100 * MS <= inner * cost_ns <= 1.5 * 100 * MS


def test_a_jit_that_warms_up_during_calibration_is_fitted_again() -> None:
    """Twenty times faster from the fifth turn on: the operations of a turn follow."""
    inner, _ = calibrate(lambda turn, ops: ops * (20_000 if turn < 4 else 1_000))
    assert inner * 1_000 == pytest.approx(100 * MS, rel=0.05)


def test_a_cold_first_operation_does_not_set_the_scale() -> None:
    """The first operation takes 80 ms, all others 1 us."""
    inner, _ = calibrate(lambda turn, ops: 80 * MS if turn == 0 else ops * 1_000)
    assert inner * 1_000 == pytest.approx(100 * MS, rel=0.05)


def test_calibration_ends_on_a_machine_that_never_agrees_with_itself() -> None:
    """Turns that alternate by a factor of three still end after a bounded number."""
    _, turns = calibrate(lambda turn, ops: ops * (1_000 if turn % 2 else 3_000))
    assert len(turns) <= stages.CALIBRATION_TURNS_MAX


def test_an_operation_longer_than_the_target_is_a_turn_by_itself() -> None:
    """Half a second per operation: two turns, one operation each."""
    inner, turns = calibrate(lambda _, ops: ops * 500 * MS)
    assert (inner, len(turns)) == (1, 2)


def test_a_coarse_clock_lengthens_the_turn() -> None:
    """A clock of 15.6 ms steps needs turns of at least 1,000 steps."""
    assert stages.turn_floor_ns(100 * MS, 15_600_000) == 15_600_000_000


@pytest.mark.parametrize(
    ("sizes", "raced", "expected"),
    [
        ((1_000, 10_000, 100_000), 100_000, (10_000, 1_000)),
        ((1_000, 10_000, 100_000), 10_000, (5_000, 1_000)),
        ((100,), 100, (50, 25)),
        ((1,), 1, ()),
    ],
    ids=["the workload's own", "quick has one size below", "one size only", "nothing below one"],
)
def test_growth_is_looked_at_in_at_least_two_smaller_sizes(
    sizes: tuple[int, ...], raced: int, expected: tuple[int, ...]
) -> None:
    """Three points make a growth; where the workload lists fewer, halves of the raced size fill in."""
    assert stages.growth_sizes(sizes, raced) == expected


@given(
    st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(1, 1_000), min_size=1, max_size=12),
    st.integers(1, 2_000),
)
def test_every_group_holds_the_baseline_and_everybody_runs_once(peaks: dict[str, int], available: int) -> None:
    """No contender is lost or doubled, and a group is over the limit only when it is a pair."""
    baseline = next(iter(peaks))
    groups = stages.groups_by_memory(peaks, baseline, available)
    others = [contender for group in groups for contender in group[1:]]
    assert all(group[0] == baseline for group in groups)
    assert sorted(others) == sorted(set(peaks) - {baseline})
    assert all(len(group) <= 2 or sum(peaks[c] for c in group) <= available for group in groups)


def standing(**changes: object) -> stages.Standing:
    """A race that is neither precise nor out of budget."""
    values: dict[str, object] = {
        "heats": 5, "elapsed_ns": Nanoseconds(5_000 * MS), "heat_ns": Nanoseconds(1_000 * MS), "half_widths": (0.05,),
    }  # fmt: skip
    return stages.Standing(**{**values, **changes})  # type: ignore[arg-type]


POLICY = Policy(precision=Fraction(0.01), budget_ns=Nanoseconds(10_000 * MS))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"half_widths": (0.009, 0.01)}, Outcome.PRECISE),
        ({"half_widths": (0.009, 0.01), "slowed": True}, None),
        ({"half_widths": (0.009, 0.011)}, None),
        ({"half_widths": (0.009, None)}, None),
        ({"half_widths": (0.009,), "heats": 2}, None),
        ({"elapsed_ns": Nanoseconds(9_600 * MS)}, Outcome.BUDGET),
        ({"heats": stages.HEATS_MAX}, Outcome.HEATS),
    ],
    ids=[
        "goes on",
        "all precise",
        "precise about a slowed machine",
        "one is not",
        "one has no interval",
        "too few heats",
        "half a heat no longer fits",
        "enough is enough",
    ],
)
def test_a_race_stops_for_width_budget_or_heats(changes: dict[str, object], expected: Outcome | None) -> None:
    """The rule sees widths and times only: it cannot stop because a difference became significant."""
    assert stages.stop(standing(**changes), POLICY) is expected


def test_a_fixed_number_of_heats_is_kept_to() -> None:
    """--heats 7 means seven, however precise or late it is."""
    policy = Policy(heats=7, budget_ns=Nanoseconds(1))
    assert stages.stop(standing(heats=6, half_widths=(0.0001,)), policy) is None
    assert stages.stop(standing(heats=7), policy) is Outcome.HEATS


def test_a_small_budget_cuts_rounds_before_heats() -> None:
    """Ten seconds for eight heats of rounds of 1, 0.2 and 0.1 s: the fewest, six, and all twelve rounds each."""
    policy = Policy(budget_ns=Nanoseconds(10_000 * MS), rounds_min=12)
    rounds = [stages.first_rounds(policy, elapsed_ns=0, round_ns=ms * MS, start_ns=0) for ms in (1_000, 200, 100)]
    assert rounds == [stages.ROUNDS_FEWEST, 6, 12]


def test_a_heat_is_prolonged_once_for_those_who_warm_up_slowly() -> None:
    """Twelve rounds wanted and three of them steady: on to twenty-four, not for ever."""
    assert not stages.enough_rounds(11, 12, [12, 12])
    assert not stages.enough_rounds(12, 12, [3, 3])
    assert stages.enough_rounds(12, 12, [9, 3, 9])
    assert stages.enough_rounds(24, 12, [0, 0])


def test_a_heat_draws_the_same_order_after_a_resume() -> None:
    """The generator depends on seed, heat and purpose alone."""
    first = stages.heat_random(7, 3, "order").random()
    assert stages.heat_random(7, 3, "order").random() == first
    assert stages.heat_random(7, 4, "order").random() != first
