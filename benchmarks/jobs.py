"""The unit of a benchmark: one measurement by one tool, and the loop that makes those that are missing."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import lines
from benchmarks.lines import Failed, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One measurement: `measure` returns its figures or raises Failed. `seconds` is what it is expected to take."""

    tool: str
    run: int
    seconds: float
    measure: Callable[[], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the command line asked for. `runs` and `rivals` are None where each benchmark's own number holds."""

    state: str
    runs: int | None
    rivals: int | None
    seed: int


def missing(jobs: Sequence[Job], there: Sequence[Line]) -> list[Job]:
    """The jobs whose line is not there yet."""
    done = lines.done(there)
    return [job for job in jobs if (job.tool, job.run) not in done]


def time_left(jobs: Sequence[Job], took: Mapping[str, Sequence[float]]) -> float:
    """Seconds that these jobs will take: by what their tool took so far, else by their own estimate."""
    return sum(statistics.median(took[job.tool]) if took.get(job.tool) else job.seconds for job in jobs)


def carry_out(
    file: Path, benchmark: str, state: str, jobs: Sequence[Job], *, facts: Callable[[], dict[str, Any]]
) -> int:
    """Make what is missing, one line each; returns how many measurements failed."""
    todo = missing(jobs, lines.read(file))
    took: dict[str, list[float]] = {}
    failures = 0
    for number, job in enumerate(todo):
        line = _measured(benchmark, state, job)
        lines.append(file, {**line, **facts()})
        took.setdefault(job.tool, []).append(line["wall_s"])
        failures += not line["ok"]
        _tell(benchmark, state, job, line, f"{number + 1}/{len(todo)}", time_left(todo[number + 1 :], took))
    return failures


def _measured(benchmark: str, state: str, job: Job) -> Line:
    began = time.monotonic()
    figures: dict[str, Any] = {}
    reason = ""
    try:
        figures = job.measure()
    except Failed as failed:
        reason = lines.without_paths(str(failed)) or "failed without a word"
    return {
        "benchmark": benchmark,
        "state": state,
        "tool": job.tool,
        "run": job.run,
        "ok": not reason,
        "reason": reason,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_s": round(time.monotonic() - began, 3),
        **figures,
    }


def _tell(benchmark: str, state: str, job: Job, line: Line, count: str, left: float) -> None:
    inside = ("benchmark", "state", "tool", "run", "ok", "reason", "date", "wall_s")
    said = line["reason"] or ", ".join(
        f"{name}={_short(value)}" for name, value in line.items() if name not in inside and not isinstance(value, dict)
    )
    minutes = f"{left / 60:.1f} min left"
    print(f"{benchmark} ({state}) {count} {job.tool} #{job.run}: {said} [{minutes}]", file=sys.stderr, flush=True)


def _short(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)
