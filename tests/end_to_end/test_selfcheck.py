"""The selfcheck with real guests: what must be caught is caught, on a busy machine too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from runoff.model.result import WorkloadResult
from runoff.selfcheck import expectations, races, trials

CAUGHT = ("deleted", "silent", "misbehaving")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[WorkloadResult]]:
    """The trials that do not depend on how quiet the machine is, raced once."""
    todo = [trial for trial in trials.trials(quick=True) if trial.name in CAUGHT]
    return races.run_all(
        todo,
        seed=1,
        store=tmp_path_factory.mktemp("store") / "runs.db",
        say=lambda text: None,
        begun=lambda number: None,
        alive=lambda: None,
    )


@pytest.mark.parametrize(("entry", "check"), trials.TRAPS.items())
def test_work_that_was_left_out_is_caught(results: dict[str, list[WorkloadResult]], entry: str, check: str) -> None:
    """Deleted by a compiler, replaced by a constant, or wrong; `None` where there is no such compiler."""
    found = expectations.trap(results["deleted"][0], entry, check)
    assert found.fine is not False, found.measured


def test_a_stall_is_recorded_once(results: dict[str, list[WorkloadResult]]) -> None:
    """A turn of 2 s, in one heat only."""
    found = expectations.stalled(results["misbehaving"][0])[0]
    assert found.fine, found.measured


def test_a_slow_clock_is_caught(results: dict[str, list[WorkloadResult]]) -> None:
    """A worker whose clock runs at half speed is invalid, by the clock check."""
    found = expectations.slow_clock(results["misbehaving"][0])
    assert found.fine, found.measured


def test_a_silent_guest_stops_nobody(results: dict[str, list[WorkloadResult]]) -> None:
    """It fails by timeout and the other one finishes."""
    found = expectations.silent(results["silent"][0])
    assert found.fine, found.measured


@pytest.mark.slow
def test_the_command_ends_in_one_line_that_says_it_all() -> None:
    """Exit code 0 or 1, as its last line says."""
    program = Path(sys.executable).parent / "runoff"
    told = subprocess.run([str(program), "selfcheck", "--quick"], capture_output=True, text=True, check=False)
    assert told.returncode in (0, 1), told.stderr
    assert ("all as it must be" in told.stdout) == (told.returncode == 0)
