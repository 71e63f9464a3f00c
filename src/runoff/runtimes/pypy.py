"""PyPy: a Python with a tracing JIT, found like CPython."""

from __future__ import annotations

from runoff.model.runtime import Runtime
from runoff.runtimes.family import Family, Search
from runoff.runtimes.python import broken_rows, build_facts, identified, interpreters, python_recipe, version_key

GET = "uv python install pypy@3.11"


def discover(search: Search) -> list[Runtime]:
    """Every PyPy found, by the Python version it speaks; the newest is raced by default."""
    found, broken = interpreters(search)
    named = identified("pypy", (one for one in found if one.facts["implementation"] == "pypy"))
    newest = max(named, key=lambda item: (version_key(item[1].facts["version"]), item[1].rank), default=("", None))[0]
    rows = [
        Runtime(
            id=name,
            family="pypy",
            language="python",
            version=one.facts["version"],
            argv=(str(one.file),),
            facts=build_facts(one),
            by_default=one.own or name == newest,
        )
        for name, one in named
    ]
    troubles = broken_rows("pypy", broken, GET)
    return [*rows, *troubles] if rows else [*troubles, _missing()]


def _missing() -> Runtime:
    return Runtime(
        id="pypy", family="pypy", language="python", version="", by_default=True,
        available=False, reason="no PyPy found", get=GET,
    )  # fmt: skip


RUNTIME = Family(name="pypy", language="python", discover=discover, recipe=python_recipe)
