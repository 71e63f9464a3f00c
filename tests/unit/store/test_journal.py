"""Creating, listing, reading and going on."""

from __future__ import annotations

import os
import sqlite3
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from fakes.races import fake, make_race, make_run, typical_race
from runoff.errors import StoreError, UsageError
from runoff.model.plan import Run
from runoff.model.sample import Mishap, Outcome, Race
from runoff.store.journal import Journal
from runoff.units import Nanoseconds


def test_the_latest_run_is_read_when_none_is_named(store: Path, run: Run) -> None:
    """`runoff show` without an id shows what was run last."""
    later = replace(run, id="later")
    with Journal.open(store, write=True) as journal:
        journal.create(later)
        assert journal.read()[0] == later
        assert journal.read(run.id)[0] == run


def test_runs_of_several_races_keep_their_order(file: Path) -> None:
    """One plan per workload, in the order they are raced."""
    races = [typical_race(seed=seed, heats=1, rounds=1) for seed in (3, 1, 2)]
    run = make_run(races)
    with Journal.open(file, write=True) as journal:
        journal.create(run)
        for index, race in enumerate(races):
            ledger = journal.ledger(run.id, index)
            for sample in race.samples:
                ledger.sample(sample)
            ledger.close()
        back, kept = journal.read()
    assert back == run
    assert [race.samples for race in kept] == [race.samples for race in races]


def test_runs_are_listed_with_what_is_finished(store: Path, run: Run, race: Race) -> None:
    """A run is finished when each of its races is; a race broken off in good order is not."""
    with Journal.open(store, write=True) as journal:
        two = replace(run, id="two", plans=(race.plan, race.plan))
        journal.create(two)
        journal.ledger("two", 0).finish(Outcome.BUDGET, Nanoseconds(1))
        journal.ledger("two", 1).finish(Outcome.UNFINISHED, Nanoseconds(1))
        lines = journal.runs()
        assert [(line.id, line.finished, line.workloads) for line in lines] == [
            (run.id, True, ("calc-pi",)),
            ("two", False, ("calc-pi", "calc-pi")),
        ]
        assert lines[0].created == run.created


def test_the_latest_unfinished_run_is_the_one_to_resume(store: Path, run: Run) -> None:
    """None while all is finished; then the youngest open one, even with a finished one after it."""
    with Journal.open(store, write=True) as journal:
        assert journal.unfinished() is None
        for name in ("old", "young", "done"):
            journal.create(replace(run, id=name))
        journal.ledger("done", 0).finish(Outcome.PRECISE, Nanoseconds(1))
        assert journal.unfinished() == "young"


def test_a_resumed_race_goes_on_behind_what_is_there(file: Path, run: Run, race: Race) -> None:
    """Samples of the first and the second process come back as one race, in order."""
    for part in (race.samples[:20], race.samples[20:]):
        with Journal.open(file, write=True) as journal:
            if journal.unfinished() is None:
                journal.create(run)
            ledger = journal.ledger(run.id, 0)
            for sample in part:
                ledger.sample(sample)
    with Journal.open(file, write=False) as journal:
        assert journal.read()[1][0].samples == race.samples


