"""How precise a CPython/PyPy race is after 5 s of racing."""

from __future__ import annotations

from benchmarks import tools
from benchmarks.jobs import Job, Order

RUNS = 10


def jobs(order: Order) -> list[Job]:
    """The same short race, again and again."""
    return [job(order, run) for run in range(RUNS if order.runs is None else order.runs)]


def job(order: Order, run: int) -> Job:
    """One race to +-3 %, in 5 s at most."""

    def measure() -> dict[str, object]:
        words = ["-r", tools.cpython().id, "-r", tools.pypy().id, "--entry", "python"]
        words += ["--baseline", tools.cpython().id, "--size", str(tools.KERNEL_SIZE)]
        words += ["--precision", "3%", "--budget", "5s", "--seed", str(order.seed + run)]
        return tools.race_pair("int-arithmetic", words).figures()

    return Job(tool="runoff", run=run, seconds=8.0, measure=measure)
