"""Runtimes on this machine: one module per family, each exporting `RUNTIME`; no list names them."""

from __future__ import annotations

from functools import cache

from runoff.model.runtime import Runtime
from runoff.runtimes.family import Family, Recipe, Search

__all__ = ["Family", "Recipe", "Search", "discover", "families", "family_of"]


@cache
def families() -> tuple[Family, ...]:
    """Every family in this package, by name."""
    import importlib
    import pkgutil

    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    found = [module.RUNTIME for module in modules if isinstance(getattr(module, "RUNTIME", None), Family)]
    return tuple(sorted(found, key=lambda family: family.name))


def family_of(name: str) -> Family:
    """The family called `name`; KeyError when there is none."""
    for family in families():
        if family.name == name:
            return family
    raise KeyError(name)


def discover(search: Search | None = None) -> tuple[Runtime, ...]:
    """Every runtime on this machine, and a row with the reason for each family that is missing."""
    search = search or Search.of_this_machine()
    return tuple(row for family in families() for row in family.discover(search))
