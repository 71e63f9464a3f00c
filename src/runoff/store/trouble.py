"""What a database error means for the person who sees it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from runoff.errors import StoreError

ELSEWHERE = "name another place with --db"


class FormatError(StoreError):
    """The file is not a store that this version can read: wrong use, not a lacking machine."""

    exit_code = 2


_MEANINGS: dict[int, tuple[type[StoreError], str, str]] = {
    sqlite3.SQLITE_FULL: (
        StoreError,
        "the disk is full",
        "free some space, then `runoff resume`; nothing that was stored is lost",
    ),
    sqlite3.SQLITE_READONLY: (
        StoreError,
        "the store cannot be written",
        f"make file and folder writable, or {ELSEWHERE}",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StoreError,
        "the store cannot be opened",
        f"look at the permissions of file and folder, or {ELSEWHERE}",
    ),
    sqlite3.SQLITE_PERM: (
        StoreError,
        "the store cannot be opened",
        f"look at the permissions of file and folder, or {ELSEWHERE}",
    ),
    sqlite3.SQLITE_NOTADB: (FormatError, "this file is not a runoff store", ELSEWHERE),
    sqlite3.SQLITE_CORRUPT: (
        StoreError,
        "the store is damaged",
        "rescue what is readable with `sqlite3 FILE .recover`",
    ),
    sqlite3.SQLITE_BUSY: (
        StoreError,
        "another program has kept the store locked for 5 s",
        "close that program and try again",
    ),
    sqlite3.SQLITE_LOCKED: (
        StoreError,
        "another program has kept the store locked for 5 s",
        "close that program and try again",
    ),
    sqlite3.SQLITE_IOERR: (
        StoreError,
        "the disk failed to read or write the store",
        f"look at the system's log, or {ELSEWHERE}",
    ),
}


# There was no room to make the shared-memory file larger; SQLite calls that an input/output error.
_FULL_TOO = {sqlite3.SQLITE_IOERR_SHMSIZE: sqlite3.SQLITE_FULL}


def explain(error: BaseException, place: str) -> StoreError:
    """The StoreError for an error of the database driver, with its own words where they add something."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    extended = getattr(cause, "sqlite_errorcode", 0)
    code = _FULL_TOO.get(extended, extended & 0xFF)
    if code not in _MEANINGS:
        return StoreError(f"the store failed: {_one_line(cause)}", where=place)
    kind, what, hint = _MEANINGS[code]
    detail = f" ({cause.sqlite_errorname})" if code == sqlite3.SQLITE_IOERR and isinstance(cause, sqlite3.Error) else ""
    return kind(what + detail, where=place, hint=hint)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn errors of the database driver and of SQLAlchemy into StoreError."""
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        raise explain(error, place) from error
