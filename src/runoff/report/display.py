"""What a command shows while it prepares and races, and which display shows it."""

from __future__ import annotations

import time
from typing import Protocol, TextIO

from runoff.model.plan import Plan, Run
from runoff.model.sample import Stage
from runoff.race.ports import Progress, Watcher
from runoff.report.told import Clock


class Display(Watcher, Protocol):
    """What a command shows while it prepares and races."""

    def preparing(self, done: int, total: int, text: str) -> None:
        """Environments and builds are being made: `done` of `total`, and what just now."""

    def prepared(self, workload: str, ready: int, wanted: int) -> None:
        """A workload's contenders are ready, or are not."""

    def begin(self, run: Run) -> None:
        """The run is in the journal and starts."""

    def race(self, plan: Plan, index: int, races: int) -> None:
        """A workload's race begins; `index` counts from 0."""

    def race_over(self) -> None:
        """It has ended."""

    def close(self) -> None:
        """Leave the terminal as it was; may be called twice."""


def display_for(stream: TextIO, clock: Clock = time.monotonic_ns) -> Display:
    """The moving table when `stream` is an interactive terminal, plain lines when it is not."""
    from rich.console import Console

    from runoff.report.lines import PlainDisplay
    from runoff.report.live import LiveDisplay

    console = Console(file=stream, highlight=False)
    moves = console.is_terminal and not console.is_dumb_terminal
    return LiveDisplay(console, clock) if moves else PlainDisplay(console, clock)


class Silent:
    """Says nothing; keeps its messages for whoever asks."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def heat(self, heat: int, group: int, groups: int) -> None:
        """Nothing to show."""

    def turn(self, contender: str, heat: int, round: int, stage: Stage, rounds_wanted: int) -> None:
        """Nothing to show."""

    def progress(self, progress: Progress) -> None:
        """Nothing to show."""

    def tick(self) -> None:
        """Nothing to show."""

    def message(self, text: str) -> None:
        """Keep it."""
        self.messages.append(text)

    def preparing(self, done: int, total: int, text: str) -> None:
        """Nothing to show."""

    def prepared(self, workload: str, ready: int, wanted: int) -> None:
        """Nothing to show."""

    def begin(self, run: Run) -> None:
        """Nothing to show."""

    def race(self, plan: Plan, index: int, races: int) -> None:
        """Nothing to show."""

    def race_over(self) -> None:
        """Nothing to show."""

    def close(self) -> None:
        """Nothing to leave."""
