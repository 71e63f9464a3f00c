"""work-removed: deleted loops, constants and missing answers come out, honest work never does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.races import FakeContender, fake, make_machine, make_plan, make_race, make_workload
from fakes.summaries import growth, linear, summaries_of
from runoff.checks.check import Evidence
from runoff.checks.work_removed import CHECK, does_not_grow, share_of_size, top_hz
from runoff.model.plan import Machine
from runoff.model.result import Finding, Level
from runoff.model.workload import Change
from runoff.units import Nanoseconds


def findings(
    fakes: Sequence[FakeContender], *, floor_cycles: float = 13.0, machine: Machine | None = None
) -> dict[str, Finding]:
    """What the check finds in a short race of these, by contender."""
    plan = make_plan(fakes, workload=make_workload(fakes, floor_cycles=floor_cycles))
    race = make_race(fakes, heats=1, rounds=3, plan=plan)
    evidence = Evidence(race=race, summaries=summaries_of(race), machine=machine)
    return {finding.contender: finding for finding in CHECK.rule(evidence)}


HONEST = fake("go@go-1.26", per_op_ns=6.6e6)
DELETED = fake("trap@go-1.26", per_op_ns=0.31e6)


def test_gos_deleted_loop_is_invalid() -> None:
    """The loop that made Go 317 times faster: 0.31 ns an iteration, where one square root takes 13 cycles."""
    found = findings([HONEST, DELETED])
    assert found["go@go-1.26"].level is Level.OK
    assert found["trap@go-1.26"].level is Level.INVALID
    assert found["trap@go-1.26"].evidence == (
        "0.31 ns per n, under the floor of 2.2 ns (13 cycles at 6.0 GHz: one square root)"
    )


def test_the_floor_uses_the_machines_own_clock() -> None:
    """13 cycles last longer at 2 GHz than at the 6 GHz assumed for an unknown machine."""
    five_ns = fake("go@go-1.26", per_op_ns=5e6)
    assert findings([five_ns])["go@go-1.26"].level is Level.OK
    assert findings([five_ns], machine=make_machine(top_hz=2e9))["go@go-1.26"].level is Level.INVALID


@pytest.mark.parametrize("machine", [None, make_machine(top_hz=0.0)], ids=["no machine", "no clock known"])
def test_an_unknown_clock_is_taken_as_the_fastest(machine: Machine | None) -> None:
    """Doubt goes to the contender."""
    assert top_hz(machine) == 6e9


def test_a_constant_is_invalid_without_a_floor() -> None:
    """A Python entry that returns a constant: 60 ns at every size."""
    constant = fake("constant@cpython-3.11", per_op_ns=60, exponent=0.0)
    found = findings([fake("a@cpython-3.11", per_op_ns=5e7), constant], floor_cycles=0)
    assert found["a@cpython-3.11"].level is Level.OK
    assert found["constant@cpython-3.11"].level is Level.INVALID
    assert found["constant@cpython-3.11"].evidence.startswith("time does not grow with n: ")
    assert "at n=10000" in found["constant@cpython-3.11"].evidence


def test_no_answer_is_no_work() -> None:
    """Whatever a guest that answers nothing did, nobody can compare it."""
    found = findings([fake("a@cpython-3.11", per_op_ns=5e7, answer="")])
    assert found["a@cpython-3.11"].level is Level.INVALID
    assert "no answer" in found["a@cpython-3.11"].evidence


def test_threads_may_be_faster_than_the_floor() -> None:
    """Wall time under the floor is fine when the CPU time is not: several cores share the work."""
    fakes = [HONEST]
    race = make_race(fakes, heats=1, rounds=3, plan=make_plan(fakes, workload=make_workload(fakes, floor_cycles=13)))
    quick = tuple(
        replace(
            each,
            wall_ns=Nanoseconds(each.wall_ns // 8),
            outside_ns=Nanoseconds(each.outside_ns // 8),
            cpu_ns=each.wall_ns,
        )
        for each in race.samples
    )
    race = replace(race, samples=quick)
    evidence = Evidence(race=race, summaries=summaries_of(race))
    assert [finding.level for finding in CHECK.rule(evidence)] == [Level.OK]


def test_processes_may_be_as_fast_as_all_cores() -> None:
    """The CPU time of children is not the guest's: a parallel entry gets the floor of all cores together."""
    parallel = fake("pool@cpython-3.11", per_op_ns=1.0e6, change=Change.PARALLEL)
    assert findings([parallel], machine=make_machine(top_hz=0.0, cores=4))["pool@cpython-3.11"].level is Level.OK
    alone = fake("pool@cpython-3.11", per_op_ns=1.0e6)
    assert findings([alone], machine=make_machine(top_hz=0.0, cores=4))["pool@cpython-3.11"].level is Level.INVALID


