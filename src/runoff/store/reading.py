"""Rows back to records."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, select

from runoff.errors import StoreError
from runoff.model.plan import Plan, Run
from runoff.model.sample import Memory, Mishap, Outcome, Race, Sample, Stage, Start
from runoff.store import codec
from runoff.store.tables import EVENTS, FINISH, GROUPS, MEMORY, MISHAP, RACE, SAMPLE, START, record_columns
from runoff.units import Nanoseconds

Record = TypeVar("Record")
Values = tuple[Any, ...]
Rows = Sequence[Values]

_STAGES = {str(stage): stage for stage in Stage}


def read_run(connection: Connection, document: str, place: str) -> tuple[Run, tuple[Race, ...]]:
    """A run from its document, with its races in order; StoreError when a record makes no sense."""
    with _sensible(place), _without_collection():
        head = codec.loads(Run, document)
        rows = connection.execute(select(RACE.c.id, RACE.c.plan).where(RACE.c.run == head.id).order_by(RACE.c.position))
        races = tuple(_race(connection, number, codec.loads(Plan, plan)) for number, plan in rows.all())
    return replace(head, plans=tuple(race.plan for race in races)), races


def last_seq(connection: Connection, race: int) -> int:
    """The number of the race's latest event in any table; 0 when nothing has happened yet."""
    highest = (select(func.max(table.c.seq)).where(table.c.race == race) for table in EVENTS)
    return max(connection.execute(each).scalar() or 0 for each in highest)


@contextmanager
def _sensible(place: str) -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise StoreError(error.what, where=place, hint=error.hint) from error
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(f"a record in the store makes no sense: {error}", where=place) from error


@contextmanager
def _without_collection() -> Iterator[None]:
    # 100,000 new records are no garbage; looking through them again and again is a third of the time to read them.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _race(connection: Connection, race: int, plan: Plan) -> Race:
    groups = _rows(connection, GROUPS, race)
    finish = _rows(connection, FINISH, race)
    return Race(
        plan=plan,
        groups=tuple(tuple(group) for group in json.loads(groups[-1][0])) if groups else (),
        starts=_records(Start, START, _rows(connection, START, race)),
        memories=_records(Memory, MEMORY, _rows(connection, MEMORY, race)),
        samples=tuple([_sample(row) for row in _rows(connection, SAMPLE, race)]),
        mishaps=_records(Mishap, MISHAP, _rows(connection, MISHAP, race)),
        outcome=Outcome(finish[-1][0]) if finish else Outcome.UNFINISHED,
        elapsed_ns=Nanoseconds(finish[-1][1] if finish else 0),
    )


def _rows(connection: Connection, table: Table, race: int) -> Rows:
    columns = [table.c[name] for name in record_columns(table)]
    return connection.execute(select(*columns).where(table.c.race == race).order_by(table.c.seq)).all()


def _records(cls: type[Record], table: Table, rows: Rows) -> tuple[Record, ...]:
    names = record_columns(table)
    return tuple(cls(**dict(zip(names, row, strict=True))) for row in rows)


# What the __init__ of a frozen record with slots ends up in, field by field, without looking each one up by its name:
# 0.15 s instead of 0.3 for the 100,000 samples of a long run. The record's own check is called all the same.
_put = tuple(getattr(Sample, name).__set__ for name in record_columns(SAMPLE))
_contender, _heat, _round, _position, _stage, _size, _inner, *_times, _answer = _put
_warm, _wall, _cpu, _outside, _sched_cpu, _sched_wait, _at = _times


def _sample(row: Values) -> Sample:
    sample = Sample.__new__(Sample)
    _contender(sample, row[0])
    _heat(sample, row[1])
    _round(sample, row[2])
    _position(sample, row[3])
    _stage(sample, _STAGES[row[4]])
    _size(sample, row[5])
    _inner(sample, row[6])
    _warm(sample, row[7])
    _wall(sample, row[8])
    _cpu(sample, row[9])
    _outside(sample, row[10])
    _sched_cpu(sample, row[11])
    _sched_wait(sample, row[12])
    _at(sample, row[13])
    _answer(sample, row[14])
    sample.__post_init__()
    return sample
