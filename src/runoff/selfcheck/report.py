"""Runs the selfcheck and prints its table."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from runoff.selfcheck import races
from runoff.selfcheck.expectations import Finding, findings
from runoff.selfcheck.trials import Trial, trials

FINE, WRONG = 0, 1
SIGN_EVERY_S = 1.0
NAMES = {
    "deleted": "work that was left out",
    "silent": "a guest that never answers",
    "misbehaving": "a stall and a slow clock",
    "planted": "planted slowdowns",
    "same": "the same contender twice",
}
_WORDS = {True: "ok", False: "NOT OK", None: "not here"}


def check(*, quick: bool, seed: int, db: str | None) -> int:
    """Race all trials and print what came out; 1 when anything is not as it must be."""
    from rich.console import Console

    todo = trials(quick=quick)
    voice = Voice(todo, sys.stderr, time.monotonic)
    with tempfile.TemporaryDirectory(prefix="runoff-selfcheck-") as scratch:
        store = db or Path(scratch) / "runs.db"
        results = races.run_all(
            todo, seed=seed, store=store, say=voice.say, begun=voice.begun, alive=voice.sign_of_life
        )
    voice.done()
    found = findings(results)
    print_table(found, Console())
    return exit_code(found)


def exit_code(found: Sequence[Finding]) -> int:
    """What the machine lacks is no failure."""
    return WRONG if any(each.fine is False for each in found) else FINE


def print_table(found: Sequence[Finding], console: object) -> None:
    """One row per finding, then one line that says it all."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    assert isinstance(console, Console)
    table = Table(show_edge=False, pad_edge=False)
    for head in ("what is raced", "expected", "measured", ""):
        table.add_column(head, overflow="fold")
    for each in found:
        style = "bold red" if each.fine is False else ""
        table.add_row(Text(each.what), Text(each.expected), Text(each.measured), Text(_WORDS[each.fine], style=style))
    console.print(table)
    console.print(Text(summary(found)))


def summary(found: Sequence[Finding]) -> str:
    """The last line."""
    wrong = sum(1 for each in found if each.fine is False)
    absent = sum(1 for each in found if each.fine is None)
    lacking = f"; {absent} could not be tried here" if absent else ""
    if wrong:
        trouble = f"{wrong} of {len(found)} not as they must be{lacking}"
        return f"{trouble}: find out why before trusting what is measured on this machine"
    return f"all as it must be{lacking}"


class Voice:
    """Says on stderr what is going on; a running line on a terminal, else a line per trial and sign of life."""

    def __init__(self, todo: Sequence[Trial], stream: TextIO, clock: Callable[[], float]) -> None:
        self._todo = todo
        self._stream = stream
        self._clock = clock
        self._terminal = stream.isatty()
        self._line = ""
        self._since = clock()
        self._signed = clock()

    def say(self, text: str) -> None:
        """A line that replaces the running one."""
        self._line, self._since = text, self._clock()
        self._write(text)

    def begun(self, number: int) -> None:
        """A trial starts."""
        left = sum(trial.seconds for trial in self._todo[number:])
        name = NAMES[self._todo[number].name]
        self.say(f"race {number + 1} of {len(self._todo)}: {name}; about {left:.0f} s left in all")

    def sign_of_life(self) -> None:
        """At most once a second: how long the present thing has been going on."""
        now = self._clock()
        if now - self._signed >= SIGN_EVERY_S:
            self._signed = now
            if self._terminal:
                self._write(f"{self._line} ({now - self._since:.0f} s)")

    def done(self) -> None:
        """Clear the running line."""
        if self._terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _write(self, text: str) -> None:
        self._signed = self._clock()
        self._stream.write(f"\r\x1b[K{text}" if self._terminal else f"selfcheck: {text}\n")
        self._stream.flush()