@given(
    fixed_ns=st.floats(min_value=0, max_value=1e9),
    per_unit_ns=st.floats(min_value=2.2, max_value=1e4),
    sizes=st.lists(st.integers(min_value=1, max_value=10**9), min_size=3, max_size=5, unique=True),
)
def test_honest_linear_work_above_its_floor_always_grows(fixed_ns: float, per_unit_ns: float, sizes: list[int]) -> None:
    """However large the fixed cost is beside it."""
    points = [(size, fixed_ns + per_unit_ns * size) for size in sorted(sizes)]
    assert not does_not_grow(growth(points), 2.1)


@given(
    fixed_share=st.floats(min_value=0, max_value=0.85),
    noise=st.lists(st.floats(min_value=0.99, max_value=1.01), min_size=3, max_size=3),
)
def test_honest_linear_work_without_a_floor_grows(fixed_share: float, noise: list[float]) -> None:
    """With a fixed cost of up to 85 % of the raced size's time, and a per cent of noise."""
    exact = linear(1e6 * (1 - fixed_share), 1_000_000, fixed_ns=1e6 * fixed_share).points
    points = [(size, ns * factor) for (size, ns), factor in zip(exact, noise, strict=True)]
    assert not does_not_grow(growth(points), None)


@given(
    constant_ns=st.floats(min_value=1, max_value=1e9),
    noise=st.lists(st.floats(min_value=0.97, max_value=1.03), min_size=3, max_size=3),
    floor=st.sampled_from([None, 1e4]),
)
def test_constant_work_never_grows(constant_ns: float, noise: list[float], floor: float | None) -> None:
    """With 3 % of noise on every point, floor or not."""
    points = [(size, constant_ns * factor) for size, factor in zip((10_000, 100_000, 1_000_000), noise, strict=True)]
    assert does_not_grow(growth(points), floor)


@pytest.mark.parametrize(
    ("points", "why"),
    [
        pytest.param([(1000, 100.0), (1_000_000, 100.0)], "two sizes", id="two sizes prove nothing"),
        pytest.param([(1000, 100.0), (1500, 100.0), (2000, 100.0)], "span", id="neither do sizes close together"),
        pytest.param([(10, 1.0), (100, 10.0), (1000, 100.0)], "linear", id="linear"),
        pytest.param([(10, 1.0), (100, 100.0), (1000, 10_000.0)], "square", id="quadratic"),
        pytest.param([(10, 10.0), (100, 33.0), (1000, 120.0)], "root", id="square root"),
    ],
)
def test_what_counts_as_growth(points: list[tuple[int, float]], why: str) -> None:
    """The rule needs three sizes that lie apart, and speaks only about none of the growth."""
    assert not does_not_grow(growth(points), None), why


def test_the_share_of_the_size_is_what_a_fixed_cost_leaves() -> None:
    """T = 300 + 700 (n / N): 70 % of the time at N depends on n."""
    assert share_of_size(linear(700, 1000, fixed_ns=300)) == pytest.approx(0.7)
