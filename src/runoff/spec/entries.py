"""The `[[entry]]` tables of a workload.toml -> Entry."""

from __future__ import annotations

import re
from enum import StrEnum

from runoff.model.workload import Change, Entry
from runoff.spec.source import Source
from runoff.spec.table import Table

_EXAMPLES = {
    "name": '"orjson"',
    "language": '"python"',
    "file": '"orjson_.py"',
    "change": '"library"',
    "requires": '["orjson>=3.10"]',
    "runtimes": '["numba"]',
    "flags": '["-O3"]',
}
_SEPARATOR = re.compile(r"[\s@#]+")
_VERSION = r"(?:===?|~=|!=|<=?|>=?)\s*[\w.*+!-]+"
_REQUIREMENT = {
    # PEP 508: name, extras, versions or a URL, marker.
    "python": re.compile(
        r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?\s*(?:\[\s*[\w.-]+(?:\s*,\s*[\w.-]+)*\s*\])?\s*"
        rf"(?:\(?\s*{_VERSION}(?:\s*,\s*{_VERSION})*\s*\)?|@\s*\S+)?\s*(?:;.+)?"
    ),
    "go": re.compile(r"[\w~-]+(?:\.[\w~-]+)+(?:/[\w.~-]+)*@[\w.+-]+"),
    "c": re.compile(r"[\w.+-]+"),
}
_REQUIREMENT_HINT = {
    "python": "a Python requirement looks like 'orjson>=3.10'",
    "go": "a Go requirement is module@version, like 'example.org/parser@v1.2.3'",
    "c": "C entries name libraries to link, like 'z' for -lz",
}


class Language(StrEnum):
    """What an entry may be written in."""

    PYTHON = "python"
    GO = "go"
    C = "c"


def read_entries(source: Source) -> tuple[Entry, ...]:
    """All entries in the file's order; SpecError when there is none, one is wrong, or two share a name."""
    example = 'add: [[entry]], then name = "stdlib", language = "python", file = "stdlib.py", change = "none"'
    tables = source.values.get("entry")
    if tables is None or tables == []:
        raise source.error("a workload needs at least one entry", "entry", hint=example)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise source.error("entry has to be an array of tables", "entry", hint="write [[entry]] with two brackets")
    lines: dict[str, int] = {}
    entries = []
    for index, values in enumerate(tables):
        entry = _read_entry(Table(source, values, _EXAMPLES, "entry", index))
        if entry.name in lines:
            hint = f"the other one is on line {lines[entry.name]}"
            raise source.error(f"two entries have the name {entry.name!r}", "entry", index, "name", hint=hint)
        lines[entry.name] = source.line_of("entry", index, "name")
        entries.append(entry)
    return tuple(entries)


def _read_entry(table: Table) -> Entry:
    language = table.choice("language", Language)
    return Entry(
        name=_name(table),
        language=language.value,
        file=table.file("file"),
        change=table.choice("change", Change),
        requires=_requires(table, language),
        runtimes=table.texts("runtimes"),
        flags=_flags(table, language),
    )


def _name(table: Table) -> str:
    name = table.text("name")
    if _SEPARATOR.search(name):
        hint = f"write for example {_SEPARATOR.sub('-', name).strip('-') or 'stdlib'!r}"
        table.refuse(f"the name {name!r} has a blank, '@' or '#', which end a name elsewhere", "name", hint=hint)
    return name


def _requires(table: Table, language: Language) -> tuple[str, ...]:
    requires = table.texts("requires")
    pattern = _REQUIREMENT[language]
    for index, requirement in enumerate(requires):
        if not pattern.fullmatch(requirement.strip()):
            what = f"{requirement!r} is not a requirement of a {language} entry"
            table.refuse(what, "requires", index, hint=_REQUIREMENT_HINT[language])
    return requires


def _flags(table: Table, language: Language) -> tuple[str, ...]:
    flags = table.texts("flags")
    if flags and language is Language.PYTHON:
        table.refuse("a Python entry has no compiler to take flags", "flags", hint="remove flags")
    return flags
