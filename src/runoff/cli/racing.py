"""Wiring shared by `run`, `resume` and `show`: from an order to tables, and the exit code."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import runoff
from runoff.errors import LacksError, StoreError, UsageError
from runoff.model.plan import Plan, Policy, Run
from runoff.model.result import Status, WorkloadResult
from runoff.model.runtime import Runtime
from runoff.model.sample import PACEMAKER, Outcome, Race
from runoff.model.workload import Change, Kind, Workload
from runoff.plan.build import build_plan, settle_plan
from runoff.plan.choose import choose_runtimes
from runoff.plan.policy import fit
from runoff.race import machine
from runoff.race.guest import Janitor, Launch
from runoff.race.referee import Referee
from runoff.race.stable import LocalStable, pacemaker_launch
from runoff.race.stages import growth_sizes
from runoff.report.display import Display, display_for
from runoff.runtimes import discover
from runoff.runtimes.search import cache_folder
from runoff.spec import find
from runoff.store.journal import Journal
from runoff.toolbox.box import Prepared, Toolbox

# Inputs belong to the workload, not to the run: expected answers hold for every seed of a race.
INPUT_SEED = 1
TICK_S = 0.25
EXIT_FINE = 0
EXIT_INVALID = 1


Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What `runoff run` was asked for; empty tuples mean the defaults."""

    workloads: tuple[str, ...]
    runtimes: tuple[str, ...]
    entries: tuple[str, ...]
    baseline: str | None
    size: int | None
    seed: int | None
    policy: Policy
    build: bool


def run(order: Order, *, db: str, json: Path | None, markdown: Path | None) -> int:
    """Plan, prepare, race, report; returns the exit code."""
    _writable(json, markdown)
    workloads = _workloads(order.workloads)
    display = display_for(sys.stdout)
    with closing(Journal.open(db, write=True)) as journal, closing(display):
        display.message("looking for runtimes")
        runtimes = choose_runtimes(_patiently(display, discover), order.runtimes)
        seed = secrets.randbits(31) if order.seed is None else order.seed
        plans = tuple(_plan(workload, order, runtimes, seed) for workload in workloads)
        toolbox = Toolbox(cache_folder(), display.message, build=order.build)
        prepared = [_patiently(display, partial(_prepare, plan, toolbox)) for plan in plans]
        started = Run(
            id=_run_id(seed),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            runoff=runoff.__version__,
            seed=seed,
            argv=tuple(sys.argv[1:]),
            machine=machine.describe(),
            plans=tuple(replace(plan, policy=fit(plan.policy, len(launches))) for plan, launches in prepared),
        )
        for plan, launches in prepared:
            display.prepared(plan.workload.name, len(launches), len(plan.contenders))
        journal.create(started)
        display.begin(started)
        for index, (plan, (_, launches)) in enumerate(zip(started.plans, prepared, strict=True)):
            _race(journal, started, index, plan, launches, display, earlier=None)
        return _report(journal, started.id, json, markdown)


def resume(run_id: str | None, *, db: str, json: Path | None, markdown: Path | None) -> int:
    """Go on where an interrupted run stopped; returns the exit code."""
    _writable(json, markdown)
    display = display_for(sys.stdout)
    with closing(Journal.open(db, write=True)) as journal, closing(display):
        wanted = run_id or journal.unfinished()
        if wanted is None:
            raise UsageError("no run was interrupted", where=db, hint="`runoff show --list` lists all runs")
        started, races = journal.read(wanted)
        display.begin(started)
        toolbox = Toolbox(cache_folder(), display.message)
        for index, race in enumerate(races):
            if race.outcome is not Outcome.UNFINISHED:
                continue
            plan, launches = _patiently(display, partial(_prepare, race.plan, toolbox))
            _race(journal, started, index, plan, launches, display, earlier=race)
        return _report(journal, started.id, json, markdown)


def show(run_id: str | None, *, db: str, json: Path | None, markdown: Path | None) -> int:
    """Report a recorded run; returns the exit code."""
    _writable(json, markdown)
    with closing(Journal.open(db, write=False)) as journal:
        return _report(journal, run_id, json, markdown)


def list_runs(db: str) -> int:
    """Print the runs of a journal, newest last."""
    with closing(Journal.open(db, write=False)) as journal:
        for line in journal.runs():
            state = "" if line.finished else "  (unfinished: `runoff resume " + line.id + "`)"
            print(f"{line.id}  {line.created}  {', '.join(line.workloads)}{state}")
    return EXIT_FINE


