"""Runs the real command line in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
TRAPS = HERE.parent / "traps"
MARK = "MARK_OF_A_TEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A finished command: exit code, both outputs, and the JSON result where one was asked for."""

    code: int
    out: str
    err: str
    document: Mapping[str, Any] = field(default_factory=dict)

    def contender(self, name: str) -> Mapping[str, Any]:
        """The contender whose id begins with `name@` in the first workload."""
        for one in self.document["workloads"][0]["contenders"]:
            if one["id"].startswith(f"{name}@"):
                return dict(one)
        raise KeyError(name)


@dataclass(slots=True, kw_only=True)
class CommandLine:
    """`runoff` with a journal of the test's own; `env` is added to the environment."""

    folder: Path
    mark: str
    env: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The environment of the command; every guest inherits the mark."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("RUNOFF_DB", "COLUMNS"))}
        return {**plain, "COLUMNS": "140", MARK: self.mark, **self.env}

    def argv(self, *args: str) -> list[str]:
        """The command with its journal."""
        stored = ["--db", str(self.folder / "runoff.db")] if args[0] in {"run", "show", "resume"} else []
        return [sys.executable, "-m", "runoff.cli.main", *args, *stored]

    def __call__(self, *args: str, document: bool = False, timeout: float = 200) -> Ended:
        """Run it to its end."""
        file = self.folder / f"{uuid.uuid4().hex}.json"
        extra = ["--json", str(file)] if document else []
        done = subprocess.run(
            self.argv(*args, *extra),
            capture_output=True,
            text=True,
            timeout=timeout,
            env=self.environment(),
            cwd=self.folder,
            check=False,
        )
        read = json.loads(file.read_text()) if file.exists() and file.stat().st_size else {}
        return Ended(code=done.returncode, out=done.stdout, err=done.stderr, document=read)

    def start(self, *args: str) -> subprocess.Popen[str]:
        """Start it and leave it running."""
        return subprocess.Popen(
            self.argv(*args),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment(),
            cwd=self.folder,
            start_new_session=True,
        )

    def alive(self) -> list[int]:
        """Processes that carry this test's mark."""
        needle = f"{MARK}={self.mark}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if needle in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:
                continue
        return found


@pytest.fixture
def runoff(tmp_path: Path) -> Iterator[CommandLine]:
    """The command line; fails the test that leaves a process behind."""
    command = CommandLine(folder=tmp_path, mark=uuid.uuid4().hex)
    yield command
    assert wait_until(lambda: not command.alive(), seconds=5), f"left running: {command.alive()}"


def wait_until(happened: Callable[[], bool], *, seconds: float) -> bool:
    """Whether it happens within this time."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
