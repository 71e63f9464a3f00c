"""Writes one race's events, each committed when its call returns."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from operator import attrgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, Table, insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from runoff.errors import StoreError
from runoff.model.sample import Memory, Mishap, Outcome, Sample, Start
from runoff.store.tables import EVENTS, FINISH, GROUPS, MEMORY, MISHAP, SAMPLE, START, record_columns
from runoff.store.trouble import ELSEWHERE, explain
from runoff.units import Nanoseconds

Values = tuple[Any, ...]


class JournalLedger:
    """The referee's Ledger on one race of a journal, until `close`.

    Speaks to the driver directly, with statements that SQLAlchemy compiled once: one turn's
    record costs about 20 us, where a compiled Core insert with its transaction costs 100.
    Every method raises StoreError when the record could not be kept.
    """

    def __init__(
        self, connection: DBAPIConnection, dialect: Dialect, *, race: int, last_seq: int, file: Path | None, place: str
    ) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._inserts = {table.name: _Insert(table, dialect) for table in EVENTS}
        self._race = race
        self._seq = last_seq
        self._place = place
        self._file = None if file is None else str(file)
        self._inode = None if self._file is None else os.stat(self._file).st_ino  # noqa: PTH116 - compared on each write
        self._heat = -1
        self._failures: tuple[type[Exception], ...] = (sqlite3.Error, DBAPIError, dialect.loaded_dbapi.Error)

    def groups(self, groups: Iterable[Iterable[str]]) -> None:
        """The contenders of each group, in order; a later call replaces an earlier one."""
        self._write(GROUPS, (json.dumps([list(group) for group in groups]),))

    def start(self, start: Start) -> None:
        """A guest reached `ready`. The first of a heat also forces what came before to the disk itself."""
        self._write(START, _start_values(start))
        if start.heat != self._heat:
            self._heat = start.heat
            self._settle()

    def memory(self, memory: Memory) -> None:
        """A guest's memory at a named moment."""
        self._write(MEMORY, _memory_values(memory))

    def sample(self, sample: Sample) -> None:
        """One turn."""
        self._write(SAMPLE, _sample_values(sample))

    def mishap(self, mishap: Mishap) -> None:
        """A guest went wrong."""
        self._write(MISHAP, _mishap_values(mishap))

    def finish(self, outcome: Outcome, elapsed_ns: Nanoseconds) -> None:
        """The race is over (or, with `unfinished`, was broken off in good order)."""
        self._write(FINISH, (str(outcome), elapsed_ns))
        self._settle()

    def _write(self, table: Table, values: Values) -> None:
        self._still_there()
        statement = self._inserts[table.name]
        try:
            self._execute(statement, values)
        except UnicodeEncodeError:
            # A guest's text may hold lone surrogates, which no database takes as text.
            self._execute(statement, tuple(_printable(value) for value in values))
        except OverflowError as error:
            raise StoreError(f"a number in a {table.name} record is beyond 64 bits", where=self._place) from error
        except self._failures as error:
            raise explain(error, self._place) from error
        self._seq += 1

    def _execute(self, statement: _Insert, values: Values) -> None:
        self._cursor.execute(statement.text, statement.arguments((self._race, self._seq + 1, *values)))
        self._connection.commit()

    def _still_there(self) -> None:
        # SQLite goes on writing happily into a file that has been deleted.
        if self._file is None:
            return
        try:
            if os.stat(self._file).st_ino == self._inode:  # noqa: PTH116 - on the path of every turn
                return
        except OSError:
            pass
        raise StoreError(
            "the store was deleted or replaced while it was being written",
            where=self._place,
            hint=f"start the run again, or {ELSEWHERE}",
        )

    def _settle(self) -> None:
        # Between heats nobody is being timed, so the flush to disk that a checkpoint costs (milliseconds) is free here.
        if self._file is None:
            return
        try:
            self._cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except self._failures as error:
            raise explain(error, self._place) from error

    def close(self) -> None:
        """Give the connection back; the ledger is of no use afterwards."""
        # The cursor first: a statement that failed would otherwise keep the file open behind the closed connection.
        self._cursor.close()
        self._connection.close()


class _Insert:
    """One table's insert as the driver takes it: `text`, and `arguments` from a tuple in column order."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        compiled = insert(table).compile(dialect=dialect)
        self.text = str(compiled)
        names = tuple(column.name for column in table.columns)
        positional = compiled.positiontup is not None
        self.arguments: Callable[[Values], Any] = (
            (lambda values: values) if positional else (lambda values: dict(zip(names, values, strict=True)))
        )


def _values(table: Table) -> Callable[[Any], Values]:
    getter: Callable[[Any], Values] = attrgetter(*record_columns(table))
    return getter


_start_values = _values(START)
_memory_values = _values(MEMORY)
_sample_values = _values(SAMPLE)
_mishap_values = _values(MISHAP)


def _printable(value: Any) -> Any:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
