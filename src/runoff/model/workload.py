"""Workloads and their entries, as read from a folder's `workload.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What a workload measures; this version races `compute`."""

    COMPUTE = "compute"
    SCALING = "scaling"
    TRANSFER = "transfer"
    MEMORY = "memory"
    COMMAND = "command"
    SERVICE = "service"
    PUSH = "push"


class Change(StrEnum):
    """What an entry asks of its user, in rising effort (see `effort`)."""

    NONE = "none"
    RUNTIME = "runtime"
    LIBRARY = "library"
    ANNOTATE = "annotate"
    PARALLEL = "parallel"
    REWRITE = "rewrite"

    @property
    def effort(self) -> int:
        """Rank of the change: 0 for `none` up to 5 for `rewrite`."""
        return list(Change).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The least time one unit of n can take on any machine, in clock cycles, and why."""

    cycles: float
    because: str

    def __post_init__(self) -> None:
        if not self.cycles > 0:
            raise ValueError("a floor has to be above 0 cycles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One implementation of a workload.

    `file` is absolute. `requires` holds requirements in the language's own
    notation (PEP 508 for Python, `module@version` for Go). `runtimes` names the
    runtime families that may run it; empty means every family of its language
    that does not have to be asked for by name. `flags` go to the compiler.
    """

    name: str
    language: str
    file: Path
    change: Change
    requires: tuple[str, ...] = ()
    runtimes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A piece of work with parameters, inputs and an expected answer.

    `size_name` is the parameter that grows (`n`, `lines`) and `sizes` its
    values in rising order; the last is the one raced, `quick_size` the one
    raced by `--quick`. `expected` maps a size to its answer. `tolerance` is
    relative and applies to answers that are floats; 0 asks for equal text.
    `input_maker` is a Python file with `make(path, seed, **params)`, run once
    per (seed, size) by the toolbox; guests get the file as parameter `input`.
    """

    name: str
    title: str
    kind: Kind
    question: str
    root: Path
    size_name: str
    sizes: tuple[int, ...]
    quick_size: int
    entries: tuple[Entry, ...]
    expected: Mapping[int, str] = field(default_factory=dict)
    tolerance: float = 0.0
    floor: Floor | None = None
    input_maker: Path | None = None
    suite: str = ""

    def __post_init__(self) -> None:
        if not self.sizes or list(self.sizes) != sorted(set(self.sizes)) or self.sizes[0] < 1:
            raise ValueError("sizes have to be whole numbers above 0 in rising order")
        if not self.entries:
            raise ValueError("a workload needs at least one entry")
