"""Every workload folder there is keeps the promises of docs/workloads.md. No list names them."""

from __future__ import annotations

import importlib.util
import inspect
import itertools
import json
import math
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import runoff
from runoff.cli.workloads import workloads
from runoff.model.workload import Entry, Workload
from runoff.spec.find import bundled
from runoff.spec.read import read_workload

PACKAGE = Path(runoff.__file__).parent
SUITE = bundled()
SELFTEST = tuple(read_workload(file.parent) for file in sorted(PACKAGE.glob("selftest/*/workload.toml")))
TRAPS = tuple(read_workload(file.parent) for file in sorted(Path(__file__).parent.parent.glob("traps/*/workload.toml")))
# Entries of these are wrong on purpose.
HONEST = tuple(workload for workload in (*SUITE, *SELFTEST) if workload.name not in {"deleted", "misbehaving"})
INPUT_SEED = 1
"""The toolbox makes every input with this seed, so that expected answers hold for every run."""


def entries(workloads: tuple[Workload, ...], language: str) -> list[Any]:
    """Every entry in `language`, as pytest parameters (workload, entry)."""
    return [
        pytest.param(workload, entry, id=f"{workload.name}:{entry.name}")
        for workload in workloads
        for entry in workload.entries
        if entry.language == language
    ]


def by_name(workloads: tuple[Workload, ...]) -> list[Any]:
    """Every workload, as pytest parameters."""
    return [pytest.param(workload, id=workload.name) for workload in workloads]