def test_readers_see_a_run_while_it_is_written(file: Path, run: Run, race: Race) -> None:
    """`runoff show` in another terminal: each committed turn is there at once."""
    with Journal.open(file, write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        for count, sample in enumerate(race.samples[:5], 1):
            ledger.sample(sample)
            with Journal.open(file, write=False) as reader:
                assert reader.read()[1][0].samples == race.samples[:count]


def test_answers_that_are_no_text_are_kept_readable(file: Path, run: Run, race: Race) -> None:
    """A guest's bytes that are no UTF-8 do not stop a race; they are kept as escapes."""
    sample = replace(race.samples[0], answer="ok\udce9\0")
    mishap = Mishap(
        contender="a", heat=1, round=0, kind="died", what="\udcff", stderr="\udc80\n", final=True, at_ns=Nanoseconds(1)
    )
    with Journal.open(file, write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        ledger.sample(sample)
        ledger.mishap(mishap)
        kept = journal.read()[1][0]
    assert kept.samples == (replace(sample, answer="ok\\udce9\0"),)
    assert kept.mishaps == (replace(mishap, what="\\udcff", stderr="\\udc80\n"),)


def test_a_number_beyond_64_bits_is_refused(file: Path, run: Run, race: Race) -> None:
    """No database holds it; the race's earlier turns stay."""
    with Journal.open(file, write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        ledger.sample(race.samples[0])
        with pytest.raises(StoreError, match="beyond 64 bits"):
            ledger.sample(replace(race.samples[1], wall_ns=Nanoseconds(2**63)))
        ledger.sample(race.samples[2])
        assert journal.read()[1][0].samples == (race.samples[0], race.samples[2])


def test_an_unknown_run_is_answered_with_the_nearest(store: Path, run: Run) -> None:
    """Wrong use, exit code 2, and a name that exists."""
    with Journal.open(store, write=False) as journal, pytest.raises(UsageError) as caught:
        journal.read(run.id[:-1])
    assert caught.value.hint == f"did you mean {run.id}?"
    assert caught.value.exit_code == 2


def test_a_race_that_the_run_does_not_have_is_refused(store: Path, run: Run) -> None:
    """There is one race, number 0."""
    with Journal.open(store, write=True) as journal, pytest.raises(UsageError, match="has no race 1"):
        journal.ledger(run.id, 1)


def test_an_id_is_taken_once(store: Path, run: Run) -> None:
    """The second run of one id is refused whole."""
    with Journal.open(store, write=True) as journal:
        with pytest.raises(StoreError, match="there already is a run"):
            journal.create(run)
        assert len(journal.runs()) == 1


def test_a_store_given_by_url_is_the_same_store(store: Path, run: Run) -> None:
    """`sqlite:///PATH` names the file, lock and all."""
    with Journal.open(f"sqlite:///{store}", write=True) as journal:
        assert journal.read()[0] == run
        with pytest.raises(StoreError, match=f"process {os.getpid()}"):
            Journal.open(store, write=True)


def test_a_link_to_a_store_meets_its_lock(store: Path) -> None:
    """Two names of one file are one store."""
    link = store.with_name("link.db")
    link.symlink_to(store)
    with Journal.open(link, write=True), pytest.raises(StoreError, match="another runoff"):
        Journal.open(store, write=True)


def test_nothing_stays_open(store: Path, run: Run, race: Race) -> None:
    """After close no file of the store is held, whatever failed before."""
    with Journal.open(store, write=True) as journal:
        ledger = journal.ledger(run.id, 0)
        with pytest.raises(StoreError):
            ledger.sample(replace(race.samples[0], wall_ns=Nanoseconds(2**63)))
    with Journal.open(store, write=False) as journal:
        journal.read()
    held = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.exists()]
    assert not [name for name in held if name.startswith(str(store))]


def test_a_damaged_record_is_an_error_of_the_store(store: Path) -> None:
    """What no race can hold is told in one line, not as a traceback."""
    connection = sqlite3.connect(store)
    connection.execute("UPDATE sample SET inner = 0")
    connection.commit()
    connection.close()
    with Journal.open(store, write=False) as journal, pytest.raises(StoreError, match="makes no sense: not a measure"):
        journal.read()


def test_keeping_a_turn_costs_the_host_little(file: Path, run: Run, race: Race) -> None:
    """At most 120 us by median; about 20 is usual."""
    costs = []
    with Journal.open(file, write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        for _ in range(20):
            for sample in race.samples:
                began = time.perf_counter_ns()
                ledger.sample(sample)
                costs.append(time.perf_counter_ns() - began)
    assert median(costs) < 120_000


@pytest.mark.slow
def test_a_hundred_thousand_turns_are_read_in_a_second(file: Path) -> None:
    """`runoff show` has two seconds for all of it; about 0.5 of CPU time for the reading is usual."""
    race = make_race([fake("stdlib@cpython-3.11"), fake("go@go-1.26")], heats=5, rounds=10_000)
    run = make_run([race])
    with Journal.open(file, write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        for sample in race.samples:
            ledger.sample(sample)
    began = time.process_time()
    with Journal.open(file, write=False) as journal:
        assert len(journal.read()[1][0].samples) > 100_000
    assert time.process_time() - began < 1.0
