"""A whole race, judged: from samples to rows in order and a verdict."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fakes.races import FakeContender, fake, make_machine, make_race, typical_race
from fakes.summaries import around, summary
from runoff.model.result import Call, Interval, Lane, Row, Status, WorkloadResult
from runoff.model.sample import Outcome
from runoff.model.workload import Change
from runoff.verdict.calls import adjusted
from runoff.verdict.judge import PairedGain, judge

CPYTHON = fake("stdlib@cpython-3.11", per_op_ns=50e6)
PYPY = fake("stdlib@pypy-3.11", per_op_ns=6.8e6)
GO = fake("go@go-1.26", per_op_ns=6.6e6)
TRAP = fake("trap@go-1.26", per_op_ns=0.31e6)


def judged(fakes: Sequence[FakeContender], **options: object) -> WorkloadResult:
    """The result of racing these."""
    return judge(make_race(fakes, **options))  # type: ignore[arg-type]


def row(result: WorkloadResult, contender: str) -> Row:
    """One contender's row."""
    return next(row for row in result.rows if row.contender.id == contender)


def test_calc_pi_as_it_comes_out() -> None:
    """PyPy is chosen: Numba and Go add next to nothing."""
    result = judge(typical_race())
    assert [one.contender.id for one in result.rows] == [
        "stdlib@cpython-3.11",
        "go@go-1.26",
        "numba@numba",
        "stdlib@pypy-3.11",
    ]
    assert (result.verdict.call, result.verdict.choose) == ("choose", "stdlib@pypy-3.11")
    summary = result.rows[1].summary
    assert summary is not None
    assert summary.ratio is not None
    assert summary.ratio.value == pytest.approx(0.050 / 0.0066, rel=0.02)
    assert summary.call is Call.FASTER


def test_an_invalid_number_enters_nothing() -> None:
    """The trap has no ratio, no call, no lane; it neither ranks nor is chosen."""
    result = judged([CPYTHON, PYPY, TRAP])
    trap = row(result, TRAP.id)
    assert trap.status is Status.INVALID
    assert trap.reason.startswith("work-removed: 0.31 ns per n")
    assert trap.lanes == ()
    assert trap.summary is not None
    assert (trap.summary.ratio, trap.summary.call, trap.summary.break_even) == (None, Call.UNKNOWN, None)
    assert trap is result.rows[-1]
    assert result.verdict.choose == PYPY.id


def test_an_invalid_baseline_leaves_no_ratios() -> None:
    """Nobody is compared with a number that is not believed."""
    result = judged([TRAP, PYPY, GO])
    assert result.rows[0].status is Status.INVALID
    assert all(one.summary is not None and one.summary.ratio is None for one in result.rows)
    assert (result.verdict.call, result.verdict.rule) == ("unknown", "baseline/valid")


def test_rows_come_in_order() -> None:
    """Baseline, valid by speed, invalid, failed, unavailable."""
    fakes = [
        fake("gone@pypy-3.11", reason="no wheel"),
        fake("dies@cpython-3.11", per_op_ns=7e6, dies_in=1),
        TRAP,
        PYPY,
        CPYTHON,
        GO,
    ]
    result = judge(make_race([CPYTHON, *fakes[:4], GO]))
    assert [one.contender.id for one in result.rows] == [
        CPYTHON.id,
        GO.id,
        PYPY.id,
        TRAP.id,
        "dies@cpython-3.11",
        "gone@pypy-3.11",
    ]
    assert [one.status for one in result.rows[3:]] == [Status.INVALID, Status.FAILED, Status.UNAVAILABLE]


def test_an_unavailable_baseline_is_told() -> None:
    """The plan's baseline can lack its environment."""
    result = judged([fake("orjson@cpython-3.11", reason="no registry"), PYPY])
    assert result.rows[0].status is Status.UNAVAILABLE
    assert "is unavailable (no registry)" in result.verdict.because


