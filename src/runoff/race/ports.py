"""What the referee needs from the outside: guests, a ledger and a watcher. Real ones and fakes satisfy these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from runoff.model.sample import Memory, Mishap, Outcome, Sample, Stage, Start
from runoff.race.protocol import Ready
from runoff.units import Nanoseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One turn as the guest tells it and as the host timed it."""

    inner: int
    warm_ns: int
    wall_ns: int
    cpu_ns: int
    outside_ns: int
    sent_ns: int
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Memory of a process tree in bytes; -1 where the kernel does not tell."""

    uss: int
    pss: int
    rss: int
    peak_rss: int


class Guest(Protocol):
    """A live guest; every method may raise GuestFailure, after which it is gone."""

    def load(self, *, size: int, seed: int, timeout_ns: int, tick: Callable[[], None]) -> tuple[Ready, int]:
        """Load the entry at a size; what it says, and nanoseconds since it was spawned."""

    def turn(
        self, *, inner: int, warm: bool, timeout_ns: int, meanwhile: Callable[[], bool], tick: Callable[[], None]
    ) -> Timed:
        """Give it the turn. `meanwhile` does a small piece of the host's own work and says whether more is left.

        It is called at least once after the turn was handed over, and again only while
        the guest has not answered, so that the host's clock stops when the guest does.
        """

    def scheduled(self) -> tuple[int, int] | None:
        """Nanoseconds on a core and waiting for one, since it was spawned."""

    def usage(self) -> Usage:
        """Memory of its process tree."""

    def close(self) -> None:
        """Let it quit."""

    def kill(self) -> None:
        """End it."""


class Stable(Protocol):
    """Where guests come from."""

    def spawn(self, contender: str, *, hash_seed: int, padding: int) -> Guest:
        """Start a fresh guest of a contender; GuestFailure when it cannot be started."""

    def available_memory(self) -> int:
        """Bytes that guests may take together."""


class Ledger(Protocol):
    """Where records go; each is safe when the call returns."""

    def groups(self, groups: tuple[tuple[str, ...], ...]) -> None:
        """How contenders are split into groups."""

    def start(self, start: Start) -> None:
        """A guest is ready."""

    def memory(self, memory: Memory) -> None:
        """A guest's memory at a named moment."""

    def sample(self, sample: Sample) -> None:
        """A turn has ended."""

    def mishap(self, mishap: Mishap) -> None:
        """A guest failed."""

    def finish(self, outcome: Outcome, elapsed_ns: Nanoseconds) -> None:
        """The race is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where the race stands after a round. Ratios are (value, low, high); bounds None without an interval."""

    heats: int
    rounds: int
    elapsed_ns: int
    budget_ns: int
    remaining_ns: int
    intervals: Mapping[str, tuple[float, float | None, float | None]]


class Watcher(Protocol):
    """Whoever shows the race; calls have to return within a few milliseconds."""

    def heat(self, heat: int, group: int, groups: int) -> None:
        """A heat begins; heat 0 is the calibration."""

    def turn(self, contender: str, heat: int, round: int, stage: Stage, rounds_wanted: int) -> None:
        """A contender has been given the turn."""

    def progress(self, progress: Progress) -> None:
        """A round has ended."""

    def tick(self) -> None:
        """A tenth of a second has passed in a turn."""

    def message(self, text: str) -> None:
        """Something to tell in words."""
