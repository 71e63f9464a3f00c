"""The tools compared, each as one function from a question to figures."""

from __future__ import annotations

import functools
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from benchmarks.lines import Failed
from runoff.model.runtime import Runtime

ROOT = Path(__file__).parents[1]
SUITE = ROOT / "src" / "runoff" / "suite"
PLANTED = ROOT / "src" / "runoff" / "selftest" / "planted"
KERNEL = SUITE / "int-arithmetic" / "python.py"
KERNEL_SIZE = 15_000
HYPERFINE_CALLS = 80
"""Calls of the kernel in the script that hyperfine runs: about 100 ms on CPython."""
LIMIT_S = 600.0


def run(argv: Sequence[str], *, limit_s: float = LIMIT_S) -> str:
    """Run a command to its end and return its stdout; Failed with the end of its stderr when it goes wrong."""
    told = completed(argv, limit_s=limit_s)
    if told.returncode:
        raise Failed(how_it_ended(told))
    return told.stdout


def how_it_ended(told: subprocess.CompletedProcess[str]) -> str:
    """Exit code and last words of a command."""
    return f"exit code {told.returncode}: {(told.stderr or told.stdout).strip()[-600:]}"


def completed(argv: Sequence[str], *, limit_s: float = LIMIT_S) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, whatever its exit code; Failed when it cannot start or does not end."""
    try:
        return subprocess.run(
            argv, capture_output=True, text=True, timeout=limit_s, check=False, env=clean_environment(), cwd=ROOT
        )
    except FileNotFoundError:
        raise Failed(f"{Path(argv[0]).name} is not installed") from None
    except subprocess.TimeoutExpired:
        raise Failed(f"{Path(argv[0]).name} did not end within {limit_s:g} s") from None


def clean_environment() -> dict[str, str]:
    """Ours without what would keep bytecode from being cached or lead interpreters astray."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in unwanted}


# -- runtimes --------------------------------------------------------------------------------------


@functools.cache
def runtimes() -> tuple[Runtime, ...]:
    """Everything found on this machine."""
    from runoff.runtimes import discover

    return discover()


def cpython() -> Runtime:
    """The best build of the Python series that runs runoff; Failed when there is none."""
    series = f"cpython-{sys.version_info[0]}.{sys.version_info[1]}"
    return _runtime(series, [each for each in runtimes() if each.id == series and each.available])


def pypy() -> Runtime:
    """The newest PyPy; Failed when there is none."""
    found = [each for each in runtimes() if each.family == "pypy" and each.available]
    return _runtime("pypy", sorted(found, key=lambda each: [int(part) for part in each.version.split(".")[:2]])[-1:])


def _runtime(name: str, found: Sequence[Runtime]) -> Runtime:
    if not found:
        raise Failed(f"no {name} on this machine")
    return found[0]


