"""The display in a terminal: a table that is drawn over itself.

It is called on the host's core while a guest has the turn, draws at most four times a second, and starts no threads.
"""

from __future__ import annotations

import time

from rich.console import Console
from rich.live import Live
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

    def _picture(self) -> Text:
        now_ns, width = self._clock(), self._console.width
        if self._standing is None:
            lines = [f"{self._status} ({clock_text(now_ns - self._status_since_ns)})"]
        else:
            lines = [headline(self._standing, now_ns), *race_lines(self._standing), self._standing.precision()]
        text = "\n".join(plain(line, self._console)[:width] for line in lines)
        return Text(text, no_wrap=True, overflow="crop")


def race_lines(standing: Standing) -> list[str]:
    """A heading and one line per contender that can run; `>` marks who has the turn.

    Lines of text, because drawing a rich table of twenty rows takes 7 ms.
    """
    rows = [("", "contender", "turns", "ratio [95%]")]
    for contender in standing.plan.contenders:
        if contender.available:
            mark = ">" if contender.id == standing.turn else ""
            is_base = contender.id == standing.plan.baseline
            ratio = "baseline" if is_base else words.ratio(standing.ratio(contender.id))
            rows.append((mark, contender.id, str(standing.turns.get(contender.id, 0)), ratio))
    name, ratio_width = max(len(row[1]) for row in rows), max(len(row[3]) for row in rows)
    return [f"{row[0]:1} {row[1]:{name}}  {row[2]:>5}  {row[3]:>{ratio_width}}" for row in rows]
