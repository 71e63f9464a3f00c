"""The display in a terminal: a table that is drawn over itself.

It is called on the host's core while a guest has the turn, draws at most four times a second, and starts no threads.
"""

from __future__ import annotations

import time

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from runoff.checks import words
from runoff.model.plan import Run
from runoff.report.standing import Standing, clock_text, headline
from runoff.report.terminal import plain
from runoff.report.told import Clock, Told

DRAW_EVERY_NS = 250_000_000


class LiveDisplay(Told):
    """A table that is drawn over itself: who has the turn, rounds, ratios narrowing, time left."""

    def __init__(self, console: Console, clock: Clock = time.monotonic_ns) -> None:
        super().__init__(console, clock)
        self._live: Live | None = None
        self._drawn_ns = clock() - DRAW_EVERY_NS

    def tick(self) -> None:
        """Draw, at most four times a second."""
        now_ns = self._clock()
        if now_ns - self._drawn_ns >= DRAW_EVERY_NS and (self._standing or self._status):
            self._drawn_ns = now_ns
            self._draw()

    def message(self, text: str) -> None:
        """A line that stays during a race, the one status line before it."""
        if self._standing:
            self._line(text)
            return
        self._status, self._status_since_ns = text, self._clock()
        self._draw()

    def prepared(self, workload: str, ready: int, wanted: int) -> None:
        """A line that stays, in place of the status."""
        self._end()
        super().prepared(workload, ready, wanted)

    def begin(self, run: Run) -> None:
        """The preparation is over."""
        self._end()
        super().begin(run)

    def race_over(self) -> None:
        """Take the table away: the page has its own."""
        super().race_over()
        self._end()

    def close(self) -> None:
        """Give the cursor back."""
        super().close()
        self._end()

    def _draw(self) -> None:
        if self._live is None:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        self._live.update(self._picture(), refresh=True)

    def _end(self) -> None:
        self._status = ""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _picture(self) -> Group | Text:
        now_ns = self._clock()
        if self._standing is None:
            since = clock_text(now_ns - self._status_since_ns)
            line = Text(plain(f"{self._status} ({since})", self._console), overflow="ellipsis", no_wrap=True)
            return line
        return Group(
            Text(
                plain(headline(self._standing, now_ns), self._console), style="bold", overflow="ellipsis", no_wrap=True
            ),
            race_table(self._standing, self._console),
            Text(plain(self._standing.precision(), self._console), style="dim", overflow="ellipsis", no_wrap=True),
        )


def race_table(standing: Standing, console: Console) -> Table:
    """One row per contender that can run."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for title, justify in (("", "left"), ("contender", "left"), ("turns", "right"), ("ratio [95%]", "right")):
        table.add_column(title, justify="right" if justify == "right" else "left", no_wrap=True)
    for contender in standing.plan.contenders:
        if not contender.available:
            continue
        on = contender.id == standing.turn
        ratio = standing.ratio(contender.id)
        told = "baseline" if contender.id == standing.plan.baseline else words.ratio(ratio)
        table.add_row(
            ">" if on else " ",
            Text(contender.id, style="bold" if on else ""),
            str(standing.turns.get(contender.id, 0)),
            Text(plain(told, console)),
        )
    return table
