"""`runoff workloads`: the workloads that come with runoff."""

from __future__ import annotations

import json as json_text
from collections import Counter
from collections.abc import Mapping
from typing import Annotated

import typer

from runoff.model.workload import Entry, Workload
from runoff.spec.find import bundled

_LANGUAGES = {"python": "Python", "go": "Go", "c": "C"}


def workloads(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")] = False,
) -> None:
    """List the bundled workloads: what each asks, its sizes, and how many entries it has in which language.

    `runoff run NAME` races one of them. A folder of your own with a workload.toml works the
    same way: `runoff run FOLDER`. docs/workloads.md tells how to write one.
    """
    found = bundled()
    if json:
        print(json_text.dumps({"workloads": [_document(workload) for workload in found]}, indent=2, ensure_ascii=False))
    else:
        _print_table(found)


def _print_table(found: tuple[Workload, ...]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("WORKLOAD", "TITLE", "KIND", "SIZES", "ENTRIES"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "WORKLOAD")
    for workload in found:
        cells = (workload.name, workload.title, workload.kind.value, _sizes(workload), _entries(workload.entries))
        table.add_row(*map(Text, cells))
    console.print(table)


def _sizes(workload: Workload) -> str:
    return f"{workload.size_name} = " + ", ".join(map(_short, workload.sizes))


def _short(size: int) -> str:
    """1_000_000 as 1M and 20_000 as 20k; other numbers as they are."""
    for unit, letter in ((1_000_000, "M"), (1_000, "k")):
        if size % unit == 0:
            return f"{size // unit}{letter}"
    return str(size)


def _entries(entries: tuple[Entry, ...]) -> str:
    counted = Counter(entry.language for entry in entries)
    return ", ".join(f"{count} {_LANGUAGES[language]}" for language, count in counted.items())


def _document(workload: Workload) -> Mapping[str, object]:
    floor = workload.floor
    return {
        "name": workload.name,
        "title": workload.title,
        "question": workload.question,
        "kind": workload.kind.value,
        "suite": workload.suite,
        "folder": str(workload.root),
        "size_name": workload.size_name,
        "sizes": list(workload.sizes),
        "quick": workload.quick_size,
        "answers": {str(size): answer for size, answer in workload.expected.items()},
        "tolerance": workload.tolerance,
        "floor": {"cycles": floor.cycles, "because": floor.because} if floor else None,
        "entries": [
            {
                "name": entry.name,
                "language": entry.language,
                "change": entry.change.value,
                "requires": list(entry.requires),
                "runtimes": list(entry.runtimes),
            }
            for entry in workload.entries
        ],
    }
