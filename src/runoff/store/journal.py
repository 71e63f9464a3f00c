"""The journal of runs: append-only, in SQLite or another database that SQLAlchemy knows.

    with Journal.open(".runoff/runoff.db", write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        ledger.sample(...)  # on the disk when it returns, whatever happens to this process afterwards

What the tables hold is in `tables.py`, the history of the format in `formats.py`.
"""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, create_engine, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool

from runoff.errors import StoreError, UsageError
from runoff.model.plan import Run
from runoff.model.sample import Outcome, Race
from runoff.store import codec, formats
from runoff.store.ledger import JournalLedger
from runoff.store.lock import WriterLock
from runoff.store.place import DEFAULT, Place, file_engine, make_folder, place_of, refuse_read_only, url_engine
from runoff.store.reading import last_seq, read_run
from runoff.store.tables import FINISH, RACE, RUN
from runoff.store.trouble import FormatError, explained


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One run as `runoff show` lists it; `finished` when every race of it has come to its end."""

    id: str
    created: str
    workloads: tuple[str, ...]
    finished: bool


class Journal:
    """A store, open for reading or for writing; a context manager.

    At most one process writes to a store file at a time, readers are welcome meanwhile. Every method raises
    StoreError (exit code 3) when the disk or database refuses, FormatError (2) when the file is no
    store this version reads, UsageError (2) when a run is asked for that is not there.
    """

    def __init__(self, engine: Engine, place: Place, lock: WriterLock | None = None) -> None:
        self._engine = engine
        self._place = place
        self._lock = lock
        self._ledgers: list[JournalLedger] = []

    @classmethod
    def open(cls, path_or_url: str | Path = DEFAULT, *, write: bool) -> Journal:
        """Open the store at a path or database URL; `write` makes it when missing and keeps other writers out."""
        place = place_of(path_or_url)
        if place.file is None:
            return cls._open_url(place, write=write)
        return cls._open_to_write(place, place.file) if write else cls._open_to_read(place, place.file)

    @classmethod
    def _open_url(cls, place: Place, *, write: bool) -> Journal:
        assert place.url is not None
        journal = cls(url_engine(place.url), place)
        with journal._transaction() as connection:
            if write:
                formats.prepare(connection, place.text)
            else:
                formats.format_of(connection, place.text)
        return journal

    @classmethod
    def _open_to_write(cls, place: Place, file: Path) -> Journal:
        _refuse_foreign(file, place)
        make_folder(file)
        journal = cls(file_engine(file, write=True), place, WriterLock(file))
        try:
            refuse_read_only(file)
            with journal._transaction() as connection:
                formats.prepare(connection, place.text)
        except BaseException:
            journal.close()
            raise
        return journal

    @classmethod
    def _open_to_read(cls, place: Place, file: Path) -> Journal:
        if not _exists(file, place):
            raise UsageError(
                "there is no store here yet", where=place.text, hint="`runoff run` makes one; --db names it"
            )
        engine = file_engine(file, write=False)
        try:
            found = _peek(engine, place)
        except StoreError as error:
            # A file that was closed in good order, in a folder where SQLite may not put its shared-memory file.
            if not _cannot_open(error) or _has_log(file):
                raise
            engine = file_engine(file, write=False, immutable=True)
            found = _peek(engine, place)
        if found is not None and found < formats.FORMAT:
            engine = _upgraded_copy(engine, found, place)
        return cls(engine, place)

    def create(self, run: Run) -> None:
        """Record a run and its plans, all or nothing; StoreError when the id is taken."""
        row = {"id": run.id, "created": run.created, "document": codec.dumps(replace(run, plans=()))}
        races = [
            {"run": run.id, "position": position, "workload": plan.workload.name, "plan": codec.dumps(plan)}
            for position, plan in enumerate(run.plans)
        ]
        try:
            with self._transaction() as connection:
                connection.execute(insert(RUN), row)
                if races:
                    connection.execute(insert(RACE), races)
        except StoreError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            raise StoreError(f"there already is a run {run.id}", where=self._place.text) from error

    def ledger(self, run_id: str, index: int) -> JournalLedger:
        """The ledger of the run's race number `index` (from 0); goes on behind what is already there."""
        with self._transaction() as connection:
            race = connection.execute(
                select(RACE.c.id).where(RACE.c.run == self._known(connection, run_id), RACE.c.position == index)
            ).scalar()
            if race is None:
                raise UsageError(f"run {run_id} has no race {index}", where=self._place.text)
            last = last_seq(connection, race)
        with explained(self._place.text):
            raw = self._engine.raw_connection()
        ledger = JournalLedger(
            raw,
            self._engine.dialect,
            race=race,
            last_seq=last,
            file=self._place.file,
            place=self._place.text,
        )
        self._ledgers.append(ledger)
        return ledger

    def read(self, run_id: str | None = None) -> tuple[Run, tuple[Race, ...]]:
        """A run and its races as they stand now, in one consistent view; the latest run when no id is given."""
        with self._transaction() as connection:
            wanted = self._latest(connection) if run_id is None else self._known(connection, run_id)
            document: str = connection.execute(select(RUN.c.document).where(RUN.c.id == wanted)).scalar_one()
            return read_run(connection, document, self._place.text)

    def runs(self) -> tuple[RunLine, ...]:
        """Every run, oldest first."""
        outcome = (
            select(FINISH.c.outcome)
            .where(FINISH.c.race == RACE.c.id)
            .order_by(FINISH.c.seq.desc())
            .limit(1)
            .scalar_subquery()
        )
        with self._transaction() as connection:
            if formats.format_of(connection, self._place.text) is None:
                return ()
            heads = connection.execute(select(RUN.c.id, RUN.c.created).order_by(RUN.c.number)).all()
            races: dict[str, list[tuple[str, str | None]]] = {each.id: [] for each in heads}
            for run, workload, ended in connection.execute(
                select(RACE.c.run, RACE.c.workload, outcome).order_by(RACE.c.run, RACE.c.position)
            ):
                races[run].append((workload, ended))
        return tuple(_line(each.id, each.created, races[each.id]) for each in heads)

    def unfinished(self) -> str | None:
        """The id of the latest run that was broken off, for `runoff resume`; None when all have come to their end."""
        return next((line.id for line in reversed(self.runs()) if not line.finished), None)

    def _latest(self, connection: Connection) -> str:
        known = self._ids(connection)
        if not known:
            raise UsageError("this store holds no runs yet", where=self._place.text, hint="`runoff run` makes one")
        return known[-1]

    def _known(self, connection: Connection, run_id: str) -> str:
        known = self._ids(connection)
        if run_id in known:
            return run_id
        if not known:
            self._latest(connection)
        near = difflib.get_close_matches(run_id, known, n=3, cutoff=0.5) or known[-1:]
        raise UsageError(
            f"there is no run {run_id!r}", where=self._place.text, hint=f"did you mean {' or '.join(near)}?"
        )

    def _ids(self, connection: Connection) -> list[str]:
        if formats.format_of(connection, self._place.text) is None:
            return []
        return list(connection.execute(select(RUN.c.id).order_by(RUN.c.number)).scalars())

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with explained(self._place.text), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close the store and let the next writer in."""
        for ledger in self._ledgers:
            ledger.close()
        self._ledgers.clear()
        self._engine.dispose()
        if self._lock is not None:
            self._lock.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _line(run_id: str, created: str, races: list[tuple[str, str | None]]) -> RunLine:
    finished = all(ended is not None and ended != Outcome.UNFINISHED for _, ended in races)
    return RunLine(id=run_id, created=created, workloads=tuple(name for name, _ in races), finished=finished)


def _exists(file: Path, place: Place) -> bool:
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise StoreError(f"the store cannot be opened: {error.strerror}", where=place.text) from error
    return True


def _peek(engine: Engine, place: Place) -> int | None:
    try:
        with explained(place.text), engine.begin() as connection:
            return formats.format_of(connection, place.text)
    finally:
        engine.dispose()


def _refuse_foreign(file: Path, place: Place) -> None:
    # Before anything is written: opening for writing would leave another program's database in WAL mode.
    try:
        if file.stat().st_size:
            _peek(file_engine(file, write=False), place)
    except FormatError:
        raise
    except (OSError, StoreError):
        # Whatever else is wrong with the file, opening it for writing meets it too and says so.
        return


def _cannot_open(error: StoreError) -> bool:
    code = getattr(getattr(error.__cause__, "orig", None), "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def _has_log(file: Path) -> bool:
    log = file.with_name(file.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _upgraded_copy(engine: Engine, found: int, place: Place) -> Engine:
    """An older store as it would be in today's format, in memory: a reader leaves the file as it is."""
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    with explained(place.text):
        source = engine.raw_connection()
        assert isinstance(source.driver_connection, sqlite3.Connection)
        source.driver_connection.backup(memory)
        source.close()
    copy = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
    with explained(place.text), copy.begin() as connection:
        formats.upgrade(connection, found, place.text)
    return copy
