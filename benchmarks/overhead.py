"""What runoff costs: between two turns, at a guest's start, and on the command line."""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks import tools
from benchmarks.jobs import Job, Order
from benchmarks.lines import Failed
from runoff.model.runtime import Runtime
from runoff.model.sample import Race, Stage

RACES = 3
STARTS = 20
CALLS = 20
SHOWS = 3
TURNS = 100_000
PYTHONS = ("cpython", "pypy")


def jobs(order: Order) -> list[Job]:
    """Races, starts, commands."""
    runs = RACES if order.runs is None else min(order.runs, RACES)
    made = [Job(tool="between turns", run=run, seconds=10.0, measure=_between(order, run)) for run in range(runs)]
    starts = STARTS if order.runs is None else min(order.runs, STARTS)
    for runtime in started():
        tool = f"ready {runtime.id}"
        made.append(Job(tool=tool, run=0, seconds=starts * 0.3, measure=_ready(runtime, starts)))
    calls = CALLS if order.runs is None else min(order.runs, CALLS)
    for words in (("--help",), ("version",)):
        made.append(Job(tool=" ".join(words), run=0, seconds=calls * 0.3, measure=_command(words, calls)))
    shows = SHOWS if order.runs is None else min(order.runs, SHOWS)
    made.append(Job(tool="show", run=0, seconds=30.0, measure=lambda: show(shows)))
    return made


# -- between two turns -----------------------------------------------------------------------------


def _between(order: Order, run: int) -> Any:
    def measure() -> dict[str, object]:
        from runoff.race.machine import share_cores
        from runoff.store.journal import Journal

        with tempfile.TemporaryDirectory(prefix="runoff-bench-") as scratch:
            store = Path(scratch) / "runs.db"
            words = ["-r", tools.cpython().id, "-r", tools.pypy().id, "--entry", "python", "--budget", "8s"]
            words += ["--size", str(tools.KERNEL_SIZE), "--precision", "0.1%"]
            words += ["--seed", str(order.seed + run), "--db", str(store)]
            told = tools.completed([tools.runoff_program(), "run", "int-arithmetic", *words])
            if told.returncode not in (0, 1) or not store.exists():
                raise Failed(tools.how_it_ended(told))
            with Journal.open(store, write=False) as journal:
                _, races = journal.read(None)
        gaps = gaps_us(races[0])
        if len(gaps) < 10:
            raise Failed(f"only {len(gaps)} gaps between turns")
        return {
            "median_us": statistics.median(gaps),
            "p90_us": quantile(gaps, 0.9),
            "p99_us": quantile(gaps, 0.99),
            "most_us": max(gaps),
            "gaps": len(gaps),
            "cores_apart": share_cores().apart,
        }

    return measure


def gaps_us(race: Race) -> list[float]:
    """Microseconds from a guest's answer to the next turn's command, within each heat's timed rounds."""
    gaps = []
    raced = [each for each in race.samples if each.stage in (Stage.MEASURE, Stage.PACE)]
    turns = sorted(raced, key=lambda each: each.at_ns)
    for before, after in itertools.pairwise(turns):
        if before.heat == after.heat:
            gaps.append((after.at_ns - before.at_ns - before.outside_ns) / 1_000)
    return gaps


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value with at least this share of all values at or below it."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


# -- a guest's start -------------------------------------------------------------------------------

# The least that an interpreter can do to be ready: answer the host as soon as it runs a line of code.
BARE = (
    "import {module} as p\n"
    "p.read(0, 65536)\n"
    "p.write(1, b'ready protocol=1 runtime=bare version=1 clock=none clock_step_ns=1 cpu_clock=none pid=1"
    " import_ns=0 setup_ns=0\\n')\n"
    "p.read(0, 65536)\n"
)


def started() -> list[Runtime]:
    """Every CPython and PyPy on the machine."""
    return [each for each in tools.runtimes() if each.available and each.family in PYTHONS]


