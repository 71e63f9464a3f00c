"""A/A: how often each tool calls one thing different from itself."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks import tools
from benchmarks.jobs import Job, Order

RUNS = 60
RIVAL_RUNS = 30
BUDGET = "10s"


def jobs(order: Order) -> list[Job]:
    """runoff's pairs, with the rivals' between them so that all meet the same machine."""
    runs = RUNS if order.runs is None else order.runs
    rivals = RIVAL_RUNS if order.rivals is None else order.rivals
    made: list[Job] = []
    for run in range(max(runs, rivals)):
        made += [runoff_job(order, run)] if run < runs else []
        made += rival_jobs(run) if run < rivals else []
    return made


def runoff_job(order: Order, run: int) -> Job:
    """One race of CPython against itself."""

    def measure() -> dict[str, object]:
        runtime = tools.cpython().id
        words = ["-r", runtime, "-r", runtime, "--entry", "python", "--size", str(tools.KERNEL_SIZE)]
        words += ["--budget", BUDGET, "--seed", str(order.seed + run)]
        outcome = tools.race_pair("int-arithmetic", words)
        return {**outcome.figures(), "different": outcome.call in ("faster", "slower")}

    return Job(tool="runoff", run=run, seconds=13.0, measure=measure)


def rival_jobs(run: int) -> Sequence[Job]:
    """The same kernel on the same interpreter, first one then the other."""

    def pyperf(*options: str) -> dict[str, object]:
        return tools.pyperf_pair(tools.cpython(), tools.cpython(), options)

    return (
        Job(tool="pyperf", run=run, seconds=24.0, measure=lambda: pyperf()),
        Job(tool="pyperf --fast", run=run, seconds=10.0, measure=lambda: pyperf("--fast")),
        Job(tool="hyperfine", run=run, seconds=7.0, measure=lambda: tools.hyperfine_pair(tools.cpython())),
    )
