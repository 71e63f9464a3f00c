"""What every runtime family has to keep, over whatever families and runtimes there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.interpreters import BAD_BODIES, Shop
from runoff.model.workload import Change, Entry
from runoff.runtimes import Family, Search, discover, families, family_of

EVERY = families()
NAMES = [family.name for family in EVERY]


def entry_for(family: Family, folder: Path) -> Entry:
    """A small entry in the family's language."""
    file = folder / "entry.txt"
    file.write_text("")
    return Entry(name="small", language=family.language, file=file, change=Change.NONE)


def test_the_first_families_are_there() -> None:
    """Found by scanning the package, not by a list."""
    assert {"c", "cpython", "go", "numba", "pypy"} <= set(NAMES)
    assert family_of("pypy").language == "python"


@pytest.mark.parametrize("family", EVERY, ids=NAMES)
def test_a_family_on_an_empty_machine_still_has_a_row(family: Family, tmp_path: Path) -> None:
    """Missing is a row, with the reason and the command that gets it."""
    rows = family.discover(Shop(tmp_path / "empty").search())
    assert rows
    assert all(row.available or (row.reason and row.get) for row in rows)


@pytest.mark.parametrize("family", EVERY, ids=NAMES)
def test_a_family_survives_programs_that_misbehave(family: Family, tmp_path: Path) -> None:
    """Every program name that a family knows, behaving in every bad way: rows, no exception."""
    for kind, body in BAD_BODIES.items():
        shop = Shop(tmp_path / kind)
        for program in ("python3.14", "pypy3", "go", "gcc", "clang", "cc"):
            shop.script(program, body)
        rows = family.discover(shop.search(timeout_s=0.3))
        assert rows, kind
        assert not [row for row in rows if row.available and row.facts.get("path", "").startswith(str(shop.root))], kind


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Search:
    """A real search of this machine, with a cache of its own."""
    return Search.of_this_machine(cache=tmp_path_factory.mktemp("cache"))


def test_the_python_that_runs_this_is_found(found: Search) -> None:
    """Exactly one row is the own interpreter, and it takes part by default."""
    own = [row for row in discover(found) if row.facts.get("own") == "yes"]
    assert len(own) == 1
    assert own[0].by_default


def test_ids_are_unique(found: Search) -> None:
    """`-r ID` has to mean one thing."""
    ids = [row.id for row in discover(found)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("family", EVERY, ids=NAMES)
def test_rows_belong_to_their_family_and_have_a_recipe(family: Family, found: Search, tmp_path: Path) -> None:
    """Each runtime found can be asked how to make a contender of it."""
    entry = entry_for(family, tmp_path)
    for row in family.discover(found):
        assert (row.family, row.language) == (family.name, family.language)
        assert row.id.split("-")[0] == family.name
        if row.available:
            recipe = family.recipe(row, entry)
            assert recipe.argv
            assert all(source.is_file() for source in recipe.sources.values() if isinstance(source, Path))


@pytest.mark.parametrize("family", EVERY, ids=NAMES)
def test_discovery_is_repeatable(family: Family, found: Search) -> None:
    """The same machine gives the same rows, from the probe's answers as from the cache."""
    again = Search(places=found.places, own=found.own, cache=found.cache)
    assert family.discover(found) == family.discover(again)
