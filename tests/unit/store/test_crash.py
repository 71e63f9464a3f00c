"""What a process has been told is kept survives its death, and its lock does not."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.races import make_run, typical_race
from runoff.errors import StoreError
from runoff.store.journal import Journal

WRITER = """
import os, sys
from fakes.races import make_run, typical_race
from runoff.store.journal import Journal
race = typical_race(rounds=500)
run = make_run([race])
journal = Journal.open(sys.argv[1], write=True)
if journal.unfinished() is None:
    journal.create(run)
ledger = journal.ledger(run.id, 0)
start = len(journal.read()[1][0].samples)
for sample in race.samples[start:]:
    ledger.sample(sample)
    os.write(1, b".")
"""
SAMPLES = typical_race(rounds=500).samples


def writer(file: Path) -> subprocess.Popen[bytes]:
    """A process that keeps turn after turn, and says a dot when a call has returned."""
    environment = {"PYTHONPATH": ":".join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, env=environment)


def kill_after(process: subprocess.Popen[bytes], dots: int) -> int:
    """SIGKILL once that many dots have been seen; how many calls had returned by then."""
    assert process.stdout is not None
    seen = len(process.stdout.read(dots))
    process.kill()
    seen += len(process.stdout.read())
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    return seen


def check_kills(file: Path, *, kills: int, seed: int) -> None:
    """Kill and go on, again and again: every call that had returned is in the store, in order."""
    draw = random.Random(seed)
    told = 0
    for _ in range(kills):
        told += kill_after(writer(file), draw.randrange(1, 100))
        with Journal.open(file, write=False) as journal:
            kept = journal.read()[1][0].samples
            assert journal.unfinished() is not None
        # One more may be there: kept, but killed before its call returned.
        assert told <= len(kept) <= told + 1
        assert kept == SAMPLES[: len(kept)]
        told = len(kept)


def test_every_turn_that_was_told_survives_a_kill(file: Path) -> None:
    """Five kills at random moments, each resumed by the next process."""
    check_kills(file, kills=5, seed=1)


@pytest.mark.slow
def test_every_turn_that_was_told_survives_fifty_kills(file: Path) -> None:
    """The same fifty times."""
    check_kills(file, kills=50, seed=2)


def test_a_second_writer_is_told_who_is_first_until_that_one_dies(file: Path) -> None:
    """The lock names its holder, and goes with it even by SIGKILL."""
    first = writer(file)
    assert first.stdout is not None
    first.stdout.read(1)
    with pytest.raises(StoreError) as caught:
        Journal.open(file, write=True)
    assert caught.value.what == f"another runoff (process {first.pid}) is writing to this store"
    assert caught.value.hint == "wait until it has finished, or name another place with --db"
    assert caught.value.exit_code == 3
    kill_after(first, 1)
    with Journal.open(file, write=True) as journal:
        assert journal.unfinished() == make_run([]).id
