"""A background process that comes and goes: `python -m benchmarks.load SEED`, ended by whoever started it.

Bursts of 0.5 to 4 s of busy work, one busy process per core and pinned nowhere, with pauses of 0.5 to 4 s
between them, drawn from the seed. All of it dies with its parent.
"""

from __future__ import annotations

import ctypes
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SHORTEST_S, LONGEST_S = 0.5, 4.0
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


def schedule(seed: int) -> Iterator[tuple[float, float]]:
    """Endless (pause, burst) in seconds."""
    draw = random.Random(seed)
    while True:
        yield draw.uniform(SHORTEST_S, LONGEST_S), draw.uniform(SHORTEST_S, LONGEST_S)


@contextmanager
def background(seed: int) -> Iterator[None]:
    """The load is there while the block runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.load", str(seed)],
        cwd=Path(__file__).parents[1],
        preexec_fn=die_with_parent(),
    )
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError(f"the background load ended by itself with exit code {process.returncode}")
    finally:
        process.terminate()
        process.wait()


def die_with_parent() -> Callable[[], None]:
    """For `preexec_fn`: the child is killed when the process that started it ends."""
    parent = os.getpid()

    def settle() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return settle


def work(seed: int, began: float) -> None:
    """Be busy as the schedule says, for ever; all workers of one seed are busy at the same times."""
    at = began
    for pause, burst in schedule(seed):
        time.sleep(max(0.0, at + pause - time.monotonic()))
        at += pause + burst
        busy(until=at)


def busy(*, until: float) -> None:
    """Compute until the monotonic clock says `until`."""
    while time.monotonic() < until:
        sum(range(10_000))


def main(seed: int) -> None:
    """One worker per core; ends when any of them does."""
    began = time.monotonic()
    settle = die_with_parent()
    for _ in range(len(os.sched_getaffinity(0))):
        if os.fork() == 0:
            settle()
            work(seed, began)
    os.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
