"""Rule effort/next-step: from ladders of gains to where one should stand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.races import fake, make_contender
from fakes.summaries import around, summary
from runoff.model.result import Interval
from runoff.model.workload import Change
from runoff.verdict.climb import GAIN_WORTH_A_STEP, climb, decide
from runoff.verdict.ladder import Step, frontier

EFFORTS = [Change.NONE, Change.RUNTIME, Change.LIBRARY, Change.ANNOTATE, Change.PARALLEL, Change.REWRITE]


def step(speed: float, change: Change, name: str = "") -> Step:
    """A step of this speed and effort."""
    contender = make_contender(fake(f"{name or change}@cpython-3.11"))
    return Step(
        contender=contender, summary=summary(contender.id, ratio=around(speed, 0.01)), change=change, speed=speed
    )


def ladder(*speeds: float) -> list[Step]:
    """One step per effort, the baseline's speed 1 first."""
    return [step(speed, change) for speed, change in zip((1.0, *speeds), EFFORTS, strict=False)]


def gain(half: float) -> object:
    """Gains known to this relative half-width."""
    return lambda base, other: around(other.speed / base.speed, half)


@pytest.mark.parametrize(
    ("speeds", "index"),
    [
        pytest.param((), 0, id="nothing but the baseline"),
        pytest.param((1.2,), 0, id="20 % are not worth a step"),
        pytest.param((7.4,), 1, id="a worthy step"),
        pytest.param((7.4, 7.5, 7.6), 1, id="calc-pi: PyPy, then Numba and Go add next to nothing"),
        pytest.param((2.0, 4.0, 8.0), 3, id="every step worthy: up to the top"),
        pytest.param((1.05, 7.5), 2, id="a newer interpreter does not hide a library"),
        pytest.param((1.05, 7.5, 8.0), 2, id="passed over below and above"),
        pytest.param((1.4, 1.9), 2, id="two small steps that are worth it together"),
        pytest.param((1.3, 1.4, 1.45), 0, id="small steps that are not"),
        pytest.param((2.0, 2.5, 3.5), 3, id="a large step beyond a small one"),
    ],
)
def test_where_the_walk_ends(speeds: tuple[float, ...], index: int) -> None:
    """The cheapest change from which nothing dearer is 1.5 times faster."""
    steps = ladder(*speeds)
    walk = climb(steps, gain(0.01))  # type: ignore[arg-type]
    assert walk.at is steps[index]
    assert walk.doubt is None
    assert [offer.step for offer in walk.above] == steps[index + 1 :]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        pytest.param(Interval(value=1.6, low=1.5, high=1.7), True, id="all of it from 1.5 on"),
        pytest.param(Interval(value=1.4, low=1.3, high=1.49), False, id="all of it under 1.5"),
        pytest.param(Interval(value=1.5, low=1.4, high=1.6), None, id="1.5 inside"),
        pytest.param(Interval(value=1.45, low=1.4, high=1.5), None, id="1.5 is its upper end"),
        pytest.param(Interval(value=9.0), None, id="no interval"),
    ],
)
def test_when_a_gain_is_worth_a_step(interval: Interval, expected: bool | None) -> None:
    """Only an interval on one side of 1.5 decides."""
    assert decide(interval) is expected


def test_an_undecided_step_is_doubt() -> None:
    """1.5x +- 10 % may or may not be worth it."""
    steps = ladder(1.5)
    walk = climb(steps, gain(0.1))  # type: ignore[arg-type]
    assert walk.at is steps[0]
    assert walk.doubt is not None
    assert walk.doubt.step is steps[1]


def test_a_step_worth_taking_from_both_settles_a_doubt() -> None:
    """Whether PyPy's 1.5x is worth it does not matter when Go gives 15x."""
    steps = ladder(1.5, 15.0)
    walk = climb(steps, gain(0.1))  # type: ignore[arg-type]
    assert walk.at is steps[2]
    assert walk.doubt is None


def test_a_step_worth_taking_from_one_only_settles_nothing() -> None:
    """2x over the baseline is worth it, 1.33x over the step in doubt is not."""
    steps = ladder(1.5, 2.0)
    walk = climb(steps, gain(0.1))  # type: ignore[arg-type]
    assert walk.doubt is not None
    assert walk.doubt.step is steps[1]


def test_without_intervals_nothing_is_decided() -> None:
    """One heat: a value, no interval, no climbing."""
    walk = climb(ladder(10.0), lambda base, other: Interval(value=10.0))
    assert walk.doubt is not None


@given(st.lists(st.floats(min_value=0.1, max_value=1e3), max_size=5))
def test_nothing_above_the_choice_is_worth_another_step(speeds: list[float]) -> None:
    """With exact gains there is no doubt, and no regret."""
    steps = list(frontier(ladder(*speeds)))
    walk = climb(steps, lambda base, other: Interval(value=(g := other.speed / base.speed), low=g, high=g))
    assert walk.doubt is None
    dearer = [each for each in steps if each.change.effort > walk.at.change.effort]
    assert all(each.speed / walk.at.speed < GAIN_WORTH_A_STEP for each in dearer)
    if walk.at is not steps[0]:
        assert walk.at.speed >= GAIN_WORTH_A_STEP or math.isclose(walk.at.speed, GAIN_WORTH_A_STEP)
