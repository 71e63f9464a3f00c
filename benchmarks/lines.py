"""Raw results: one JSON line per measurement, appended, never changed.

A line holds `benchmark`, `state`, `tool`, `run` (a number, from 0), `ok`, `reason` (why it failed), `date`,
`wall_s`, `machine`, `versions` and the measurement's own figures. It holds no path and no host name.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Line = dict[str, Any]

RESULTS = Path(__file__).parent / "results"
REASON_MOST = 300
_PATH = re.compile(r"(?<![\w.])/[^\s:,'\"()]+")


class Failed(Exception):
    """A measurement that could not be made; its text is the reason, kept in the results."""


def file_of(benchmark: str, state: str, folder: Path = RESULTS) -> Path:
    """Where a benchmark's lines are kept."""
    return folder / f"{benchmark}-{state}.jsonl"


def read(file: Path) -> list[Line]:
    """All lines of a file; a last line that was cut off by a power cut is left out."""
    if not file.exists():
        return []
    whole = file.read_text(encoding="utf-8").split("\n")
    return [json.loads(text) for text in whole[:-1] if text]


def append(file: Path, line: Line) -> None:
    """Add one line; on the disk when this returns."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab+") as stream:
        _cut_to_whole_lines(stream.fileno())
        stream.write(json.dumps(line, sort_keys=True, allow_nan=False).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def _cut_to_whole_lines(descriptor: int) -> None:
    end = os.fstat(descriptor).st_size
    data = os.pread(descriptor, end, 0)
    kept = data.rfind(b"\n") + 1
    if kept < end:
        os.ftruncate(descriptor, kept)


def done(lines: Iterable[Line]) -> set[tuple[str, int]]:
    """(tool, run) of everything that was measured, failures included."""
    return {(line["tool"], line["run"]) for line in lines}


def without_paths(text: str) -> str:
    """The text on one line, paths cut to their last part, at most 300 characters."""
    flat = " ".join(text.split())
    return _PATH.sub(lambda found: found[0].rstrip("/").rpartition("/")[2], flat)[-REASON_MOST:]
