"""How often a planted slowdown is found."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks import tools
from benchmarks.jobs import Job, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A slowdown, and what a race may take to find it."""

    entry: str
    truth: float
    runs: int
    budget: str
    seconds: float
    options: tuple[str, ...] = ()


# A race for 2 % may use its whole minute: at +-1 % it would stop where the difference is just visible.
PLANTED = (
    Planted(entry="plus-5", truth=1 / 1.05, runs=40, budget="20s", seconds=15.0),
    Planted(entry="plus-2", truth=1 / 1.02, runs=20, budget="60s", seconds=45.0, options=("--precision", "0.5%")),
)


def jobs(order: Order) -> list[Job]:
    """All races for 5 %, then all for 2 %."""
    return [
        job(order, planted, run)
        for planted in PLANTED
        for run in range(planted.runs if order.runs is None else min(order.runs, planted.runs))
    ]


def job(order: Order, planted: Planted, run: int) -> Job:
    """One race of the kernel against the kernel with more to do."""

    def measure() -> dict[str, object]:
        words = ["-r", tools.cpython().id, "--entry", "base", "--entry", planted.entry, "--baseline", "base"]
        words += ["--size", "20000", "--budget", planted.budget, *planted.options, "--seed", str(order.seed + run)]
        outcome = tools.race_pair(tools.PLANTED, words)
        right_side = outcome.high is not None and outcome.high < 1
        return {**outcome.figures(), "truth": planted.truth, "found": outcome.excludes_one and right_side}

    return Job(tool=planted.entry, run=run, seconds=planted.seconds, measure=measure)
