"""Pages compared with the files beside this one; RUNOFF_GOLDEN=write rewrites them (`./dev golden`)."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from fakes.races import FakeContender, fake, make_machine, make_plan, make_race, make_run, make_workload
from runoff.model.plan import Policy
from runoff.model.sample import Outcome, Race
from runoff.model.workload import Change
from runoff.report.markdown import render
from runoff.report.page import build_page
from runoff.report.terminal import print_page
from runoff.units import Fraction
from runoff.verdict.judge import judge

FOLDER = Path(__file__).parent

CPYTHON = fake("stdlib@cpython-3.11", per_op_ns=50e6, uss_mib=7.6, ready_ms=25)
JIT = fake("stdlib@cpython-3.15-jit", per_op_ns=38e6, uss_mib=9.6, ready_ms=28)
PYPY = fake("stdlib@pypy-3.11", per_op_ns=6.8e6, uss_mib=23, ready_ms=41, warm_up_turns=4, warm_up_factor=1.6)
NUMBA = fake("numba@numba", per_op_ns=6.7e6, uss_mib=90, ready_ms=900, change=Change.ANNOTATE)
GO = fake("go@go-1.26", per_op_ns=6.6e6, uss_mib=3, ready_ms=8)
TRAP = fake("go-discards@go-1.26", per_op_ns=0.31e6, uss_mib=3, ready_ms=8)


def all_ok() -> Race:
    """calc-pi, everybody well."""
    return make_race([CPYTHON, JIT, PYPY, NUMBA, GO])


def trap() -> Race:
    """A deleted loop, an entry that returns a constant, and a wrong answer among honest contenders."""
    constant = fake("constant@cpython-3.11", per_op_ns=60, exponent=0.0)
    wrong = fake("float32@cpython-3.11", per_op_ns=20e6, answer="3.1415923")
    fakes = [CPYTHON, PYPY, GO, TRAP, constant, wrong]
    return make_race(fakes, plan=make_plan(fakes, workload=make_workload(fakes, floor_cycles=13)))


def unavailable_and_failed() -> Race:
    """Rows without numbers."""
    lacks = "orjson>=3.10: no wheel for PyPy 3.11, and building it needs Rust"
    return make_race(
        [
            CPYTHON,
            PYPY,
            fake("orjson@pypy-3.11", reason=lacks, change=Change.LIBRARY),
            fake("greedy@cpython-3.11", per_op_ns=30e6, dies_in=2),
        ]
    )


def one_heat() -> Race:
    """No interval across heats."""
    fakes = [CPYTHON, PYPY]
    return make_race(fakes, heats=1, plan=make_plan(fakes, policy=Policy(heats=1)), outcome=Outcome.HEATS)


def baseline_invalid() -> Race:
    """Nothing to compare with."""
    return make_race([TRAP, CPYTHON, GO])


def a_a_same() -> Race:
    """The same contender twice."""
    twins = [fake(f"stdlib@cpython-3.11{copy}", per_op_ns=50e6, noise=0.001, heat_noise=0.001) for copy in ("", "#2")]
    return make_race(twins, rounds=20)


def best_of_each() -> Race:
    """JSON: the baseline is not the best of its runtime, two builds have their faults, and the budget is used up."""
    unoptimised = {"pgo": "no", "lto": "no", "debug": "no"}
    fakes: list[FakeContender] = [
        fake("stdlib@cpython-3.11", per_op_ns=480e6, facts=unoptimised, heat_noise=0.01),
        fake("orjson@cpython-3.11", per_op_ns=160e6, change=Change.LIBRARY, facts=unoptimised, heat_noise=0.01),
        fake("msgspec@cpython-3.11", per_op_ns=70e6, change=Change.LIBRARY, facts=unoptimised, heat_noise=0.01),
        fake("stdlib@pypy-3.11", per_op_ns=200e6, heat_noise=0.01, slows_after=6),
        fake("encoding/json@go-1.26", per_op_ns=240e6, facts={"race": "no"}, heat_noise=0.01),
    ]
    return make_race(fakes, outcome=Outcome.BUDGET, seed=3)


def undecided() -> Race:
    """A gain whose interval holds 1.5x, on a machine that keeps everybody waiting."""
    fakes = [
        fake("stdlib@cpython-3.11", per_op_ns=50e6, wait_share=0.2, heat_noise=0.02),
        fake("stdlib@pypy-3.11", per_op_ns=33e6, wait_share=0.1, heat_noise=0.02),
    ]
    return make_race(fakes, plan=make_plan(fakes, policy=Policy(quick=True, precision=Fraction(0.03))), seed=5)


RACES = [all_ok, trap, unavailable_and_failed, one_heat, baseline_invalid, a_a_same, best_of_each, undecided]


def page_of(race: Race) -> tuple[str, Callable[[Console], None]]:
    """Markdown, and what prints the page to a console."""
    busy = (
        ("the machine is busy: 31% of its 2 cores in use before the race (load 0.7)",) if race.plan.policy.quick else ()
    )
    run = replace(make_run([race]), machine=make_machine(top_hz=0.0, notes=busy))
    page = build_page(run, [judge(race, run.machine)])
    return render(page), lambda console: print_page(page, console)


def printed(print_to: Callable[[Console], None], width: int) -> str:
    """What a terminal of this width shows, without colours or trailing spaces."""
    stream = io.StringIO()
    print_to(Console(file=stream, width=width, color_system=None, force_terminal=False, legacy_windows=False))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def compare(name: str, text: str) -> None:
    """Equal to the golden file, or written to it when asked for."""
    file = FOLDER / name
    if os.environ.get("RUNOFF_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), f"{name} differs; RUNOFF_GOLDEN=write rewrites it"


@pytest.mark.parametrize("make", RACES, ids=lambda make: make.__name__)
def test_the_page_is_as_it_was(make: Callable[[], Race]) -> None:
    """In a narrow terminal, a wide one, and in Markdown."""
    markdown, print_to = page_of(make())
    compare(f"{make.__name__}.md", markdown)
    for width in (80, 140):
        text = printed(print_to, width)
        assert max(map(len, text.splitlines())) <= width
        compare(f"{make.__name__}.{width}.txt", text)


@pytest.mark.parametrize("make", RACES, ids=lambda make: make.__name__)
def test_nothing_is_said_by_colour_alone(make: Callable[[], Race]) -> None:
    """Struck-out numbers keep their mark, and an ASCII terminal gets the same words."""
    markdown, print_to = page_of(make())
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    print_to(Console(file=stream, width=140, color_system=None))
    stream.flush()
    text = raw.getvalue().decode("ascii")
    assert text.count("~~") == markdown.count("~~")


def test_several_workloads_end_with_all_verdicts() -> None:
    """At the end, where a terminal shows them."""
    races = [all_ok(), a_a_same(), trap()]
    run = make_run(races)
    page = build_page(run, [judge(race, run.machine) for race in races])
    compare("several.md", render(page))
