"""Stores on a disk with something in them, and a user without rights."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runoff.model.plan import Run
from runoff.model.sample import Race
from runoff.store.journal import Journal

NOBODY = 65534


def keep(file: Path, run: Run, race: Race) -> None:
    """Write a run of one race to a store."""
    with Journal.open(file, write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        ledger.groups(race.groups)
        for sample in race.samples:
            ledger.sample(sample)
        ledger.finish(race.outcome, race.elapsed_ns)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be a user without rights for a while; root may write anywhere, so permissions cannot be tested as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
