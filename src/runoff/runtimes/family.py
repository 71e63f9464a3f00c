"""What a runtime family hands over: how to find its runtimes and how to make a contender of one.

A family is one module of this package that exports `RUNTIME: Family`. Nothing
else names it: `runtimes.families()` scans the package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runoff.model.runtime import Runtime
from runoff.model.workload import Entry
from runoff.runtimes.search import Search

__all__ = ["Family", "Recipe", "Search"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What has to be made before a contender can start, as data; the toolbox does it.

    `python` is the interpreter of a uv environment with `requires` in it, or
    None when no environment is needed. `tools` are packages whose programs the
    commands need, installed for runoff's own Python. `sources` maps a file name in the
    build folder to a file (Path) or to literal text (str). `commands` run in order in the build
    folder with `build_env` added. In `commands`, `argv`, `env` and `build_env`, `{dir}` stands for the
    build folder, `{python}` for the environment's interpreter and `{tools}` for
    the folder of the tools' programs. `toolchain` names everything else that the result depends on (compiler
    and version), for the cache's key. `version_command` prints the
    modules that went into a build, as `go version -m` does.
    """

    python: str | None = None
    requires: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    sources: Mapping[str, Path | str] = field(default_factory=dict)
    commands: tuple[tuple[str, ...], ...] = ()
    argv: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    build_env: Mapping[str, str] = field(default_factory=dict)
    toolchain: str = ""
    version_command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One runtime family.

    `discover` gives at least one Runtime, always: a missing family is a row
    that is not available, with its reason and the one command that gets it.
    It never raises for what it meets on the machine, and never downloads.
    """

    name: str
    language: str
    discover: Callable[[Search], list[Runtime]]
    recipe: Callable[[Runtime, Entry], Recipe]
