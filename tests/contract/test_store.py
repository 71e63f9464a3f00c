"""Every ledger keeps what it is told, in order: the journal's and the fake one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakes.ledger import MemoryLedger
from fakes.races import fake, make_race, make_run, typical_race
from runoff.model.plan import Plan
from runoff.model.sample import Outcome, Race
from runoff.race.ports import Ledger
from runoff.store.journal import Journal
from runoff.units import Nanoseconds


class Kept:
    """A ledger and a way to see what it has kept."""

    def __init__(self, ledger: Ledger, race: Callable[[], Race]) -> None:
        self.ledger = ledger
        self.race = race


Make = Callable[[Plan], Kept]


@pytest.fixture(params=["journal", "memory"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes a ledger of each kind."""
    if request.param == "memory":
        yield in_memory
        return
    with Journal.open(tmp_path / "runoff.db", write=True) as journal:

        def on_disk(plan: Plan) -> Kept:
            run = make_run([Race(plan=plan)])
            journal.create(run)
            return Kept(journal.ledger(run.id, 0), lambda: journal.read(run.id)[1][0])

        yield on_disk


def in_memory(plan: Plan) -> Kept:
    """The fake."""
    ledger = MemoryLedger(plan)
    return Kept(ledger, ledger.race)


def replay(race: Race, ledger: Ledger) -> None:
    """Tell a ledger everything that happened in a race."""
    ledger.groups(race.groups)
    for start in race.starts:
        ledger.start(start)
    for memory in race.memories:
        ledger.memory(memory)
    for sample in race.samples:
        ledger.sample(sample)
    for mishap in race.mishaps:
        ledger.mishap(mishap)
    if race.outcome is not Outcome.UNFINISHED:
        ledger.finish(race.outcome, race.elapsed_ns)


def test_a_race_comes_back_as_it_was_told(make: Make) -> None:
    """Groups, starts, memory, samples, mishaps and the end: all equal, all in order."""
    race = make_race([fake("stdlib@cpython-3.11"), fake("go@go-1.26", dies_in=2), fake("x@pypy-3.11", cpu_clock=False)])
    kept = make(race.plan)
    replay(race, kept.ledger)
    assert race.mishaps
    assert kept.race() == race


def test_a_race_without_an_end_is_unfinished(make: Make) -> None:
    """Nobody said `finish`, so the race is there to be resumed."""
    race = typical_race(outcome=Outcome.UNFINISHED)
    kept = make(race.plan)
    replay(race, kept.ledger)
    assert kept.race() == race


def test_the_last_word_on_groups_and_end_holds(make: Make) -> None:
    """A resumed race may group anew and ends a second time."""
    race = typical_race()
    kept = make(race.plan)
    kept.ledger.groups((("a",), ("b",)))
    kept.ledger.finish(Outcome.UNFINISHED, Nanoseconds(5))
    replay(race, kept.ledger)
    assert kept.race() == race


def test_nothing_told_is_an_empty_race(make: Make) -> None:
    """The plan alone, as after a crash before the first guest."""
    plan = typical_race().plan
    assert make(plan).race() == Race(plan=plan)
