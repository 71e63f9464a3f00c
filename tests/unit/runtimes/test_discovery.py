"""Finding Pythons: what counts as one, what it is called, what is said of what is broken."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from fakes.interpreters import BAD_BODIES, Shop
from runoff.model.runtime import Runtime
from runoff.runtimes import cpython, discover, numba, pypy
from runoff.runtimes.python import version_key


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """An empty folder for fake programs."""
    return Shop(tmp_path / "shop")


def by_id(rows: list[Runtime]) -> dict[str, Runtime]:
    """Rows by their id, which have to be unique."""
    assert len({row.id for row in rows}) == len(rows)
    return {row.id: row for row in rows}


def test_an_interpreter_is_named_by_its_version(shop: Shop) -> None:
    """One good build gets the short id, its facts and the way to start it."""
    file = shop.python("python3.14")
    row = by_id(cpython.discover(shop.search()))["cpython-3.14"]
    assert (row.version, row.argv) == ("3.14.2", (str(file),))
    assert (row.facts["pgo"], row.facts["gil"], row.facts["compiler"]) == ("yes", "yes", "GCC 14.2.0")


@pytest.mark.parametrize("kind", BAD_BODIES)
def test_a_program_that_misbehaves_is_a_row_with_the_reason(shop: Shop, kind: str) -> None:
    """Whatever a program called python does, it is told in one line and the good one beside it is found."""
    shop.python("python3.14")
    bad = shop.script("python3.13", BAD_BODIES[kind])
    rows = by_id(cpython.discover(shop.search(timeout_s=0.5)))
    row = rows["cpython-3.13-broken"]
    assert rows["cpython-3.14"].available
    assert not row.available
    assert str(bad) in row.reason
    assert "\n" not in row.reason
    assert row.get


def test_a_hanging_interpreter_leaves_nothing_running(shop: Shop, tmp_path: Path) -> None:
    """The child of a script that hangs is ended with it."""
    note = tmp_path / "pid"
    shop.script("python3.13", f"sleep 600 & echo $! > {note}; wait")
    cpython.discover(shop.search(timeout_s=0.5))
    state = Path(f"/proc/{note.read_text().strip()}/stat")
    deadline = time.monotonic() + 5
    while state.exists() and state.read_text().split(")")[1].split()[0] != "Z" and time.monotonic() < deadline:
        os.sched_yield()
    assert not state.exists() or state.read_text().split(")")[1].split()[0] == "Z"


def test_a_broken_link_says_where_it_points(shop: Shop) -> None:
    """A symbolic link to a removed interpreter."""
    (shop.root / "python3.12").symlink_to(shop.root / "gone")
    row = by_id(cpython.discover(shop.search()))["cpython-3.12-broken"]
    assert f"{shop.root / 'gone'}, which does not exist" in row.reason


def test_a_file_that_is_not_executable_is_named(shop: Shop) -> None:
    """A python without the permission to run it."""
    shop.python("python3.12").chmod(0o644)
    assert "is not executable" in by_id(cpython.discover(shop.search()))["cpython-3.12-broken"].reason


def test_links_to_one_program_are_one_row(shop: Shop) -> None:
    """python, python3 and python3.14 are usually one file."""
    file = shop.python("python3.14")
    (shop.root / "python3").symlink_to(file)
    (shop.root / "python").symlink_to(shop.root / "python3")
    assert [row.id for row in cpython.discover(shop.search())] == ["cpython-3.14"]
    assert shop.times_asked(file) == 1


def test_two_copies_of_one_build_are_one_row(shop: Shop) -> None:
    """The same version with the same build facts is the same runtime, wherever it lies."""
    shop.python("one/python3.14")
    shop.python("two/python3.14")
    assert len(cpython.discover(shop.search())) == 1


def test_the_optimised_build_gets_the_short_name(shop: Shop) -> None:
    """A newer patch without PGO does not take the name from a proper build."""
    good = shop.python("debian/python3.14", version="3.14.1")
    shop.python("pyenv/python3.14", version="3.14.7", pgo="no", lto="no")
    rows = by_id(cpython.discover(shop.search()))
    assert rows["cpython-3.14"].argv == (str(good),)
    assert rows["cpython-3.14.7-pyenv"].facts["pgo"] == "no"


def test_variants_have_names_of_their_own(shop: Shop) -> None:
    """Free-threaded and debug builds are never what `cpython-3.14` means."""
    shop.python("python3.14t", gil="no")
    shop.python("python3.14d", debug="yes")
    assert set(by_id(cpython.discover(shop.search()))) == {"cpython-3.14t", "cpython-3.14d"}


def test_a_jit_is_a_row_of_its_own(shop: Shop) -> None:
    """One binary, one switch, two runtimes."""
    shop.python("python3.15", version="3.15.0", jit="yes")
    rows = by_id(cpython.discover(shop.search()))
    assert dict(rows["cpython-3.15"].env) == {"PYTHON_JIT": "0"}
    assert dict(rows["cpython-3.15-jit"].env) == {"PYTHON_JIT": "1"}
    assert rows["cpython-3.15"].argv == rows["cpython-3.15-jit"].argv


def test_the_own_interpreter_and_the_newest_take_part_by_default(shop: Shop) -> None:
    """And the newest one's JIT; the others only by name."""
    own = shop.python("python3.11", version="3.11.9")
    shop.python("python3.13", version="3.13.1")
    shop.python("python3.15", version="3.15.0", jit="yes")
    rows = cpython.discover(shop.search(own=own))
    assert {row.id for row in rows if row.by_default} == {"cpython-3.11", "cpython-3.15", "cpython-3.15-jit"}
    assert [row.id for row in rows if row.facts.get("own") == "yes"] == ["cpython-3.11"]


