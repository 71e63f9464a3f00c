"""Entries, contenders and workloads in a folder of their own, for tests that prepare them for real."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from runoff.model.plan import Contender
from runoff.model.runtime import Runtime
from runoff.model.workload import Change, Entry, Kind, Workload
from runoff.toolbox import Toolbox

_ENDINGS = {"python": "py"}


@dataclass(kw_only=True)
class Bench:
    """A toolbox, what it said, and contenders to give it."""

    root: Path
    said: list[str] = field(default_factory=list)

    def toolbox(self) -> Toolbox:
        """A new toolbox on the same cache."""
        return Toolbox(self.root / "cache", self.said.append)

    def entry(self, name: str, text: str, *, language: str = "python", requires: tuple[str, ...] = ()) -> Entry:
        """An entry with a file of its own."""
        file = self.root / f"{name}.{_ENDINGS.get(language, language)}"
        file.write_text(text)
        return Entry(name=name, language=language, file=file, change=Change.NONE, requires=requires)

    def contender(self, entry: Entry, runtime: Runtime) -> Contender:
        """Entry on runtime."""
        return Contender(id=f"{entry.name}@{runtime.id}", entry=entry, runtime=runtime)

    def workload(self, entry: Entry, maker: Path | None = None) -> Workload:
        """A workload with one entry."""
        return Workload(
            name="small", title="t", kind=Kind.COMPUTE, question="q", root=self.root, size_name="lines",
            sizes=(1,), quick_size=1, entries=(entry,), input_maker=maker,
        )  # fmt: skip
