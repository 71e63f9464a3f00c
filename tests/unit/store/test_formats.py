"""Formats: what the tables are, and how a store gets from one to the next."""

from __future__ import annotations

import sqlite3
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from runoff.model.plan import Run
from runoff.model.sample import Memory, Mishap, Sample, Start
from runoff.store import formats, tables
from runoff.store.journal import Journal
from runoff.store.place import file_engine
from runoff.store.trouble import FormatError


@pytest.mark.parametrize(
    ("table", "record"),
    [(tables.START, Start), (tables.MEMORY, Memory), (tables.SAMPLE, Sample), (tables.MISHAP, Mishap)],
    ids=["start", "memory", "sample", "mishap"],
)
def test_a_table_has_the_columns_of_its_record(table: Table, record: type) -> None:
    """A field that is added to a record needs a column, and with it a new format."""
    assert tables.record_columns(table) == tuple(each.name for each in fields(record))


def test_the_schema_suits_postgresql() -> None:
    """Nothing in it is SQLite's alone."""
    for table in tables.METADATA.sorted_tables:
        statement = str(
            CreateTable(table).compile(
                dialect=postgresql.dialect()  # type: ignore[no-untyped-call]
            )
        )
        assert statement.strip().startswith("CREATE TABLE")


def test_a_store_says_which_version_made_it(store: Path) -> None:
    """Format, version and time stand in `meta`."""
    connection = sqlite3.connect(store)
    facts = dict(connection.execute("SELECT key, value FROM meta"))
    connection.close()
    assert facts.keys() == {"format", "written_by", "created"}
    assert facts["format"] == str(formats.FORMAT)


def old(store: Path) -> None:
    """Make a store look as if a format 0 had been, in which runs had another name for their time."""
    connection = sqlite3.connect(store)
    connection.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    connection.execute("ALTER TABLE run RENAME COLUMN created TO made")
    connection.commit()
    connection.close()


RENAME = {0: ("ALTER TABLE run RENAME COLUMN made TO created",)}


def test_an_older_store_is_upgraded_when_it_is_written(store: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Step by step, in one transaction; afterwards it is a store of today."""
    old(store)
    monkeypatch.setitem(formats.UPGRADES, 0, RENAME[0])
    for _ in range(2):
        with Journal.open(store, write=True) as journal:
            assert journal.read()[0] == run


def test_an_older_store_is_read_as_it_is(store: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader sees it in today's format and leaves the file alone."""
    old(store)
    before = store.read_bytes()
    monkeypatch.setitem(formats.UPGRADES, 0, RENAME[0])
    with Journal.open(store, write=False) as journal:
        assert journal.read()[0] == run
        assert journal.unfinished() is None
    assert store.read_bytes() == before


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_a_format_that_nobody_wrote_is_refused(store: Path, write: bool) -> None:
    """There is no way from format 0 to 1, for there was no format 0."""
    old(store)
    with pytest.raises(FormatError, match="this store is in format 0"), Journal.open(store, write=write):
        pass


def test_an_upgrade_that_fails_changes_nothing(store: Path) -> None:
    """The steps and the new number are one transaction."""
    old(store)
    engine = file_engine(store, write=True)
    steps = {0: (*RENAME[0], "SELECT nonsense")}
    with pytest.raises(Exception, match="nonsense"), engine.begin() as connection:
        formats.prepare(connection, str(store), upgrades=steps)
    with engine.begin() as connection:
        assert formats.format_of(connection, str(store)) == 0
        assert connection.exec_driver_sql("SELECT made FROM run").all()
    engine.dispose()
