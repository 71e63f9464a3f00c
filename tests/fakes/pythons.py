"""The Python interpreters of this machine, for tests: found by folder, never by version."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"(python|pypy|graalpy|jython|rustpython|gopy)(\d(\.\d+)?t?)?")


def find_pythons() -> list[Path]:
    """Every interpreter in RUNOFF_RUNTIMES, on PATH and in pyenv's versions; each binary once."""
    found: dict[Path, Path] = {}
    for folder in _folders():
        for file in sorted(folder.glob("*")) if folder.is_dir() else ():
            if _NAME.fullmatch(file.name) and os.access(file, os.X_OK) and file.is_file():
                found.setdefault(_identity(file), file)
    return sorted(found.values())


def _folders() -> Iterator[Path]:
    for text in os.environ.get("RUNOFF_RUNTIMES", "").split(os.pathsep):
        if text:
            yield from (Path(text), Path(text) / "bin", Path(text) / "usr" / "bin")
    # A shim of pyenv is a script that picks one of the versions below.
    yield from (Path(text) for text in os.environ.get("PATH", "").split(os.pathsep) if text and "shims" not in text)
    yield from sorted(Path.home().glob(".pyenv/versions/*/bin"))


def _identity(file: Path) -> Path:
    # A virtual environment's python is a link to the interpreter that it was made from.
    return file.resolve()
