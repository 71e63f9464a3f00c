"""Running programs that may do anything."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from runoff.runtimes.command import Commands, run


def test_what_a_program_says_comes_back() -> None:
    """Both streams, apart from each other."""
    outcome = run(["sh", "-c", "echo out; echo err >&2"], timeout_s=5)
    assert (outcome.stdout, outcome.stderr, outcome.fine) == ("out\n", "err\n", True)


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ("exit 3", "ends with exit code 3"),
        ("kill -KILL $$", "is killed by SIGKILL"),
        ("sleep 60", "gives no answer within 0.2 s"),
        ("exec >&- 2>&-; sleep 60", "does not end within 0.2 s"),
    ],
    ids=["exit code", "signal", "silence", "closed output"],
)
def test_trouble_is_told_in_words(body: str, trouble: str) -> None:
    """One line, ready to stand behind the program's name."""
    assert run(["sh", "-c", body], timeout_s=0.2).trouble == trouble


def test_a_program_that_is_not_there_is_an_outcome(tmp_path: Path) -> None:
    """No exception for what a machine may lack."""
    assert run([tmp_path / "none"], timeout_s=1).trouble == "cannot be started: No such file or directory"


def test_stopping_ends_what_runs_and_starts_nothing_more() -> None:
    """Ctrl-C during a long build is answered at once."""
    commands = Commands()
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(commands.run(["sleep", "60"], timeout_s=60)))
    thread.start()
    while not commands.busy and thread.is_alive():
        thread.join(0.01)
    commands.stop()
    thread.join(5)
    assert outcomes[0].trouble == "is killed by SIGKILL"
    assert "stopping" in commands.run(["true"], timeout_s=1).trouble
