"""`runoff runtimes`: what is on this machine, what is missing, and how to get it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from runoff.model.runtime import Runtime


def runtimes(json: Annotated[bool, typer.Option("--json", help="Print a list of objects instead.")] = False) -> None:
    """List every runtime on this machine with its build facts, and what is missing and how to get it.

    Interpreters are looked for on PATH, in the folders that RUNOFF_RUNTIMES names
    (separated by colons), and where uv, pyenv, asdf, mise and add-on software
    keep theirs. `*` marks what takes part when no -r is given. Of several builds of one version,
    the most optimised one has the short name (`cpython-3.11`), the others say where they
    come from (`cpython-3.11.7-pyenv`).
    """
    import sys

    from runoff.runtimes import Search, discover

    search = Search.of_this_machine()
    found = discover(search)
    for folder in search.absent:
        print(f"runoff: RUNOFF_RUNTIMES names {folder}, which is not a folder", file=sys.stderr)
    if json:
        _print_json(found)
    else:
        _print_tables(found)


def _print_json(found: tuple[Runtime, ...]) -> None:
    import dataclasses
    import json

    print(json.dumps([dataclasses.asdict(runtime) for runtime in found], indent=2))


def _print_tables(found: tuple[Runtime, ...]) -> None:
    from rich.console import Console

    console = Console()
    console.print(_present([runtime for runtime in found if runtime.available]))
    missing = [runtime for runtime in found if not runtime.available]
    if missing:
        console.print(_missing(missing))
    console.print("* takes part by default; `-r NAME` chooses, `-r all` enters every one that works", style="dim")


def _table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == "runtime")
    return table


def _present(found: list[Runtime]) -> Table:
    from rich.markup import escape

    table = _table("", "runtime", "version", "build", "where")
    for runtime in found:
        cells = (runtime.id, _version(runtime), _build(runtime), _where(runtime))
        table.add_row("*" if runtime.by_default else "", *map(escape, cells))
    return table


def _missing(found: list[Runtime]) -> Table:
    from rich.markup import escape

    table = _table("", "runtime", "unavailable because", "get it with")
    for runtime in found:
        table.add_row("*" if runtime.by_default else "", *map(escape, (runtime.id, runtime.reason, runtime.get)))
    return table


def _version(runtime: Runtime) -> str:
    pypy = runtime.facts.get("pypy")
    return f"{runtime.version} (PyPy {pypy})" if pypy else runtime.version


def _where(runtime: Runtime) -> str:
    """The program's path, with `~` for the home folder."""
    from pathlib import Path

    path = Path(runtime.facts.get("path") or runtime.argv[0])
    home = Path("~").expanduser()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _build(runtime: Runtime) -> str:
    """The facts that decide speed, in words; what is as usual stays unsaid."""
    facts = runtime.facts
    words = []
    if "pgo" in facts:
        words += [name.upper() if facts.get(name) == "yes" else f"no {name.upper()}" for name in ("pgo", "lto")]
    words += [facts["optimisation"]] if "optimisation" in facts else []
    words += ["DEBUG"] if facts.get("debug") == "yes" else []
    words += ["ASSERTIONS"] if facts.get("assertions") == "yes" else []
    words += ["free-threaded"] if facts.get("gil") == "no" else []
    words += ["JIT on" if facts.get("jit_enabled") == "yes" else "JIT off"] if facts.get("jit") == "yes" else []
    words += [f"{name.upper()}={facts[name]}" for name in ("goamd64", "goarm64", "goexperiment") if name in facts]
    words += [f"on {facts['on']}"] if "on" in facts else []
    words += ["runs runoff"] if facts.get("own") == "yes" else []
    words += [facts["note"]] if "note" in facts else []
    return ", ".join(words)