def test_a_preview_is_not_the_newest_while_there_is_a_release(shop: Shop) -> None:
    """Nobody asked to race an alpha."""
    shop.python("python3.14")
    shop.python("python3.16", version="3.16.0a1")
    assert [row.id for row in cpython.discover(shop.search()) if row.by_default] == ["cpython-3.14"]


def test_a_virtual_environment_stands_for_its_base(shop: Shop) -> None:
    """A copied interpreter inside an environment is not a build of its own."""
    base = shop.python("python3.14")
    shop.python("env/python", venv="yes", base=str(base))
    assert [row.argv[0] for row in cpython.discover(shop.search())] == [str(base)]


def test_pypy_is_its_own_family_whatever_its_name(shop: Shop) -> None:
    """pyenv calls PyPy's program python."""
    shop.python("pyenv/python", implementation="pypy", version="3.11.11", pypy="7.3.19")
    assert [row.id for row in pypy.discover(shop.search())] == ["pypy-3.11"]
    assert [row.available for row in cpython.discover(shop.search())] == [False]


def test_missing_families_are_rows_that_tell_how_to_get_them(shop: Shop) -> None:
    """An empty machine has a row for each family, none of them silent."""
    rows = discover(shop.search())
    missing = {row.family: row for row in rows if not row.available}
    assert {"cpython", "pypy", "numba", "c"} <= set(missing)
    assert all(row.reason and row.get for row in missing.values())


def test_numba_runs_on_the_own_interpreter(shop: Shop) -> None:
    """It is a library there, asked for by entries that name it."""
    own = shop.python("python3.11", version="3.11.9")
    shop.python("python3.15", version="3.15.0")
    row = numba.discover(shop.search(own=own))[0]
    assert (row.argv, row.requires, row.by_name_only) == ((str(own),), ("numba",), True)


def test_an_interpreter_is_asked_once_until_it_changes(shop: Shop, tmp_path: Path) -> None:
    """Probe results outlive the process, and a changed file is asked again."""
    file = shop.python("python3.14")
    for _ in range(2):
        cpython.discover(shop.search(cache=tmp_path / "cache"))
    assert shop.times_asked(file) == 1
    shop.python("python3.14", version="3.14.22")
    assert cpython.discover(shop.search(cache=tmp_path / "cache"))[0].version == "3.14.22"


@pytest.mark.parametrize("left", ["", "{", "[1, 2]", '{"x": 3}'], ids=["empty", "cut", "a list", "foreign"])
def test_a_damaged_cache_costs_only_time(shop: Shop, tmp_path: Path, left: str) -> None:
    """Whatever stands in the cache file, discovery works and mends it."""
    file = shop.python("python3.14")
    (tmp_path / "probes.json").write_text(left.replace('"x"', f'"{file}"'))
    assert cpython.discover(shop.search(cache=tmp_path))[0].id == "cpython-3.14"


def test_a_cache_that_cannot_be_written_is_no_trouble(shop: Shop, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    shop.python("python3.14")
    (tmp_path / "file").write_text("")
    assert cpython.discover(shop.search(cache=tmp_path / "file"))[0].available


def test_versions_sort_in_time() -> None:
    """Alphas before candidates before releases; numbers as numbers."""
    ordered = ["2.7.18", "3.9.18", "3.10.1", "3.15.0a2", "3.15.0rc1", "3.15.0", "3.15.10"]
    assert sorted(reversed(ordered), key=version_key) == ordered
