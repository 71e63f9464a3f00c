"""What the Python families share: finding interpreters, telling builds apart, naming them, starting a worker."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import runoff
from runoff.model.runtime import Runtime
from runoff.model.workload import Entry
from runoff.runtimes.family import Recipe
from runoff.runtimes.probe import probe_all
from runoff.runtimes.search import Search

PROGRAMS = r"(python|pypy)(\d+(\.\d+)?)?[td]*"
WORKER = Path(runoff.__file__).parent / "guests" / "python" / "worker.py"
_NOT_BUILD_FACTS = ("version", "executable", "venv", "base")
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:(a|b|rc)(\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """One interpreter that answered; `own` for the one that runs runoff."""

    file: Path
    origin: str
    facts: Mapping[str, str]
    own: bool

    @property
    def series(self) -> str:
        """Language version with its build flavours: `3.14`, `3.14t` (free-threaded), `3.14d` (debug)."""
        flavour = ("t" if self.facts.get("gil") == "no" else "") + ("d" if self.facts.get("debug") == "yes" else "")
        return ".".join(self.facts["version"].split(".")[:2]) + flavour

    @property
    def rank(self) -> tuple[int, tuple[int, ...]]:
        """Sorts builds of one series: optimised ones last, then by patch."""
        return sum(self.facts.get(fact) == "yes" for fact in ("pgo", "lto")), version_key(self.facts["version"])

    @property
    def build(self) -> tuple[object, ...]:
        """Equal for two copies of one build."""
        inside = {name: value for name, value in self.facts.items() if name not in _NOT_BUILD_FACTS}
        return self.facts["version"], tuple(sorted(inside.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A program with an interpreter's name that is none, and why."""

    file: Path
    trouble: str


def version_key(version: str) -> tuple[int, ...]:
    """Sorts versions in time: 3.15.0a2 < 3.15.0rc1 < 3.15.0 < 3.15.1; anything else comes first."""
    match = _VERSION.match(version)
    if not match:
        return (0,)
    stage = {"a": 0, "b": 1, "rc": 2, None: 3}[match[4]]
    return int(match[1]), int(match[2]), int(match[3]), stage, int(match[5] or 0)


def interpreters(search: Search) -> tuple[list[Interpreter], list[Broken]]:
    """Every interpreter of any implementation, each build once, and the programs that only look like one."""
    named = {_program(file): file for file in [*_own(search), *search.programs(PROGRAMS)]}
    results = probe_all(list(named), search)
    # A virtual environment with a copied interpreter stands for the one it was made from.
    copied = [found.facts for found in results.values() if found.facts.get("venv") == "yes"]
    bases = [Path(os.path.realpath(facts["base"])) for facts in copied if facts.get("base")]
    results |= probe_all([base for base in bases if base not in results], search)
    found: dict[tuple[object, ...], Interpreter] = {}
    broken = []
    for file, probed in results.items():
        if probed.trouble:
            broken.append(Broken(file=named.get(file, file), trouble=probed.trouble))
        elif probed.facts.get("venv") != "yes":
            one = _interpreter(file, probed.facts, search)
            found[one.build] = _better(found.get(one.build), one)
    return list(found.values()), broken


def _program(file: Path) -> Path:
    """The file behind links; a link to nothing stays itself, so that it can be told."""
    real = Path(os.path.realpath(file))
    return real if real.exists() else file


def _own(search: Search) -> list[Path]:
    return [search.own] if search.own else []


def _interpreter(file: Path, facts: Mapping[str, str], search: Search) -> Interpreter:
    return Interpreter(file=file, origin=search.origin(file), facts=facts, own=file == search.own)


def _better(one: Interpreter | None, other: Interpreter) -> Interpreter:
    """Of two copies of one build: the own one, then the real program before a script that starts it."""
    if one is None:
        return other
    return max(one, other, key=lambda each: (each.own, str(each.file) == os.path.realpath(each.facts["executable"])))


def identified(family: str, found: Iterable[Interpreter]) -> list[tuple[str, Interpreter]]:
    """Give each build an id: `cpython-3.14` for the best of its series, `cpython-3.14.2-pyenv` for the others.

    Best is the most optimised (PGO, LTO), then the newest patch: a short name must
    not stand for a slow build when a proper one is there.
    """
    named: dict[str, Interpreter] = {}
    for one in sorted(found, key=lambda one: (one.rank, str(one.file)), reverse=True):
        full = one.facts["version"] + one.series.lstrip("0123456789.")
        wanted = [f"{family}-{one.series}", f"{family}-{full}-{one.origin}"]
        wanted += [f"{wanted[-1]}-{number}" for number in range(2, len(named) + 3)]
        named[next(name for name in wanted if name not in named)] = one
    return sorted(named.items(), key=lambda item: (version_key(item[1].facts["version"]), item[0]))


def build_facts(one: Interpreter) -> dict[str, str]:
    """The facts kept with a runtime: the build's, the program's path, and where it comes from."""
    inside = {name: value for name, value in one.facts.items() if name not in _NOT_BUILD_FACTS}
    return inside | {"path": str(one.file), "origin": one.origin} | ({"own": "yes"} if one.own else {})


def broken_rows(family: str, broken: Iterable[Broken], get: str) -> list[Runtime]:
    """Rows for the programs that carry the family's name and do not work."""
    rows: dict[str, Runtime] = {}
    for one in broken:
        name = one.file.name.replace("python", "cpython")
        if not name.startswith(family):
            continue
        version = name.removeprefix(family)
        wanted = [f"{family}-{version}-broken" if version else f"{family}-broken"]
        wanted += [f"{wanted[0]}-{number}" for number in range(2, len(rows) + 3)]
        row_id = next(name for name in wanted if name not in rows)
        rows[row_id] = Runtime(
            id=row_id,
            family=family,
            language="python",
            version=version,
            facts={"path": str(one.file)},
            available=False,
            reason=f"{one.file} {one.trouble}",
            get=get,
        )
    return list(rows.values())


def python_recipe(runtime: Runtime, entry: Entry) -> Recipe:
    """Run the worker: in an environment with the requirements, or on the bare interpreter when there are none.

    `-s` keeps the user's own packages out. `-E` and `-I` would as well, but they also make the
    interpreter deaf to PYTHONHASHSEED and PYTHON_JIT.
    """
    interpreter, *switches = runtime.argv
    requires = tuple(dict.fromkeys((*runtime.requires, *entry.requires)))
    return Recipe(
        python=interpreter if requires else None,
        requires=requires,
        argv=("{python}" if requires else interpreter, *switches, "-s", str(WORKER)),
        env=runtime.env,
        toolchain=f"{runtime.version} {runtime.facts.get('sys_version', '')}",
    )
