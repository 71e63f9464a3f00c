"""The display where lines can only be added: one as each heat begins, one whenever nothing was said for 2 s."""

from __future__ import annotations

import time

from rich.console import Console

from runoff.model.plan import Plan
from runoff.report.standing import clock_text, summary_line
from runoff.report.told import Clock, Told

SILENCE_NS = 1_900_000_000
"""Nobody should wonder for 2 s whether anything still happens."""


class PlainDisplay(Told):
    """Lines: one as each heat begins and ends, one whenever nothing was said for 2 s."""

    def __init__(self, console: Console, clock: Clock = time.monotonic_ns) -> None:
        super().__init__(console, clock)
        self._said_ns = clock()

    def tick(self) -> None:
        """Break a silence."""
        if self._clock() - self._said_ns < SILENCE_NS:
            return
        if self._standing:
            self._line(f"  {summary_line(self._standing, self._clock())}")
        elif self._status:
            self._line(f"{self._status} ({clock_text(self._clock() - self._status_since_ns)})")

    def heat(self, heat: int, group: int, groups: int) -> None:
        """A heat begins: say where the race stands."""
        super().heat(heat, group, groups)
        if self._standing:
            self._line(f"  {summary_line(self._standing, self._clock())}")

    def race(self, plan: Plan, index: int, races: int) -> None:
        """A workload's race begins."""
        super().race(plan, index, races)
        raced = sum(contender.available for contender in plan.contenders)
        size = f"{plan.workload.size_name}={plan.size:,}"
        self._line(
            f"[{index + 1}/{races}] {plan.workload.name} at {size}: {raced} contenders, baseline {plan.baseline}"
        )

    def race_over(self) -> None:
        """It has ended: say how precisely."""
        if self._standing and self._standing.seen:
            self._line(f"  done: {self._standing.precision()}")
        super().race_over()

    def message(self, text: str) -> None:
        """A line of its own."""
        self._status, self._status_since_ns = text, self._clock()
        self._line(text)

    def _line(self, text: str) -> None:
        self._said_ns = self._clock()
        super()._line(text)
        self._console.file.flush()
