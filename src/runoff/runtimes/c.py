"""C: the reference point for the hardware's floor; takes part by name or with `-r all`."""

from __future__ import annotations

import os
import re
from pathlib import Path

import runoff
from runoff.model.runtime import Runtime
from runoff.model.workload import Entry
from runoff.runtimes.command import run
from runoff.runtimes.family import Family, Recipe, Search

GUEST = Path(runoff.__file__).parent / "guests" / "c"
GET = "apt-get install gcc"
_DEFAULT_FLAGS = ("-O2",)


def discover(search: Search) -> list[Runtime]:
    """Every C compiler found, once each."""
    rows: dict[str, Runtime] = {}
    for file in search.programs(r"cc|(gcc|clang)(-\d+)?"):
        row = _row(Path(os.path.realpath(file)), file, search)
        rows.setdefault(row.id, row)
    return list(rows.values()) or [_unavailable("c", "no C compiler found")]


def _row(real: Path, file: Path, search: Search) -> Runtime:
    outcome = run([real, "--version"], timeout_s=search.timeout_s)
    first = next(iter(outcome.stdout.splitlines()), "")
    numbers = re.findall(r"\b\d+(?:\.\d+)+", re.sub(r"\(.*?\)", "", first))
    kind = "clang" if "clang version" in first else "gcc" if "Free Software Foundation" in outcome.stdout else ""
    if not outcome.fine or not numbers or not kind:
        reason = f"{file} {outcome.trouble or 'does not answer as a C compiler'}"
        return _unavailable(f"c-{file.name}-broken", reason)
    return Runtime(
        id=f"c-{kind}-{numbers[0].split('.')[0]}", family="c", language="c", version=f"{kind} {numbers[0]}",
        argv=(str(real),), facts={"path": str(real), "compiler": first, "optimisation": _DEFAULT_FLAGS[0]},
    )  # fmt: skip


def _unavailable(row_id: str, reason: str) -> Runtime:
    return Runtime(id=row_id, family="c", language="c", version="", available=False, reason=reason, get=GET)


def recipe(runtime: Runtime, entry: Entry) -> Recipe:
    """Compile the entry with its flags (after -O2, so they win); `requires` names libraries to link."""
    guest = {file.name: file for file in sorted(GUEST.glob("*.[ch]"))}
    libraries = [flag for flag in entry.flags if flag.startswith("-l")] + [f"-l{name}" for name in entry.requires]
    flags = [flag for flag in entry.flags if not flag.startswith("-l")]
    units = ["entry.c", *(name for name in guest if name.endswith(".c"))]
    return Recipe(
        sources={"entry.c": entry.file, **guest},
        commands=((runtime.argv[0], *_DEFAULT_FLAGS, *flags, "-I.", "-o", "{dir}/entry", *units, *libraries, "-lm"),),
        argv=("{dir}/entry",),
        env=runtime.env,
        toolchain=f"{runtime.version} {runtime.facts.get('compiler', '')}",
    )


RUNTIME = Family(name="c", language="c", discover=discover, recipe=recipe)
