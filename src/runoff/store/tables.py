"""The journal's tables. Column names are the field names of the records in `runoff.model`.

Nothing is ever updated or deleted. Every event of a race (groups, start, memory, sample,
mishap, finish) carries `seq`, counted over all six tables, so that the order in which
things happened can be rebuilt; of several `groups` or `finish` rows the last one holds.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, MetaData, Table, Text, UniqueConstraint

METADATA = MetaData()

META = Table("meta", METADATA, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

RUN = Table(
    "run",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("created", Text, nullable=False),
    Column("document", Text, nullable=False),
)

RACE = Table(
    "race",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("run", Text, ForeignKey("run.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("workload", Text, nullable=False),
    Column("plan", Text, nullable=False),
    UniqueConstraint("run", "position"),
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _event(name: str, *columns: Column[str] | Column[int] | Column[bool]) -> Table:
    return Table(
        name,
        METADATA,
        Column("race", Integer, ForeignKey("race.id"), primary_key=True),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        *columns,
        # One tree ordered by (race, seq): a commit touches one page, and a race is read in one sweep without an index.
        sqlite_with_rowid=False,
    )


GROUPS = _event("groups", _text("members"))

START = _event(
    "start",
    _text("contender"),
    _number("heat"),
    _number("ready_ns"),
    _number("setup_ns"),
    _text("clock"),
    _number("clock_step_ns"),
    _text("version"),
    _number("pid"),
    _number("hash_seed"),
    _number("padding"),
    _number("at_ns"),
)

MEMORY = _event(
    "memory",
    _text("contender"),
    _number("heat"),
    _text("phase"),
    _number("uss"),
    _number("pss"),
    _number("rss"),
    _number("peak_rss"),
)

SAMPLE = _event(
    "sample",
    _text("contender"),
    _number("heat"),
    _number("round"),
    _number("position"),
    _text("stage"),
    _number("size"),
    _number("inner"),
    _number("warm_ns"),
    _number("wall_ns"),
    _number("cpu_ns"),
    _number("outside_ns"),
    _number("sched_cpu_ns"),
    _number("sched_wait_ns"),
    _number("at_ns"),
    _text("answer"),
)

MISHAP = _event(
    "mishap",
    _text("contender"),
    _number("heat"),
    _number("round"),
    _text("kind"),
    _text("what"),
    _text("stderr"),
    Column("final", Boolean, nullable=False),
    _number("at_ns"),
)

FINISH = _event("finish", _text("outcome"), _number("elapsed_ns"))

EVENTS = (GROUPS, START, MEMORY, SAMPLE, MISHAP, FINISH)


def record_columns(table: Table) -> tuple[str, ...]:
    """The columns of an event table that are fields of its record, in table order."""
    return tuple(column.name for column in table.columns if column.name not in ("race", "seq"))
