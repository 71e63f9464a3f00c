"""A runtime as found on this machine, with its build facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """An interpreter, compiler or toolchain, or the row that says why there is none.

    `id` is what `-r` takes (`cpython-3.14`, `cpython-3.15-jit`, `pypy-3.11`,
    `numba`, `go-1.26`); `family` the file in `runtimes/` that found it.
    `argv` starts it (interpreter and switches; for compilers the compiler).
    `env` is added to a guest's environment. `requires` is added to every
    entry's requirements (numba). `facts` holds build facts by name, for the
    build check and the record: `pgo`, `lto`, `debug`, `gil`, `jit`, ...
    with values `yes`, `no` or text. `get` is the one command that would get it.
    `by_default` marks what takes part when the user names no runtime.
    """

    id: str
    family: str
    language: str
    version: str
    argv: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    by_name_only: bool = False
    by_default: bool = False
    available: bool = True
    reason: str = ""
    get: str = ""

    def __post_init__(self) -> None:
        if self.available and not self.argv:
            raise ValueError(f"runtime {self.id} is available but has nothing to start")
        if not self.available and not self.reason:
            raise ValueError(f"runtime {self.id} is missing without a reason")

    def takes(self, language: str, families: tuple[str, ...]) -> bool:
        """Whether an entry in `language`, limited to `families` (empty: no limit), can run here."""
        if language != self.language:
            return False
        return self.family in families if families else not self.by_name_only