@dataclass(frozen=True)
class Inputs:
    """Makes each input file once."""

    folder: Path

    def file_of(self, workload: Workload, size: int) -> Path | None:
        """The input of this size, or None for a workload without."""
        if workload.input_maker is None:
            return None
        made = self.folder / f"{workload.name}-{size}"
        if not made.exists():
            load(workload.input_maker).make(str(made), INPUT_SEED, size)
        return made


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Input files for this test session."""
    return Inputs(tmp_path_factory.mktemp("inputs"))


def load(file: Path) -> ModuleType:
    """Import a file by path, under a name that cannot shadow a library's."""
    spec = importlib.util.spec_from_file_location(f"entry_under_test_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def requirements_here(entry: Entry) -> bool:
    """Whether the packages that the entry asks for can be imported."""
    names = [re.split(r"[^\w-]", requirement)[0] for requirement in (*entry.requires, *entry.runtimes)]
    return all(importlib.util.find_spec(name) for name in names)


def answer_text(answer: object) -> str:
    """An answer as guests write it."""
    return (
        str(answer).lower() if isinstance(answer, bool) else repr(answer) if isinstance(answer, float) else str(answer)
    )


def same(workload: Workload, one: str, other: str) -> bool:
    """Whether two answers are equal, floats to the workload's tolerance."""
    if one == other:
        return True
    return bool(workload.tolerance) and math.isclose(float(one), float(other), rel_tol=workload.tolerance)


@pytest.mark.parametrize("workload", by_name(SUITE))
def test_a_bundled_workload_can_be_judged(workload: Workload) -> None:
    """Three sizes, each with its answer, a floor with a reason, a question, and a page that explains itself."""
    assert len(workload.sizes) >= 3
    assert set(workload.expected) >= {*workload.sizes, workload.quick_size}
    assert workload.floor is not None
    assert len(workload.floor.because) > 20
    assert workload.question.endswith("?")
    assert (workload.root / "why.md").is_file()


@pytest.mark.parametrize("workload", by_name(SUITE))
def test_why_md_explains_every_entry_and_its_limits(workload: Workload) -> None:
    """The page says which question is asked, what each entry does, and what cannot be concluded."""
    text = (workload.root / "why.md").read_text()
    assert text.startswith(f"# {workload.name}\n")
    assert "**Question.**" in text
    assert "**What cannot be concluded.**" in text
    if len(workload.entries) > 1:
        assert [entry.name for entry in workload.entries if f"`{entry.name}`" not in text] == []


@pytest.mark.parametrize("workload", by_name(SUITE))
def test_every_workload_has_an_entry_that_asks_no_change(workload: Workload) -> None:
    """Without one there is nothing to compare a change with."""
    assert "none" in [entry.change.value for entry in workload.entries]


@pytest.mark.parametrize("workload", by_name(HONEST))
def test_every_source_file_belongs_to_an_entry(workload: Workload) -> None:
    """A file that nothing names is a leftover."""
    named = {entry.file for entry in workload.entries} | {workload.input_maker}
    sources = {file for ending in ("py", "go", "c") for file in workload.root.glob(f"*.{ending}")}
    assert sources - named == set()


@pytest.mark.parametrize("workload", by_name((*SELFTEST, *TRAPS)))
def test_traps_are_never_in_the_suite(workload: Workload) -> None:
    """No bundled workload has the folder or an entry's file of a trap."""
    assert workload.root not in [bundled.root for bundled in SUITE]


@pytest.mark.parametrize(("workload", "entry"), entries(HONEST, "python"))
def test_a_python_entry_gives_the_expected_answers(workload: Workload, entry: Entry, inputs: Inputs) -> None:
    """At every size, twice from one state: an operation leaves nothing behind. Large inputs are for the slow test."""
    most = workload.quick_size if workload.input_maker else workload.sizes[-1]
    for size in workload.expected:
        if size <= most:
            check_answer(workload, entry, size, inputs)


@pytest.mark.slow
@pytest.mark.parametrize(("workload", "entry"), entries(tuple(w for w in HONEST if w.input_maker), "python"))
def test_a_python_entry_gives_the_expected_answer_to_the_largest_input(
    workload: Workload, entry: Entry, inputs: Inputs
) -> None:
    """As above, for inputs that take seconds to make."""
    check_answer(workload, entry, workload.sizes[-1], inputs)


def check_answer(workload: Workload, entry: Entry, size: int, inputs: Inputs) -> None:
    """Call the entry as the worker does, and compare; skip when a package is not here."""
    if not requirements_here(entry):
        pytest.skip(f"{entry.requires or entry.runtimes} is not installed here")
    module = load(entry.file)
    state: object = size
    if hasattr(module, "setup"):
        offered = {workload.size_name: size, "seed": 7, "input": str(inputs.file_of(workload, size))}
        wanted = inspect.signature(module.setup).parameters
        state = module.setup(**{name: offered[name] for name in wanted})
    answers = {answer_text(module.run(state)) for _ in range(2)}
    assert len(answers) == 1
    assert same(workload, answers.pop(), workload.expected[size])


@pytest.mark.parametrize(("workload", "entry"), entries((*SUITE, *SELFTEST), "python"))
def test_a_python_entry_knows_nothing_of_runoff(workload: Workload, entry: Entry) -> None:
    """It is a plain module, whose first comment names its dialect."""
    text = entry.file.read_text()
    assert "runoff" not in text
    assert re.search(r"^# Dialect: Python \d", text, re.MULTILINE)


@pytest.mark.parametrize(("workload", "entry"), entries((*SUITE, *SELFTEST), "go"))
def test_a_go_entry_is_a_program_of_one_formatted_file(workload: Workload, entry: Entry) -> None:
    """`//go:build ignore` keeps it out of every package; gofmt would change nothing."""
    assert entry.file.read_text().startswith("//go:build ignore\n\n")
    gofmt = shutil.which("gofmt")
    if gofmt is None:
        pytest.skip("there is no gofmt here")
    told = subprocess.run([gofmt, "-l", str(entry.file)], capture_output=True, text=True, check=True)
    assert told.stdout == ""


@pytest.mark.parametrize("workload", by_name(tuple(workload for workload in SUITE if workload.input_maker)))
def test_an_input_depends_on_its_seed_alone(workload: Workload, tmp_path: Path) -> None:
    """Two makings are equal byte for byte, another seed gives another file, and more lines begin with the same ones."""
    assert workload.input_maker is not None
    make = load(workload.input_maker).make
    for name, seed, size in (("first", 1, 50), ("again", 1, 50), ("other", 2, 50), ("longer", 1, 60)):
        make(str(tmp_path / name), seed, size)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert made["first"] == made["again"]
    assert made["first"] != made["other"]
    assert made["longer"].startswith(made["first"])
    assert made["first"].count(b"\n") == 50


def test_planted_slowdowns_are_exact() -> None:
    """At each of its sizes, a planted entry does its percentage more iterations, to the iteration."""
    [planted] = [workload for workload in SELFTEST if workload.name == "planted"]
    for entry, size in itertools.product(planted.entries, planted.sizes):
        module = load(entry.file)
        done: list[int] = []
        vars(module)["kernel"] = done.append
        module.run(size)
        assert sum(done) * 100 == size * (100 + module.EXTRA_PERCENT)
    assert [load(entry.file).EXTRA_PERCENT for entry in planted.entries] == [0, 2, 5, 10]


def listed(*arguments: str) -> str:
    """What `runoff workloads` prints on a wide terminal."""
    app = typer.Typer()
    app.command()(workloads)
    told = CliRunner().invoke(app, arguments, env={"COLUMNS": "150"})
    assert told.exit_code == 0
    return told.stdout


def test_the_list_names_every_workload_on_one_line_each() -> None:
    """Name, title, kind, sizes in short, and entries by language."""
    lines = listed().splitlines()
    assert [line.split()[0] for line in lines] == ["WORKLOAD", *(workload.name for workload in SUITE)]
    [calc_pi] = [line for line in lines if line.startswith("calc-pi")]
    assert "n = 5k, 15k, 50k" in calc_pi
    assert "2 Python, 1 Go, 1 C" in calc_pi


def test_the_list_as_json_holds_what_was_read() -> None:
    """One document with sizes, answers, floor and entries of every workload."""
    document = json.loads(listed("--json"))
    assert [told["name"] for told in document["workloads"]] == [workload.name for workload in SUITE]
    for told, workload in zip(document["workloads"], SUITE, strict=True):
        assert told["sizes"] == list(workload.sizes)
        assert told["answers"] == {str(size): answer for size, answer in workload.expected.items()}
        assert [entry["name"] for entry in told["entries"]] == [entry.name for entry in workload.entries]
