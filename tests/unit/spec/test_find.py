"""From what a user types to a workload."""

from __future__ import annotations

from pathlib import Path

import pytest

from runoff.errors import SpecError, UsageError
from runoff.spec.find import bundled, find_workload

SIMPLE = (
    'title = "T"\nsizes = { n = [1] }\n[[entry]]\nname = "a"\nlanguage = "python"\nfile = "a.py"\nchange = "none"\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A user's own workload, in a folder called `mine`."""
    made = tmp_path / "mine"
    made.mkdir()
    (made / "a.py").touch()
    (made / "workload.toml").write_text(SIMPLE)
    return made


def test_bundled_workloads_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite is found beside the package, not in the current folder."""
    monkeypatch.chdir(tmp_path)
    assert find_workload("calc-pi").name == "calc-pi"
    assert "json-logs" in [workload.name for workload in bundled()]


def test_workloads_outside_any_suite_come_first() -> None:
    """The two that answer a user's question stand before the interpreter's micro-benchmarks."""
    assert [workload.name for workload in bundled()][:2] == ["calc-pi", "json-logs"]


@pytest.mark.parametrize("ending", ["", "/", "/workload.toml"], ids=["folder", "slash", "file"])
def test_a_path_leads_to_a_workload(folder: Path, ending: str) -> None:
    """The folder and its workload.toml mean the same."""
    assert find_workload(f"{folder}{ending}").name == "mine"


def test_a_relative_path_gives_absolute_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guests run elsewhere, so nothing in the record may depend on the current folder."""
    monkeypatch.chdir(folder)
    workload = find_workload(".")
    assert workload.name == "mine"
    assert workload.root == folder
    assert workload.entries[0].file == folder / "a.py"


def test_a_mistake_is_told_with_the_path_as_typed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who typed a short path reads a short path."""
    monkeypatch.chdir(folder.parent)
    (folder / "a.py").unlink()
    with pytest.raises(SpecError) as caught:
        find_workload("mine")
    assert caught.value.where == "mine/workload.toml:6"


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("calcpi", "did you mean 'calc-pi'?"),
        ("json-log", "'json-logs'"),
        ("dict-acess", "'dict-access'"),
        ("qqq", "bundled: attribute-access, calc-pi"),
        ("", "bundled: "),
        ("./nowhere", "no such folder"),
    ],
    ids=["no dash", "no s", "one c", "like nothing", "empty", "a path"],
)
def test_an_unknown_name_is_refused_with_the_nearest(asked: str, hint: str) -> None:
    """The error offers what may have been meant."""
    with pytest.raises(UsageError) as caught:
        find_workload(asked)
    assert repr(asked) in caught.value.what
    assert hint in caught.value.hint


def test_a_file_is_no_workload(folder: Path) -> None:
    """Whoever gives a Python file learns what a workload is."""
    with pytest.raises(UsageError) as caught:
        find_workload(str(folder / "a.py"))
    assert "is a file; a workload is a folder" in caught.value.hint


def test_a_folder_without_workload_toml_says_so(tmp_path: Path) -> None:
    """The missing file is named."""
    with pytest.raises(SpecError) as caught:
        find_workload(str(tmp_path))
    assert caught.value.where == str(tmp_path / "workload.toml")