def _ready(runtime: Runtime, starts: int) -> Any:
    def measure() -> dict[str, object]:
        from runoff.plan.build import build_plan
        from runoff.plan.policy import THOROUGH
        from runoff.race.guest import Janitor, Launch
        from runoff.race.machine import share_cores
        from runoff.race.stable import LocalStable
        from runoff.runtimes.search import cache_folder
        from runoff.spec.find import find_workload
        from runoff.toolbox import Toolbox

        plan = build_plan(find_workload("int-arithmetic"), [runtime], ["python"], THOROUGH, 1)
        prepared = Toolbox(cache_folder(), lambda text: None).prepare(plan.workload, plan.contenders[0])
        bare = (prepared.argv[0], *runtime.argv[1:], "-c", BARE.format(module="posix"))
        launches = {
            name: Launch(argv=argv, env=prepared.env, file=prepared.file, size_name=plan.workload.size_name)
            for name, argv in {"guest": prepared.argv, "bare": bare}.items()
        }
        took: dict[str, list[float]] = {"guest": [], "bare": [], "pass": []}
        with closing(Janitor()) as household:
            stable = LocalStable(launches, cores=share_cores(), household=household)
            for run in range(starts + 1):
                for name in launches:
                    took[name].append(_start_ms(stable, name, run, plan.workload.sizes[0]))
                took["pass"].append(tools.wall_ms([*runtime.argv, "-c", "pass"]))
        # The first of each reads from the disk what all later ones find in memory.
        medians = {name: statistics.median(values[1:]) for name, values in took.items()}
        return {
            "guest_ms": medians["guest"],
            "bare_ms": medians["bare"],
            "pass_ms": medians["pass"],
            "extra_ms": medians["guest"] - medians["bare"],
            "starts": starts,
        }

    return measure


def _start_ms(stable: Any, name: str, run: int, size: int) -> float:
    guest = stable.spawn(name, hash_seed=run + 1, padding=run)
    try:
        _, since_spawn_ns = guest.load(size=size, seed=1, timeout_ns=30_000_000_000, tick=lambda: None)
    finally:
        guest.kill()
    return float(since_spawn_ns / 1e6)


# -- the command line ------------------------------------------------------------------------------


def _command(words: Sequence[str], calls: int) -> Any:
    def measure() -> dict[str, object]:
        took, bare = [], []
        for _ in range(calls + 1):
            took.append(tools.wall_ms([tools.runoff_program(), *words]))
            bare.append(tools.wall_ms([sys.executable, "-c", "pass"]))
        return {
            "median_ms": statistics.median(took[1:]),
            "most_ms": max(took[1:]),
            "bare_ms": statistics.median(bare[1:]),
            "calls": calls,
        }

    return measure


def show(calls: int) -> dict[str, object]:
    """`runoff show` of a run with 100,000 turns made of numbers."""
    with tempfile.TemporaryDirectory(prefix="runoff-bench-") as scratch:
        store = Path(scratch) / "runs.db"
        turns = fill(store, TURNS)
        took = [tools.wall_ms([tools.runoff_program(), "show", "--db", str(store)], fine=(0, 1)) for _ in range(calls)]
    return {"median_s": statistics.median(took) / 1e3, "most_s": max(took) / 1e3, "turns": turns, "calls": calls}


def fill(store: Path, turns: int, *, heats: int = 10) -> int:
    """Make a store with one run of four contenders and about this many turns; returns how many it holds."""
    from fakes import races as fakes
    from runoff.store.journal import Journal

    race = fakes.typical_race(heats=heats, rounds=turns // (4 * heats))
    run = fakes.make_run([race])
    with Journal.open(store, write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        ledger.groups(race.groups)
        for start in race.starts:
            ledger.start(start)
        for memory in race.memories:
            ledger.memory(memory)
        for sample in race.samples:
            ledger.sample(sample)
        ledger.finish(race.outcome, race.elapsed_ns)
        ledger.close()
    return len(race.samples)
