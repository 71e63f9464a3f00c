"""Numba: a compiler for annotated functions, a library on CPython; only entries that name it run on it."""

from __future__ import annotations

from runoff.model.runtime import Runtime
from runoff.runtimes import cpython
from runoff.runtimes.family import Family, Search
from runoff.runtimes.python import python_recipe


def discover(search: Search) -> list[Runtime]:
    """One row, on the Python that runs runoff, else the newest CPython; the toolbox finds out whether it installs."""
    usable = [
        row for row in cpython.discover(search) if row.available and row.by_default and not row.id.endswith("-jit")
    ]
    bases = sorted(usable, key=lambda row: row.facts.get("own") == "yes", reverse=True)
    if not bases:
        return [_missing()]
    facts = {name: value for name, value in bases[0].facts.items() if name != "own"}
    return [
        Runtime(
            id="numba",
            family="numba",
            language="python",
            version=bases[0].version,
            argv=bases[0].argv,
            env=bases[0].env,
            requires=("numba",),
            facts=facts | {"on": bases[0].id},
            by_name_only=True,
            by_default=True,
        )
    ]


def _missing() -> Runtime:
    return Runtime(
        id="numba", family="numba", language="python", version="", by_name_only=True, by_default=True,
        available=False, reason="no CPython to run it on", get=cpython.GET,
    )  # fmt: skip


RUNTIME = Family(name="numba", language="python", discover=discover, recipe=python_recipe)
