"""The ladder: what a change asks for, and which contenders are steps."""

from __future__ import annotations

import pytest

from fakes.races import FakeContender, fake, make_contender
from fakes.summaries import around, summary
from runoff.model.result import Summary
from runoff.model.workload import Change
from runoff.verdict.ladder import change_asked, frontier, is_copy, steps

BASE = fake("stdlib@cpython-3.11")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param(fake("stdlib@cpython-3.11#2"), Change.NONE, id="a copy"),
        pytest.param(fake("stdlib@cpython-3.14"), Change.RUNTIME, id="another version"),
        pytest.param(fake("stdlib@cpython-3.15-jit"), Change.RUNTIME, id="a switch of the same family"),
        pytest.param(fake("stdlib@pypy-3.11"), Change.RUNTIME, id="another family"),
        pytest.param(fake("orjson@cpython-3.11", change=Change.LIBRARY), Change.LIBRARY, id="a library"),
        pytest.param(fake("orjson@pypy-3.11", change=Change.LIBRARY), Change.LIBRARY, id="a library elsewhere"),
        pytest.param(fake("loop@pypy-3.11", change=Change.NONE), Change.RUNTIME, id="another entry that asks nothing"),
        pytest.param(fake("go@go-1.26", change=Change.REWRITE), Change.REWRITE, id="a rewrite"),
    ],
)
def test_what_a_change_asks_for(other: FakeContender, expected: Change) -> None:
    """Another interpreter is at least a change of runtime, even with the same code."""
    assert change_asked(make_contender(other), make_contender(BASE)) is expected


def test_the_same_entry_asks_nothing_of_the_code() -> None:
    """With a rewrite as baseline its own code elsewhere is a change of runtime, not another rewrite."""
    here, there = (make_contender(fake(name, change=Change.REWRITE)) for name in ("go@go-1.26", "go@go-1.27"))
    assert change_asked(there, here) is Change.RUNTIME


def test_copies_of_the_baseline_are_no_steps() -> None:
    """An A/A pair shows noise, not a choice."""
    assert is_copy(make_contender(fake("stdlib@cpython-3.11#2")), make_contender(BASE))
    assert not is_copy(make_contender(fake("stdlib@cpython-3.14")), make_contender(BASE))


def rungs(*others: tuple[FakeContender, float]) -> list[str]:
    """Ids on the frontier, the baseline first."""
    pairs = [(make_contender(BASE), summary(BASE.id))]
    pairs += [(make_contender(one), summary(one.id, ratio=around(speed, 0.01))) for one, speed in others]
    return [step.contender.id for step in frontier(steps(pairs[0][0], pairs))]


def test_the_fastest_of_each_effort_is_its_step() -> None:
    """Of two libraries only the faster is looked at."""
    ujson, orjson = (fake(f"{name}@cpython-3.11", change=Change.LIBRARY) for name in ("ujson", "orjson"))
    assert rungs((ujson, 1.6), (orjson, 3.0)) == [BASE.id, orjson.id]


def test_what_is_slower_than_a_cheaper_change_is_no_step() -> None:
    """A rewrite that loses to PyPy is not looked at."""
    go = fake("go@go-1.26", change=Change.REWRITE)
    assert rungs((go, 2.0), (fake("stdlib@pypy-3.11"), 2.4)) == [BASE.id, "stdlib@pypy-3.11"]


def test_what_is_slower_than_the_baseline_is_no_step() -> None:
    """Nobody changes anything to become slower."""
    assert rungs((fake("stdlib@cpython-3.14"), 0.9)) == [BASE.id]


def test_a_copy_that_looks_faster_is_no_step() -> None:
    """Noise must not be recommended."""
    assert rungs((fake("stdlib@cpython-3.11#2"), 1.6)) == [BASE.id]


def test_an_invalid_number_is_no_step() -> None:
    """Without a ratio a contender has no speed."""
    pairs: list[tuple[object, Summary]] = [(make_contender(BASE), summary(BASE.id))]
    pairs.append((make_contender(fake("go@go-1.26")), summary("go@go-1.26")))
    assert len(steps(pairs[0][0], pairs)) == 1  # type: ignore[arg-type]
