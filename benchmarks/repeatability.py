"""How much the CPython/PyPy ratio of one kernel scatters from run to run, at equal wall time."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks import tools
from benchmarks.jobs import Job, Order

RUNS = 20
BUDGET = "9s"
"""With starting up and reporting, about the 12 s that pyperf's two `--fast` runs take."""


def jobs(order: Order) -> list[Job]:
    """runoff and pyperf in turn."""
    runs = RUNS if order.runs is None else order.runs
    rivals = runs if order.rivals is None else order.rivals
    made: list[Job] = []
    for run in range(max(runs, rivals)):
        made += [runoff_job(order, run)] if run < runs else []
        made += [pyperf_job(run)] if run < rivals else []
    return made


def runoff_job(order: Order, run: int) -> Job:
    """One race; a precision that is not reached, so that it uses its budget."""

    def measure() -> dict[str, object]:
        words = ["-r", tools.cpython().id, "-r", tools.pypy().id, "--entry", "python"]
        words += ["--baseline", tools.cpython().id, "--size", str(tools.KERNEL_SIZE)]
        words += ["--budget", BUDGET, "--precision", "0.1%", "--seed", str(order.seed + run)]
        return tools.race_pair("int-arithmetic", words).figures()

    return Job(tool="runoff", run=run, seconds=12.0, measure=measure)


def pyperf_job(run: int) -> Job:
    """`pyperf timeit --fast` on CPython, then on PyPy; the ratio of their means."""

    def measure() -> dict[str, object]:
        with tempfile.TemporaryDirectory(prefix="runoff-bench-") as scratch:
            means = []
            for runtime in (tools.cpython(), tools.pypy()):
                report = Path(scratch) / f"{runtime.id}.json"
                tools.pyperf_timeit(runtime, ["--fast"], report)
                means.append(statistics.fmean(tools.pyperf_values(report)))
        return {"ratio": means[0] / means[1]}

    return Job(tool="pyperf --fast", run=run, seconds=12.0, measure=measure)
