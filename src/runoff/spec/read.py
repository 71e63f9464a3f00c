"""A folder with a workload.toml -> Workload. Every mistake is a SpecError with file and line."""

from __future__ import annotations

import itertools
import keyword
from collections.abc import Mapping
from pathlib import Path

from runoff.model.workload import Floor, Kind, Workload
from runoff.spec.entries import read_entries
from runoff.spec.source import Source
from runoff.spec.table import Table, is_size

FILE_NAME = "workload.toml"

_EXAMPLES = {
    "title": '"Count distinct users in JSON log lines"',
    "kind": '"compute"',
    "question": '"Does a JSON pipeline need Go?"',
    "sizes": "{ lines = [1_000, 10_000, 100_000] }",
    "quick": "10_000",
    "answer": '{ lines = { 100_000 = "28964" } }',
    "tolerance": "1e-9",
    "floor": '{ cycles = 8, because = "500 bytes have to be read, at 64 a cycle" }',
    "input": '"make_input.py"',
    "suite": '"interpreter"',
    "entry": "[[entry]]",
}
_FLOOR_EXAMPLES = {"cycles": "8", "because": '"500 bytes have to be read, at 64 a cycle"'}
# setup(**params) gets these beside the size.
_TAKEN = ("seed", "input")


def read_workload(folder: Path) -> Workload:
    """The workload in `folder`, named after it; SpecError with file and line of the first mistake.

    `folder` may be relative; the workload's paths are absolute.
    """
    source = Source.read(folder / FILE_NAME)
    table = Table(source, source.values, _EXAMPLES)
    title = table.text("title")
    size_name, sizes = _sizes(table)
    quick = table.whole("quick", sizes[-1])
    return Workload(
        name=folder.resolve().name,
        title=title,
        kind=_kind(table),
        question=table.text("question", ""),
        root=folder.resolve(),
        size_name=size_name,
        sizes=sizes,
        quick_size=quick,
        entries=read_entries(source),
        expected=_expected(table, size_name, (*sizes, quick)),
        tolerance=_tolerance(table),
        floor=_floor(table),
        input_maker=table.file("input") if "input" in table.values else None,
        suite=table.text("suite", ""),
    )


def _kind(table: Table) -> Kind:
    kind = table.choice("kind", Kind, Kind.COMPUTE)
    if kind is not Kind.COMPUTE:
        table.refuse(f"kind {kind.value!r} cannot be raced by this version", "kind", hint=table.example("kind"))
    return kind


def _sizes(table: Table) -> tuple[str, tuple[int, ...]]:
    table.need("sizes")
    values = table.table("sizes")
    if len(values) != 1:
        table.refuse("sizes has to name exactly one parameter", "sizes", hint=table.example("sizes"))
    [(name, sizes)] = values.items()
    if not name.isidentifier() or keyword.iskeyword(name) or name in _TAKEN:
        what = f"{name!r} cannot be the name of a parameter of setup()"
        table.refuse(what, "sizes", name, hint="use letters, digits and '_'; 'seed' and 'input' are taken")
    if not isinstance(sizes, list) or not sizes or not all(is_size(size) for size in sizes):
        what = f"sizes.{name} has to be an array of whole numbers above 0"
        table.refuse(what, "sizes", name, hint=table.example("sizes"))
    for index, (smaller, larger) in enumerate(itertools.pairwise(sizes), start=1):
        if larger <= smaller:
            what = f"sizes have to rise, but {larger} follows {smaller}"
            table.refuse(what, "sizes", name, index, hint=f"write for example {sorted(set(sizes))}")
    return name, tuple(sizes)


def _expected(table: Table, size_name: str, sizes: tuple[int, ...]) -> Mapping[int, str]:
    by_name = table.table("answer")
    for name in by_name:
        if name != size_name:
            what = f"answer is for {name!r}, but the sizes are in {size_name!r}"
            table.refuse(what, "answer", name, hint=f"write answer = {{ {size_name} = {{ {sizes[-1]} = ... }} }}")
    by_size = by_name.get(size_name, {})
    if not isinstance(by_size, dict):
        table.refuse(f"answer.{size_name} has to be a table", "answer", size_name, hint=table.example("answer"))
    return {_listed(table, size_name, size, sizes): _answer(table, size_name, size, by_size[size]) for size in by_size}


def _listed(table: Table, size_name: str, text: str, sizes: tuple[int, ...]) -> int:
    size = int(text) if text.replace("_", "").isdecimal() else 0
    if size not in sizes:
        hint = "sizes: " + ", ".join(str(size) for size in sorted(set(sizes)))
        table.refuse(f"an answer for {size_name} = {text}, which is no size", "answer", size_name, text, hint=hint)
    return size


def _answer(table: Table, size_name: str, size: str, value: object) -> str:
    """The answer as guests write it: shortest text of a float, true or false, the number, the text."""
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int():
            return str(value)
        case float() if abs(value) < float("inf"):
            return repr(value)
    what = "an answer has to be a text, a number, true or false"
    table.refuse(what, "answer", size_name, size, hint=table.example("answer"))


def _tolerance(table: Table) -> float:
    value = table.number("tolerance", 0.0)
    if not 0 <= value < 1:
        table.refuse("tolerance has to be from 0 to below 1", "tolerance", hint=table.example("tolerance"))
    return value


def _floor(table: Table) -> Floor | None:
    if "floor" not in table.values:
        return None
    floor = Table(table.source, table.table("floor"), _FLOOR_EXAMPLES, "floor")
    cycles = floor.number("cycles")
    if cycles <= 0:
        floor.refuse("a floor has to be above 0 cycles", "cycles", hint=floor.example("cycles"))
    return Floor(cycles=cycles, because=floor.text("because"))
