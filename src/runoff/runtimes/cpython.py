"""CPython: one row per version and build, and one more for a JIT that the binary has built in."""

from __future__ import annotations

from dataclasses import replace

from runoff.model.runtime import Runtime
from runoff.runtimes.family import Family, Search
from runoff.runtimes.python import (
    Interpreter,
    broken_rows,
    build_facts,
    identified,
    interpreters,
    python_recipe,
    version_key,
)

GET = "uv python install 3.14"


def discover(search: Search) -> list[Runtime]:
    """Every CPython found; the own one and the newest (with its JIT) are raced by default."""
    found, broken = interpreters(search)
    named = identified("cpython", (one for one in found if one.facts["implementation"] == "cpython"))
    newest = _newest(named)
    rows = [row for name, one in named for row in _rows(name, one, by_default=one.own or name == newest)]
    rows += broken_rows("cpython", broken, GET)
    return rows or [_missing()]


def _newest(named: list[tuple[str, Interpreter]]) -> str:
    """The id of the newest ordinary build; a release before any preview."""
    ordinary = [(version_key(one.facts["version"]), one.rank, name) for name, one in named if one.series[-1].isdigit()]
    releases = [item for item in ordinary if item[0][3:4] == (3,)]
    return max(releases or ordinary, default=((), (), ""))[2]


def _rows(name: str, one: Interpreter, *, by_default: bool) -> list[Runtime]:
    has_jit = one.facts.get("jit") == "yes"
    plain = Runtime(
        id=name,
        family="cpython",
        language="python",
        version=one.facts["version"],
        argv=(str(one.file),),
        env={"PYTHON_JIT": "0"} if has_jit else {},
        facts=build_facts(one) | ({"jit_enabled": "no"} if has_jit else {}),
        by_default=by_default,
    )
    if not has_jit:
        return [plain]
    facts = {fact: value for fact, value in plain.facts.items() if fact != "own"} | {"jit_enabled": "yes"}
    return [plain, replace(plain, id=f"{name}-jit", env={"PYTHON_JIT": "1"}, facts=facts)]


def _missing() -> Runtime:
    return Runtime(
        id="cpython", family="cpython", language="python", version="", by_default=True,
        available=False, reason="no CPython found", get=GET,
    )  # fmt: skip


RUNTIME = Family(name="cpython", language="python", discover=discover, recipe=python_recipe)
