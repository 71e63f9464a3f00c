"""Where a store is: a file, or a database named by URL; and how to connect to it."""

from __future__ import annotations

import errno
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from runoff.errors import LacksError, UsageError
from runoff.store.lock import unwritable

DEFAULT = Path(".runoff") / "runoff.db"
BUSY_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A store's address: `file` for SQLite, else `url`."""

    text: str
    file: Path | None = None
    url: URL | None = None


def place_of(path_or_url: str | Path) -> Place:
    """Read a path or a database URL; UsageError when it is neither."""
    text = str(path_or_url)
    if "://" not in text:
        return Place(text=text, file=_file(Path(text)))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise UsageError(f"{text!r} is not a database URL", hint="for example sqlite:///runs.db") from error
    if url.get_backend_name() != "sqlite":
        return Place(text=url.render_as_string(hide_password=True), url=url)
    if not url.database or url.database == ":memory:":
        raise UsageError("a store has to be a file: runs are kept", where=text, hint="for example sqlite:///runs.db")
    return Place(text=url.database, file=_file(Path(url.database)))


def _file(path: Path) -> Path:
    # Two names of one file have to meet in one lock. Where a parent may not be entered, opening will say so.
    try:
        path = path.expanduser().resolve()
        folder = path.is_dir()
    except (OSError, RuntimeError):
        path, folder = path.absolute(), False
    if folder:
        raise UsageError(
            "this is a folder, not a store", where=str(path), hint=f"name the file, as in {path}/runoff.db"
        )
    return path


def make_folder(file: Path) -> None:
    """Make the folder a store is to lie in; StoreError when the system refuses."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(error, file) from error


def refuse_read_only(file: Path) -> None:
    """StoreError when the file is there and may not be written: SQLite itself would only say so at the first turn."""
    # Asked, not tried: closing a file that was opened beside SQLite drops the locks SQLite has on it.
    effective = os.access in os.supports_effective_ids
    if file.exists() and not os.access(file, os.W_OK, effective_ids=effective):
        raise unwritable(PermissionError(errno.EACCES, os.strerror(errno.EACCES)), file)


def file_engine(file: Path, *, write: bool, immutable: bool = False) -> Engine:
    """An engine for a SQLite file. Readers never write; `immutable` also ignores a missing shared-memory file."""
    mode = "rwc" if write else "ro"
    address = f"file:{quote(str(file))}?mode={mode}" + ("&immutable=1" if immutable else "")

    def connect() -> sqlite3.Connection:
        # isolation_level None: each statement commits as it returns, unless a BEGIN was said (see `begin`).
        connection = sqlite3.connect(
            address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        if write:
            _set_up_writer(connection)
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _set_up_writer(connection: sqlite3.Connection) -> None:
    try:
        for setting in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {setting}").close()
    except sqlite3.Error:
        connection.close()
        raise


def url_engine(url: URL) -> Engine:
    """An engine for any other database; LacksError when its driver is not installed, UsageError when unknown."""
    try:
        return create_engine(url, isolation_level="REPEATABLE READ")
    except NoSuchModuleError as error:
        raise UsageError(f"there is no database called {url.drivername!r}", hint="for example postgresql") from error
    except ModuleNotFoundError as error:
        raise LacksError(
            f"the database driver {error.name} is not installed", hint=f"uv pip install {error.name}"
        ) from error
