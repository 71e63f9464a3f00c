"""What the tools print is understood, and nothing else is taken for it."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from benchmarks import load, overhead, tools
from benchmarks.lines import Failed

from fakes import races


def contender(name: str, **changes: Any) -> dict[str, Any]:
    """One contender as runoff's JSON has it."""
    usual: dict[str, Any] = {
        "id": name,
        "entry": name.split("@")[0],
        "status": "ok",
        "reason": "",
        "ratio": {"value": 1.05, "low": 1.01, "high": 1.09},
        "call": "faster",
        "heats": 5,
        "rounds": 60,
        "basis": "wall",
        "findings": [{"check": "precise", "level": "warn", "evidence": ""}],
    }
    return {**usual, **changes}


def document(*others: dict[str, Any]) -> dict[str, Any]:
    """A whole report with a baseline."""
    base = contender("python@cpython-3.11", ratio=None, call="baseline")
    return {"workloads": [{"baseline": base["id"], "outcome": "budget", "contenders": [base, *others]}]}


def test_a_pair_is_read() -> None:
    """Ratio, interval and call of the one that is not the baseline."""
    outcome = tools.outcome_of(document(contender("python@cpython-3.11#2")))
    assert (outcome.ratio, outcome.call, outcome.excludes_one) == (1.05, "faster", True)
    assert outcome.half_width == pytest.approx(0.08 / 2 / 1.05)
    assert outcome.findings == ("precise",)


def test_an_interval_that_holds_one_is_no_difference() -> None:
    """So is a missing interval."""
    touching = contender("b@x", ratio={"value": 1.0, "low": 0.99, "high": 1.01})
    without = contender("b@x", ratio={"value": 1.0, "low": None, "high": None})
    assert not tools.outcome_of(document(touching)).excludes_one
    assert not tools.outcome_of(document(without)).excludes_one


@pytest.mark.parametrize(
    "others",
    [[], [contender("b@x", status="invalid", reason="clock")], [contender("b@x", ratio=None)], [contender("b@x")] * 2],
)
def test_what_is_no_pair_is_a_failure(others: list[dict[str, Any]]) -> None:
    """Never a figure made of something else."""
    with pytest.raises(Failed):
        tools.outcome_of(document(*others))


@pytest.mark.parametrize(
    ("told", "different"),
    [
        ("Benchmark hidden because not significant (1): timeit\n", False),
        ("Mean +- std dev: [a] 14.6 ms +- 4.2 ms -> [b] 15.2 ms +- 4.2 ms: 1.04x slower\n", True),
    ],
)
def test_pyperf_is_understood(told: str, different: bool) -> None:
    """By what compare_to prints."""
    assert tools.significant(told) is different


def test_pyperf_saying_anything_else_is_a_failure() -> None:
    """An empty answer is no verdict."""
    with pytest.raises(Failed):
        tools.significant("")


def test_intervals_that_overlap_are_no_difference() -> None:
    """Mean +- 2 sd / sqrt(n), for hyperfine's times."""
    assert not tools.intervals_apart([1.0, 1.2, 1.1], [1.1, 1.3, 1.2])
    assert tools.intervals_apart([1.0, 1.01, 1.02], [1.1, 1.11, 1.12])


def test_gaps_are_counted_between_turns_of_one_heat() -> None:
    """The fakes leave 150 us between turns; the pause between heats is none of them."""
    race = races.make_race([races.fake("a@cpython-3.11"), races.fake("b@cpython-3.11")], heats=2, rounds=5)
    assert overhead.gaps_us(race) == [150.0] * 18


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.9, 90), (0.99, 99), (1.0, 100)])
def test_quantiles_are_values_that_occurred(share: float, value: int) -> None:
    """The smallest with that share at or below it."""
    assert overhead.quantile([float(each) for each in range(100, 0, -1)], share) == value


def test_the_load_is_the_same_for_the_same_seed() -> None:
    """Bursts and pauses stay within their bounds."""
    first = list(islice(load.schedule(7), 100))
    assert first == list(islice(load.schedule(7), 100))
    assert all(load.SHORTEST_S <= each <= load.LONGEST_S for pair in first for each in pair)