def _workloads(names: Sequence[str]) -> list[Workload]:
    found = [find.find_workload(name) for name in names] if names else list(find.bundled())
    for workload in found:
        if workload.kind is not Kind.COMPUTE:
            raise UsageError(
                f"workload {workload.name} is of kind {workload.kind}, which this version cannot race",
                hint='kind = "compute" it can',
            )
    return found


def _plan(workload: Workload, order: Order, runtimes: Sequence[Runtime], seed: int) -> Plan:
    plan = build_plan(workload, runtimes, order.entries, order.policy, seed, order.baseline)
    return replace(plan, size=order.size) if order.size else plan


def _patiently(display: Display, work: Callable[[], Result]) -> Result:
    """Do something that may take minutes while the display shows that it is still going on."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(work)
        while True:
            try:
                return future.result(timeout=TICK_S)
            except TimeoutError:
                if future.done():
                    raise
                display.tick()


def _prepare(plan: Plan, toolbox: Toolbox) -> tuple[Plan, Mapping[str, Launch]]:
    """Make environments, builds and inputs; a contender that cannot be made becomes unavailable."""
    sizes = (plan.size, *growth_sizes(plan.workload.sizes, plan.size))
    inputs = {size: toolbox.make_input(plan.workload, size, INPUT_SEED) for size in sizes}
    files = {size: path for size, path in inputs.items() if path is not None}
    made = toolbox.prepare_all(plan.workload, [each for each in plan.contenders if each.available])
    launches = {
        name: Launch(
            argv=outcome.argv,
            env=outcome.env,
            file=outcome.file,
            size_name=plan.workload.size_name,
            inputs=files,
            parallel=plan.contender(name).entry.change is Change.PARALLEL,
        )
        for name, outcome in made.items()
        if isinstance(outcome, Prepared)
    }
    reasons = {name: str(outcome) for name, outcome in made.items() if isinstance(outcome, LacksError)}
    versions = {name: outcome.versions for name, outcome in made.items() if isinstance(outcome, Prepared)}
    return settle_plan(plan, reasons, versions), launches


def _race(
    journal: Journal,
    started: Run,
    index: int,
    plan: Plan,
    launches: Mapping[str, Launch],
    display: Display,
    *,
    earlier: Race | None,
) -> None:
    cores = machine.share_cores(affinity=plan.policy.affinity)
    display.race(plan, index, len(started.plans))
    with (
        closing(journal.ledger(started.id, index)) as ledger,
        closing(Janitor()) as household,
        machine.host_on(cores.host),
    ):
        stable = LocalStable(
            {**launches, PACEMAKER: pacemaker_launch()},
            cores=cores,
            household=household,
            memory_limit=plan.policy.memory_limit,
        )
        referee = Referee(
            plan, stable=stable, ledger=ledger, watcher=display, apart=cores.apart, pace=True, earlier=earlier
        )
        referee.run()
    display.race_over()


def _report(journal: Journal, run_id: str | None, json: Path | None, markdown: Path | None) -> int:
    """Print, and write where asked; exit code 1 when a contender is invalid or failed."""
    from rich.console import Console

    from runoff.report import terminal
    from runoff.report.page import build_page
    from runoff.verdict.judge import judge

    finished, races = journal.read(run_id)
    results = tuple(judge(race, finished.machine) for race in races)
    page = build_page(finished, results)
    terminal.print_page(page, Console())
    if markdown:
        from runoff.report import markdown as markdown_report

        markdown.write_text(markdown_report.render(page), encoding="utf-8")
    if json:
        from runoff.report import json as json_report

        json.write_text(json_report.text(finished, results), encoding="utf-8")
    return _exit_code(results)


def _exit_code(results: Sequence[WorkloadResult]) -> int:
    bad = {Status.INVALID, Status.FAILED}
    return EXIT_INVALID if any(row.status in bad for result in results for row in result.rows) else EXIT_FINE


def _run_id(seed: int) -> str:
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{seed % 0x10000:04x}"


def _writable(*files: Path | None) -> None:
    """Refuse before racing for minutes what cannot be written afterwards."""
    for file in files:
        if file is None:
            continue
        if file.is_dir() or not file.absolute().parent.is_dir():
            raise UsageError("cannot be written: no such folder, or a folder itself", where=str(file))
        try:
            with file.open("a"):
                continue
        except OSError as error:
            raise StoreError(f"cannot be written: {error.strerror}", where=str(file)) from None
