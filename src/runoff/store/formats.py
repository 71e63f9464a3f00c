"""Which format a store is in: make a new one, upgrade an older one, refuse a newer one.

Format history (table `meta`, key `format`; `written_by` is the version of runoff that made or upgraded it):

1   runoff 0.1.0. Tables meta, run, race, groups, start, memory, sample, mishap, finish.

A change to `tables.py`, or to the records kept as documents (Plan, Run), raises `FORMAT`, gets a line
here and its statements in `UPGRADES`. Only members with a default may be added to documents without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, inspect, select, update

from runoff import __version__
from runoff.store.tables import META, METADATA
from runoff.store.trouble import ELSEWHERE, FormatError

FORMAT = 1

UPGRADES: dict[int, Sequence[str]] = {}
"""Statements that lead from a format to the next one, by the format they start from."""


def prepare(connection: Connection, place: str, *, upgrades: Mapping[int, Sequence[str]] = UPGRADES) -> None:
    """Make a store's tables in an empty database, or bring an older store up to `FORMAT`.

    Works in the caller's transaction. FormatError when it is a newer store or another program's database.
    """
    found = format_of(connection, place)
    if found is None:
        METADATA.create_all(connection)
        facts = {
            "format": FORMAT,
            "written_by": __version__,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        connection.execute(insert(META), [{"key": key, "value": str(value)} for key, value in facts.items()])
    elif found < FORMAT:
        upgrade(connection, found, place, upgrades=upgrades)


def format_of(connection: Connection, place: str) -> int | None:
    """The format of a store that this version can read or upgrade; None for an empty database."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    facts = _facts(connection) if META.name in tables else {}
    if not facts.get("format", "").isdigit():
        raise FormatError("this is a database, but not a runoff store", where=place, hint=ELSEWHERE)
    found = int(facts["format"])
    if found > FORMAT:
        raise FormatError(
            f"this store was written by runoff {facts.get('written_by', '(unknown)')} in format {found};"
            f" runoff {__version__} reads formats up to {FORMAT}",
            where=place,
            hint=f"update runoff, or {ELSEWHERE}",
        )
    return found


def _facts(connection: Connection) -> dict[str, str]:
    columns = {column["name"] for column in inspect(connection).get_columns(META.name)}
    if not {"key", "value"} <= columns:
        return {}
    return {key: value for key, value in connection.execute(select(META.c.key, META.c.value))}


def upgrade(
    connection: Connection, found: int, place: str, *, upgrades: Mapping[int, Sequence[str]] = UPGRADES
) -> None:
    """Lead an older store to `FORMAT` step by step; FormatError when a step is not known."""
    for step in range(found, FORMAT):
        if step not in upgrades:
            raise FormatError(f"this store is in format {step}, which runoff {__version__} cannot read", where=place)
        for statement in upgrades[step]:
            connection.exec_driver_sql(statement)
    for key, value in {"format": str(FORMAT), "written_by": __version__}.items():
        connection.execute(update(META).where(META.c.key == key).values(value=value))
