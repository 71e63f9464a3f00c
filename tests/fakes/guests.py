"""Where the real guests and the entries of their tests are, and how to build those that are compiled."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import runoff.guests
from fakes.conversation import Transcript

GUESTS = Path(runoff.guests.__file__).parent
WORKER = GUESTS / "python" / "worker.py"
TESTS = Path(__file__).parent.parent
DATA = TESTS / "guest" / "data"
TRANSCRIPTS = [Transcript.read(file) for file in sorted((TESTS / "contract" / "transcripts").glob("*.txt"))]
NAMED = "RUNOFF_TEST_ENTRY"
"""The variable that tells a compiled guest which of its entries it is."""


def python_entry(name: str) -> Path:
    """The file of a Python entry."""
    return DATA / "python" / f"{name}.py"


def build_go(folder: Path) -> Path:
    """The Go guest with the entries of the transcripts (its own test binary); skips without Go."""
    return _built(folder / "go-guest", ["go", "test", "-c", "-o", "{out}", "."], cwd=GUESTS / "go")


def build_c(folder: Path) -> Path:
    """The C guest with the entries of the transcripts, warnings being errors; skips without a compiler."""
    strict = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic"]
    command = ["cc", *strict, f"-I{GUESTS / 'c'}", "-o", "{out}", str(DATA / "entries.c"), "-lm"]
    return _built(folder / "c-guest", command, cwd=folder)


def _built(out: Path, command: list[str], *, cwd: Path) -> Path:
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} on this machine")
    done = subprocess.run(
        [word.replace("{out}", str(out)) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return out
