"""Coverage of the interval over simulated races: calls benchmarks/coverage.py, one line per scenario."""

from __future__ import annotations

from benchmarks import coverage
from benchmarks.jobs import Job, Order

RACES = 1_000


def jobs(order: Order) -> list[Job]:
    """Every scenario once."""
    races = RACES if order.runs is None else order.runs
    return [job(order, scenario, races) for scenario in coverage.SCENARIOS]


def job(order: Order, scenario: coverage.Scenario, races: int) -> Job:
    """One scenario; how many of its races' final intervals hold the truth."""

    def measure() -> dict[str, object]:
        outcomes = coverage.simulate(scenario, races, order.seed)
        return {"coverage": coverage.coverage(outcomes), "races": len(outcomes)}

    return Job(tool=scenario.name, run=0, seconds=races * 0.03, measure=measure)