def test_one_heat_gives_no_interval() -> None:
    """Values without bounds, unknown calls, an unknown verdict."""
    result = judged([CPYTHON, PYPY], heats=1)
    summary = row(result, PYPY.id).summary
    assert summary is not None
    assert summary.ratio is not None
    assert (summary.ratio.low, summary.ratio.high, summary.call) == (None, None, Call.UNKNOWN)
    assert result.verdict.call == "unknown"
    assert "fewer than 3 heats" in result.verdict.because


def test_an_a_a_pair_is_the_same() -> None:
    """Two copies of one contender: no difference, no choice."""
    twins = [fake(f"stdlib@cpython-3.11{copy}", per_op_ns=50e6, noise=0.001, heat_noise=0.001) for copy in ("", "#2")]
    result = judged(twins, rounds=20)
    summary = result.rows[1].summary
    assert summary is not None
    assert (summary.call, summary.differs) == (Call.SAME, False)
    assert result.verdict.call == "unknown"


def test_best_of_each_compares_the_best_only() -> None:
    """JSON: the best Python entry against Go, not the standard library against Go."""
    orjson = fake("orjson@cpython-3.11", per_op_ns=16e6, change=Change.LIBRARY)
    result = judged([CPYTHON, orjson, fake("go@go-1.26", per_op_ns=24e6)])
    go = row(result, "go@go-1.26")
    assert row(result, orjson.id).best_ratio is None
    assert row(result, CPYTHON.id).best_ratio is None
    assert go.best_ratio is not None
    assert go.best_ratio.value == pytest.approx(16 / 24, rel=0.02)
    assert go.lanes == (Lane.BEST_OF_EACH,)


def test_a_known_clock_sharpens_the_floor() -> None:
    """4 cycles last 2 ns at 2 GHz, and 0.67 ns at the 6 GHz assumed without a machine."""
    race = make_race([CPYTHON, fake("quick@go-1.26", per_op_ns=1.5e6)])
    assert row(judge(race), "quick@go-1.26").status is Status.OK
    assert row(judge(race, make_machine(top_hz=2e9)), "quick@go-1.26").status is Status.INVALID


def test_the_same_race_gives_the_same_result() -> None:
    """Bit for bit: everything is rebuilt from the store alone."""
    assert judge(typical_race()) == judge(typical_race())


def test_a_race_without_a_turn_is_judged() -> None:
    """Nothing to race: every row has its reason, the verdict is unknown."""
    gone = [fake("a@cpython-3.11", reason="x"), fake("a@pypy-3.11", reason="y")]
    result = judged(gone, outcome=Outcome.NOTHING)
    assert {one.status for one in result.rows} == {Status.UNAVAILABLE}
    assert result.verdict.call == "unknown"


def test_paired_gains_are_those_of_the_rounds() -> None:
    """Two contenders are compared directly, and swapping them inverts the gain."""
    gain = PairedGain(typical_race())
    there, back = gain("stdlib@pypy-3.11", "go@go-1.26"), gain("go@go-1.26", "stdlib@pypy-3.11")
    assert there.value == pytest.approx(1 / back.value)
    assert there.low == pytest.approx(1 / (back.high or 0))


def test_holm_makes_calls_harder_among_many() -> None:
    """3 % +- 0.8 % is faster alone; among twenty such comparisons it is not certain any more."""
    near = Interval(value=1.03, low=1.0222, high=1.0379)
    alone = adjusted({"a": summary("a"), "b": summary("b", ratio=near)})
    many = adjusted({"a": summary("a"), **{f"b{i}": summary(f"b{i}", ratio=near) for i in range(20)}})
    assert alone["b"].call is Call.FASTER
    assert many["b0"].call is Call.UNKNOWN
    assert many["b0"].ratio == near


def test_intervals_of_two_heats_are_not_shown() -> None:
    """Two heats have a spread, but one degree of freedom is no interval across heats."""
    two = adjusted({"a": summary("a", heats=2), "b": summary("b", ratio=around(10, 0.01), heats=2)})["b"]
    assert two.ratio == Interval(value=10)
    assert two.call is Call.UNKNOWN
