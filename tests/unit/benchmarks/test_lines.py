"""Raw results survive interruptions and give away nothing about the machine's folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks import jobs, lines
from benchmarks.jobs import Job
from benchmarks.lines import Failed


def job(tool: str, run: int, **figures: Any) -> Job:
    """A measurement that costs nothing."""
    return Job(tool=tool, run=run, seconds=1.0, measure=lambda: figures)


def no_facts() -> dict[str, Any]:
    """Nothing about the machine."""
    return {}


def test_what_is_there_is_not_measured_again(tmp_path: Path) -> None:
    """A second call makes only the runs that the first did not."""
    file = tmp_path / "results" / "aa-quiet.jsonl"
    wanted = [job("runoff", run, ratio=1.0 + run) for run in range(3)]
    jobs.carry_out(file, "aa", "quiet", wanted[:2], facts=no_facts)
    jobs.carry_out(file, "aa", "quiet", wanted, facts=no_facts)
    assert [(line["run"], line["ratio"]) for line in lines.read(file)] == [(0, 1.0), (1, 2.0), (2, 3.0)]


def test_a_line_that_was_cut_off_is_measured_again(tmp_path: Path) -> None:
    """What a power cut left of a line is dropped, and the next line starts cleanly."""
    file = tmp_path / "aa-quiet.jsonl"
    lines.append(file, {"tool": "runoff", "run": 0})
    with file.open("a") as stream:
        stream.write('{"tool": "runoff", "ru')
    assert lines.done(lines.read(file)) == {("runoff", 0)}
    lines.append(file, {"tool": "runoff", "run": 1})
    assert lines.done(lines.read(file)) == {("runoff", 0), ("runoff", 1)}


def test_a_failure_is_a_line_with_its_reason(tmp_path: Path) -> None:
    """It counts as measured, and is told by the number of failures."""

    def fail() -> dict[str, Any]:
        raise Failed("File /secret/folder/tool.py:\n  it broke")

    file = tmp_path / "aa-quiet.jsonl"
    failed = jobs.carry_out(file, "aa", "quiet", [Job(tool="t", run=0, seconds=1.0, measure=fail)], facts=no_facts)
    (line,) = [json.loads(text) for text in file.read_text().splitlines()]
    assert failed == 1
    assert (line["ok"], line["reason"]) == (False, "File tool.py: it broke")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("File '/a/b/c.py', line 3", "File 'c.py', line 3"),
        ("1/2 of 3 us/turn", "1/2 of 3 us/turn"),
        ("in /usr/bin/python3.11: no", "in python3.11: no"),
    ],
)
def test_paths_are_cut_to_their_last_part(text: str, kept: str) -> None:
    """Fractions and units stay."""
    assert lines.without_paths(text) == kept


def test_time_left_learns_from_what_was_measured() -> None:
    """Estimates hold until a tool has been seen."""
    todo = [job("a", 1), job("a", 2), job("b", 0)]
    assert jobs.time_left(todo, {"a": [5.0, 7.0, 6.0]}) == 13.0
