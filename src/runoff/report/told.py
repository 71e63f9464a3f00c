"""What both displays do with the referee's events: keep the standing, and draw when it is time."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from runoff.model.plan import Plan, Run
from runoff.model.sample import Stage
from runoff.race.ports import Progress
from runoff.report.standing import Standing
from runoff.report.terminal import plain

Clock = Callable[[], int]
"""Nanoseconds that only grow."""


class Told:
    """The common part; `tick` and `message` are the display's own."""

    def __init__(self, console: Console, clock: Clock) -> None:
        self._console = console
        self._clock = clock
        self._standing: Standing | None = None
        self._status = ""
        self._status_since_ns = clock()

    def heat(self, heat: int, group: int, groups: int) -> None:
        """A heat begins."""
        if self._standing:
            self._standing.take_heat(heat, group, groups)
        self.tick()

    def turn(self, contender: str, heat: int, round: int, stage: Stage, rounds_wanted: int) -> None:
        """A contender has been given the turn."""
        if self._standing:
            self._standing.take_turn(contender, heat, round, stage, rounds_wanted)
        self.tick()

    def progress(self, progress: Progress) -> None:
        """A round has ended."""
        if self._standing:
            self._standing.take_progress(progress, self._clock())
        self.tick()

    def tick(self) -> None:
        """Draw when it is time."""
        raise NotImplementedError

    def preparing(self, done: int, total: int, text: str) -> None:
        """Environments and builds are being made."""
        self.message(f"preparing {done} of {total}: {text}")

    def message(self, text: str) -> None:
        """Something to tell in words."""
        raise NotImplementedError

    def prepared(self, workload: str, ready: int, wanted: int) -> None:
        """A workload's contenders are ready, or are not."""
        missing = f", {wanted - ready} unavailable (the table says why)" if ready < wanted else ""
        self._line(f"{workload}: {ready} contender{'' if ready == 1 else 's'} ready{missing}")

    def begin(self, run: Run) -> None:
        """Say under which name the run is kept, and what disturbs it."""
        self._line(f"run {run.id}, seed {run.seed}: an interrupted run goes on with `runoff resume {run.id}`")
        for note in run.machine.notes:
            self._line(f"Mind: {note}")

    def race(self, plan: Plan, index: int, races: int) -> None:
        """A workload's race begins."""
        self._standing = Standing(plan=plan, place=f"{index + 1}/{races}")

    def race_over(self) -> None:
        """It has ended."""
        self._standing = None

    def close(self) -> None:
        """Nothing is left to end."""
        self._standing = None

    def _line(self, text: str) -> None:
        """A line that stays."""
        self._console.print(Text(plain(text, self._console)), soft_wrap=True)
