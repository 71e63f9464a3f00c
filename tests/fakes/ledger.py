"""A Ledger that keeps a race in memory."""

from __future__ import annotations

from dataclasses import replace

from runoff.model.plan import Plan
from runoff.model.sample import Memory, Mishap, Outcome, Race, Sample, Start
from runoff.units import Nanoseconds


class MemoryLedger:
    """What JournalLedger is on a disk; `race()` gives what has been recorded so far.

    `earlier` is what an interrupted run had left behind. `calls` names every call in order.
    """

    def __init__(self, plan: Plan, *, earlier: Race | None = None) -> None:
        self._race = earlier or Race(plan=plan)
        self._starts = list(self._race.starts)
        self._memories = list(self._race.memories)
        self._samples = list(self._race.samples)
        self._mishaps = list(self._race.mishaps)
        self.calls: list[str] = []

    def groups(self, groups: tuple[tuple[str, ...], ...]) -> None:
        """The last call holds."""
        self.calls.append("groups")
        self._race = replace(self._race, groups=groups)

    def start(self, start: Start) -> None:
        """Append."""
        self.calls.append("start")
        self._starts.append(start)

    def memory(self, memory: Memory) -> None:
        """Append."""
        self.calls.append("memory")
        self._memories.append(memory)

    def sample(self, sample: Sample) -> None:
        """Append."""
        self.calls.append("sample")
        self._samples.append(sample)

    def mishap(self, mishap: Mishap) -> None:
        """Append."""
        self.calls.append("mishap")
        self._mishaps.append(mishap)

    def finish(self, outcome: Outcome, elapsed_ns: Nanoseconds) -> None:
        """The last call holds."""
        self.calls.append("finish")
        self._race = replace(self._race, outcome=outcome, elapsed_ns=elapsed_ns)

    def race(self) -> Race:
        """The race as a journal would read it back."""
        return replace(
            self._race,
            starts=tuple(self._starts),
            memories=tuple(self._memories),
            samples=tuple(self._samples),
            mishaps=tuple(self._mishaps),
        )
