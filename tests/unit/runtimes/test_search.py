"""Where discovery looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from runoff.runtimes.search import Search, cache_folder


@pytest.mark.parametrize("inner", ["bin", "usr/bin", ""], ids=["a prefix", "a system's root", "the folder itself"])
def test_runoff_runtimes_names_folders_of_three_shapes(tmp_path: Path, inner: str) -> None:
    """A prefix, a whole system's root or the folder of programs itself."""
    programs = tmp_path / "given" / inner
    programs.mkdir(parents=True)
    (programs / "python3.14").touch()
    search = Search.of_this_machine({"RUNOFF_RUNTIMES": str(tmp_path / "given"), "HOME": str(tmp_path)})
    assert programs / "python3.14" in list(search.programs(r"python3\.14"))


def test_shims_are_not_interpreters(tmp_path: Path) -> None:
    """A shim starts whatever a version manager likes; the versions behind it are found instead."""
    shims = tmp_path / ".pyenv" / "shims"
    real = tmp_path / ".pyenv" / "versions" / "3.14.1" / "bin"
    for folder in (shims, real):
        folder.mkdir(parents=True)
        (folder / "python").touch()
    search = Search.of_this_machine({"PATH": str(shims), "HOME": str(tmp_path)})
    mine = [file for file in search.programs("python") if file.is_relative_to(tmp_path)]
    assert mine == [real / "python"]
    assert search.origin(real / "python") == "pyenv"


def test_folders_that_are_not_there_are_passed_over(tmp_path: Path) -> None:
    """PATH and RUNOFF_RUNTIMES may name anything; what the user named on purpose is remembered."""
    environ = {
        "PATH": f"{tmp_path / 'none'}::relative",
        "RUNOFF_RUNTIMES": f":{tmp_path / 'nothing'}",
        "HOME": str(tmp_path),
    }
    search = Search.of_this_machine(environ)
    assert not [file for file in search.programs("python") if file.is_relative_to(tmp_path)]
    assert search.absent == (tmp_path / "nothing",)


def test_the_cache_can_be_moved(tmp_path: Path) -> None:
    """RUNOFF_CACHE names the folder for everything that can be made again."""
    assert cache_folder({"RUNOFF_CACHE": str(tmp_path / "kept")}) == tmp_path / "kept"
