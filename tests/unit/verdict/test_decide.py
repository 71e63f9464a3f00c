"""From valid contenders to a verdict in words."""

from __future__ import annotations

from collections.abc import Sequence

from fakes.races import FakeContender, fake, make_contender
from fakes.summaries import around, steady, summary
from runoff.model.result import BreakEven, Interval, Status, Steady, Summary, Verdict
from runoff.model.workload import Change
from runoff.verdict.decide import decide
from runoff.verdict.ladder import Step

MIB = 1024 * 1024
BASE = fake("stdlib@cpython-3.11")
PYPY = fake("stdlib@pypy-3.11")
GO = fake("go@go-1.26", change=Change.REWRITE)


Raced = list[tuple[FakeContender, Summary]]


def verdict(raced: Raced, lost: Sequence[tuple[FakeContender, tuple[Status, str]]] = ()) -> Verdict:
    """The verdict on these summaries; gains follow from the ratios."""
    valid = [(make_contender(one), each) for one, each in raced]
    statuses = {one.id: (Status.OK, "") for one, _ in raced} | {one.id: why for one, why in lost}

    def gain(base: Step, other: Step) -> Interval:
        return around(other.speed / base.speed, 0.01)

    return decide(make_contender(BASE), statuses, valid, gain)


def race(go: float = 10.5, **changes: object) -> Raced:
    """CPython, PyPy ten times faster, Go `go` times."""
    pypy: dict[str, object] = {
        "ratio": around(10.3, 0.01),
        "start_ms": 31.0,
        "memory": {"uss_end": 23.0 * MIB},
        "break_even": BreakEven(start_ms=6.0, warm_up_ms=850.0, seconds=0.9),
    }
    return [
        (BASE, summary(BASE.id, start_ms=12.0, memory={"uss_end": 7.6 * MIB})),
        (PYPY, summary(PYPY.id, **(pypy | changes))),  # type: ignore[arg-type]
        (GO, summary(GO.id, ratio=around(go, 0.01))),
    ]


def two(other: FakeContender, ratio: Interval) -> Raced:
    """The baseline and one other."""
    return [(BASE, summary(BASE.id)), (other, summary(other.id, ratio=ratio))]


def test_a_choice_says_what_it_gives_costs_and_leaves() -> None:
    """The sentence somebody acts on."""
    made = verdict(race())
    assert (made.call, made.choose, made.rule) == ("choose", PYPY.id, "effort/next-step")
    assert made.because == (
        "It does this work 10.3x [10.2, 10.4] as fast as stdlib@cpython-3.11. "
        "It costs another runtime for the same code, 23 MiB of memory instead of 7.6 MiB and 31 ms to start instead "
        "of 12 ms; it is ahead after 0.90 s of the baseline's work. "
        "The step above, go@go-1.26 (rewrite), would add 1.02x [1.01, 1.03]; a step is worth taking from 1.5x on."
    )


def test_an_unsteady_choice_carries_it() -> None:
    """A ratio from no steady state says so in the verdict."""
    made = verdict(race(steady=steady(Steady.NO_STEADY_STATE)))
    assert made.call == "choose"
    assert made.because.endswith("Mind its steady state: no steady state.")


def test_a_choice_that_never_pays_says_so() -> None:
    """A start-up that the work cannot make up for."""
    never = BreakEven(start_ms=900.0, warm_up_ms=0.0, seconds=None)
    assert "never makes up for" in verdict(race(break_even=never)).because


def test_unknown_memory_is_left_out() -> None:
    """No number is better than a wrong one."""
    assert "of memory" not in verdict(race(memory={"uss_end": -1.0})).because


def test_small_gains_are_not_worth_a_change() -> None:
    """Stay, and say what was on offer."""
    made = verdict(two(PYPY, around(1.2, 0.01)))
    assert (made.call, made.choose) == ("stay", BASE.id)
    assert "stdlib@pypy-3.11 (runtime), is 1.20x [1.19, 1.21] as fast as stdlib@cpython-3.11" in made.because


def test_nothing_faster_is_a_reason_to_stay() -> None:
    """The best of the others is named."""
    made = verdict(two(PYPY, around(0.8, 0.01)))
    assert (made.call, made.choose) == ("stay", BASE.id)
    assert made.because.startswith(
        "Nothing raced here is faster: the best other, stdlib@pypy-3.11 (runtime), is 0.800x"
    )


def test_an_invalid_baseline_leaves_nothing_to_compare_with() -> None:
    """Unknown, with the reason."""
    made = verdict([(PYPY, summary(PYPY.id))], [(BASE, (Status.INVALID, "same-answer: 41, expected 42"))])
    assert (made.call, made.choose, made.rule) == ("unknown", None, "baseline/valid")
    assert "stdlib@cpython-3.11 is invalid (same-answer: 41, expected 42)" in made.because


def test_nobody_else_valid_is_unknown() -> None:
    """And says what became of the others."""
    lost = [(PYPY, (Status.UNAVAILABLE, "no wheel")), (GO, (Status.INVALID, "work-removed"))]
    made = verdict([(BASE, summary(BASE.id))], lost)
    assert (made.call, made.rule) == ("unknown", "contenders/two")
    assert "1 invalid and 1 unavailable" in made.because


def test_an_a_a_pair_is_no_choice() -> None:
    """However far apart the copies look."""
    copy = fake("stdlib@cpython-3.11#2")
    made = verdict(two(copy, around(1.7, 0.01)))
    assert made.call == "unknown"
    assert "Only copies of stdlib@cpython-3.11" in made.because


def test_an_interval_that_does_not_decide_is_unknown() -> None:
    """1.5x +- 1 %: the verdict says which interval and what to do."""
    made = verdict(two(PYPY, around(1.5, 0.01)))
    assert (made.call, made.choose) == ("unknown", None)
    assert "stdlib@pypy-3.11 (runtime) is 1.50x [1.48, 1.52] as fast" in made.because
    assert "--budget" in made.because


def test_a_doubt_further_up_keeps_what_is_certain() -> None:
    """PyPy's 10x is certain even though Go's 1.5x on top is not."""
    made = verdict(race(go=10.3 * 1.5))
    assert made.call == "unknown"
    assert made.because.startswith("stdlib@pypy-3.11 does this work 10.3x [10.2, 10.4] as fast")