# -- runoff ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One pair's comparison as runoff reported it. `ratio` above 1: faster than the baseline."""

    ratio: float
    low: float | None
    high: float | None
    call: str
    heats: int
    rounds: int
    basis: str
    outcome: str
    findings: tuple[str, ...]
    racing_s: float

    @property
    def excludes_one(self) -> bool:
        """Whether the 95 % interval leaves 1 out."""
        return self.low is not None and self.high is not None and not self.low <= 1 <= self.high

    @property
    def half_width(self) -> float | None:
        """Half of the interval relative to the ratio."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2 / self.ratio

    def figures(self) -> dict[str, Any]:
        """As it goes into a line."""
        return {
            "ratio": self.ratio,
            "low": self.low,
            "high": self.high,
            "call": self.call,
            "excludes_one": self.excludes_one,
            "half_width": self.half_width,
            "heats": self.heats,
            "rounds": self.rounds,
            "basis": self.basis,
            "outcome": self.outcome,
            "findings": list(self.findings),
            "racing_s": self.racing_s,
        }


def runoff_program() -> str:
    """The runoff of the environment this runs in."""
    return str(Path(sys.executable).parent / "runoff")


def race_pair(workload: Path | str, words: Sequence[str], *, other: str = "") -> Outcome:
    """`runoff run` of a pair; the outcome of the one that is not the baseline (or of the entry `other`)."""
    from runoff.store.journal import Journal

    with tempfile.TemporaryDirectory(prefix="runoff-bench-") as scratch:
        store, report = Path(scratch) / "runs.db", Path(scratch) / "result.json"
        argv = [runoff_program(), "run", str(workload), *words, "--db", str(store), "--json", str(report)]
        # Exit code 1 is a finding when there is a result, a crash when there is none.
        told = completed(argv)
        if told.returncode not in (0, 1) or not report.exists() or not report.stat().st_size:
            raise Failed(how_it_ended(told))
        document = json.loads(report.read_text(encoding="utf-8"))
        with Journal.open(store, write=False) as journal:
            _, races = journal.read(None)
        return outcome_of(document, other=other, racing_s=races[0].elapsed_ns / 1e9)


def outcome_of(document: dict[str, Any], *, other: str = "", racing_s: float = 0.0) -> Outcome:
    """Read the JSON of a pair; Failed, with the reason given there, when one has no ratio."""
    workload = document["workloads"][0]
    rest = [each for each in workload["contenders"] if each["id"] != workload["baseline"]]
    rest = [each for each in rest if not other or each["entry"] == other]
    if len(rest) != 1:
        raise Failed(f"expected one contender beside the baseline, found {[each['id'] for each in rest]}")
    one = rest[0]
    base = next(each for each in workload["contenders"] if each["id"] == workload["baseline"])
    for each in (base, one):
        if each["status"] != "ok":
            raise Failed(f"{each['id']} is {each['status']}: {each['reason']}")
    if one["ratio"] is None:
        raise Failed(f"{one['id']} has no ratio")
    marked = [each for each in (*base["findings"], *one["findings"]) if each["level"] != "ok"]
    return Outcome(
        ratio=one["ratio"]["value"],
        low=one["ratio"]["low"],
        high=one["ratio"]["high"],
        call=one["call"],
        heats=one["heats"],
        rounds=one["rounds"],
        basis=one["basis"],
        outcome=workload.get("outcome", ""),
        findings=tuple(dict.fromkeys(each["check"] for each in marked)),
        racing_s=round(racing_s, 3),
    )


# -- pyperf ----------------------------------------------------------------------------------------


@functools.cache
def python_with_pyperf(runtime_id: str) -> str:
    """An environment of this runtime with pyperf in it, made once; Failed when it cannot be had."""
    from uv import find_uv_bin

    runtime = next(each for each in runtimes() if each.id == runtime_id)
    from importlib import metadata

    wanted = metadata.version("pyperf")
    folder = Path(platformdirs.user_cache_dir("runoff")) / "benchmarks" / f"{runtime.id}-pyperf-{wanted}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        run([find_uv_bin(), "venv", "-q", "--no-project", "--python", runtime.argv[0], str(folder)])
        # Without its dependencies: psutil is optional for pyperf, and there is no wheel of it for PyPy.
        run([find_uv_bin(), "pip", "install", "-q", "--no-deps", "--python", str(python), f"pyperf=={wanted}"])
        run([str(python), "-c", "import pyperf"])
        (folder / "complete").touch()
    return str(python)


def pyperf_timeit(runtime: Runtime, options: Sequence[str], report: Path) -> None:
    """`pyperf timeit` of the kernel on one runtime, written to `report`."""
    setup = f"import sys; sys.path.insert(0, {str(KERNEL.parent)!r}); from {KERNEL.stem} import run"
    python = python_with_pyperf(runtime.id)
    argv = [python, "-m", "pyperf", "timeit", *options, "-q", "-o", str(report), "-s", setup, f"run({KERNEL_SIZE})"]
    run(argv)


def pyperf_values(report: Path) -> list[float]:
    """All values of a pyperf file, in seconds."""
    import pyperf  # type: ignore[import-untyped]

    return [float(value) for value in pyperf.Benchmark.load(str(report)).get_values()]


def pyperf_pair(first: Runtime, second: Runtime, options: Sequence[str]) -> dict[str, Any]:
    """Measure first then second as a user would, and ask pyperf whether they differ."""
    with tempfile.TemporaryDirectory(prefix="runoff-bench-") as scratch:
        reports = [Path(scratch) / name for name in ("a.json", "b.json")]
        for runtime, report in zip((first, second), reports, strict=True):
            pyperf_timeit(runtime, options, report)
        told = run([sys.executable, "-m", "pyperf", "compare_to", *map(str, reports)])
        means = [statistics.fmean(pyperf_values(report)) for report in reports]
        return {"different": significant(told), "ratio": means[0] / means[1]}


def significant(told: str) -> bool:
    """Whether `pyperf compare_to` printed a difference rather than hiding it; Failed when it said neither."""
    if "not significant" in told:
        return False
    if any(word in told for word in ("faster", "slower", "no change")):
        return True
    raise Failed(f"pyperf compare_to said: {told}")


# -- hyperfine -------------------------------------------------------------------------------------

SCRIPT = """import sys
sys.path.insert(0, {folder!r})
from {module} import run
for _ in range({calls}):
    run({size})
"""


def hyperfine_pair(runtime: Runtime) -> dict[str, Any]:
    """hyperfine on the same script twice; different when the intervals mean +- 2 sd / sqrt(n) do not overlap."""
    if shutil.which("hyperfine") is None:
        raise Failed("hyperfine is not installed")
    with tempfile.TemporaryDirectory(prefix="runoff-bench-") as scratch:
        script, report = Path(scratch) / "kernel.py", Path(scratch) / "result.json"
        script.write_text(
            SCRIPT.format(folder=str(KERNEL.parent), module=KERNEL.stem, calls=HYPERFINE_CALLS, size=KERNEL_SIZE)
        )
        command = f"{runtime.argv[0]} {script}"
        run(["hyperfine", "-N", "--warmup", "1", "--style", "none", "--export-json", str(report), command, command])
        first, second = (each["times"] for each in json.loads(report.read_text())["results"])
    return {
        "different": intervals_apart(first, second),
        "ratio": statistics.fmean(first) / statistics.fmean(second),
        "times": len(first) + len(second),
    }


def intervals_apart(first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether mean +- 2 sd / sqrt(n) of the two do not overlap."""
    reach = sum(2 * statistics.stdev(each) / math.sqrt(len(each)) for each in (first, second))
    return abs(statistics.fmean(first) - statistics.fmean(second)) > reach


def install_hyperfine() -> str:
    """Install it where we may; returns what to say when it is not there afterwards."""
    if shutil.which("hyperfine"):
        return ""
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return "hyperfine is not installed and we may not install it: its columns stay empty"
    for words in (["update", "-q"], ["install", "-y", "-q", "hyperfine"]):
        subprocess.run(["apt-get", *words], capture_output=True, check=False)
    return "" if shutil.which("hyperfine") else "apt-get has no hyperfine: its columns stay empty"


def wall_ms(argv: Sequence[str], *, fine: Sequence[int] = (0,)) -> float:
    """Wall milliseconds of one command from start to end, output thrown away; Failed when it goes wrong."""
    began = time.perf_counter_ns()
    told = subprocess.run(
        argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=clean_environment()
    )
    took = (time.perf_counter_ns() - began) / 1e6
    if told.returncode not in fine:
        raise Failed(f"{Path(argv[0]).name} ended with exit code {told.returncode}")
    return took
