"""Preparing contenders: environments, builds, inputs, and what cannot be had."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.workbench import Bench
from runoff.errors import LacksError, SpecError
from runoff.model.runtime import Runtime
from runoff.runtimes import Search, c, go
from runoff.runtimes.python import WORKER


def test_without_requirements_the_interpreter_itself_is_started(bench: Bench, own: Runtime) -> None:
    """No environment, no waiting, nothing said."""
    entry = bench.entry("plain", "def run(n): return n\n")
    prepared = bench.toolbox().prepare(bench.workload(entry), bench.contender(entry, own))
    assert prepared.argv == (own.argv[0], "-s", str(WORKER))
    assert (prepared.file, bench.said) == (entry.file, [])


@pytest.mark.usefixtures("registry")
def test_requirements_are_installed_once_and_their_versions_kept(bench: Bench, own: Runtime) -> None:
    """A real environment by uv, found again by a second toolbox."""
    entry = bench.entry("tiny", "import tinything\n", requires=("tinything>=1",))
    answers = [
        bench.toolbox().prepare(bench.workload(entry), bench.contender(entry, own)) for _ in range(2)
    ]  # fmt: skip
    assert answers[0] == answers[1]
    assert dict(answers[0].versions) == {"tinything": "1.2"}
    assert bench.said == ["installing tinything>=1 for cpython-own"]
    python = answers[0].argv[0]
    script = "import tinything; print(tinything.ANSWER, tinything.__cached__)"
    said = subprocess.run([python, "-s", "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert said[0] == "42"
    assert Path(said[1]).exists(), "compiled when installed, not when first imported"


@pytest.mark.usefixtures("registry")
def test_an_environment_whose_interpreter_vanished_is_made_again(bench: Bench, own: Runtime) -> None:
    """A half-deleted cache heals."""
    entry = bench.entry("tiny", "", requires=("tinything",))
    work, contender = bench.workload(entry), bench.contender(entry, own)
    python = Path(bench.toolbox().prepare(work, contender).argv[0])
    shutil.rmtree(python.parent)
    assert Path(bench.toolbox().prepare(work, contender).argv[0]).exists()


@pytest.mark.usefixtures("registry")
def test_what_cannot_be_installed_names_package_and_reason(bench: Bench, own: Runtime) -> None:
    """And stops no other contender; the same failure is not paid for twice."""
    bad = bench.entry("bad", "", requires=("tinything", "nothing-like-it"))
    good = bench.entry("good", "", requires=("tinything",))
    toolbox = bench.toolbox()
    contenders = [bench.contender(bad, own), bench.contender(good, own)]
    for _ in range(2):
        answers = toolbox.prepare_all(bench.workload(good), contenders)
        failure = answers["bad@cpython-own"]
        assert isinstance(failure, LacksError)
        assert "nothing-like-it" in failure.what
        assert "\n" not in failure.what
        assert not isinstance(answers["good@cpython-own"], LacksError)
    assert len([line for line in bench.said if "nothing-like-it" in line]) == 1
    assert all(line.startswith("environments: ") for line in bench.said)


def test_no_registry_is_told_as_such(bench: Bench, own: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as a package that does not exist."""
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_CACHE_DIR", str(bench.root / "uv"))
    entry = bench.entry("tiny", "", requires=("tinything",))
    with pytest.raises(LacksError, match="no package registry answers") as caught:
        bench.toolbox().prepare(bench.workload(entry), bench.contender(entry, own))
    assert "network" in caught.value.hint


def test_an_interpreter_that_takes_no_environment_is_told(bench: Bench, own: Runtime) -> None:
    """As with Python 2.7: neither uv nor the interpreter itself can make one."""
    fake = bench.root / "python"
    fake.write_text("#!/bin/sh\necho 'not today' >&2\nexit 1\n")
    fake.chmod(0o755)
    entry = bench.entry("tiny", "", requires=("tinything",))
    with pytest.raises(LacksError, match="old cannot have an environment for packages"):
        bench.toolbox().prepare(
            bench.workload(entry), bench.contender(entry, replace(own, id="old", argv=(str(fake),)))
        )  # fmt: skip


def test_a_runtime_that_is_missing_is_not_prepared(bench: Bench) -> None:
    """Its own reason is the answer."""
    missing = Runtime(id="go", family="go", language="go", version="", available=False, reason="no Go", get="get Go")
    entry = bench.entry("plain", "")
    with pytest.raises(LacksError, match="no Go") as caught:
        bench.toolbox().prepare(bench.workload(entry), bench.contender(entry, missing))
    assert caught.value.hint == "get Go"


@pytest.fixture(scope="module")
def compiler() -> Runtime:
    """A C compiler of this machine."""
    rows = [row for row in c.discover(Search.of_this_machine()) if row.available]
    if not rows:
        pytest.skip("no C compiler here")
    return rows[0]


def test_a_build_is_made_once_for_each_content(bench: Bench, compiler: Runtime) -> None:
    """The same text is found again, a changed one is built anew."""
    entry = bench.entry("floor", "int main(void) { return 0; }\n", language="c")
    work, contender = bench.workload(entry), bench.contender(entry, compiler)
    first = bench.toolbox().prepare(work, contender)
    assert subprocess.run(first.argv, check=False).returncode == 0
    assert bench.toolbox().prepare(work, contender) == first
    entry.file.write_text("int main(void) { return 7; }\n")
    second = bench.toolbox().prepare(work, contender)
    assert subprocess.run(second.argv, check=False).returncode == 7
    assert len(bench.said) == 2


def test_source_that_does_not_compile_says_where(bench: Bench, compiler: Runtime) -> None:
    """The compiler's first complaint, in one line."""
    entry = bench.entry("broken", "int main(void) { return nothing; }\n", language="c")
    with pytest.raises(LacksError, match=r"broken for \S+ does not build: entry\.c:1:\d+: error: .nothing. undeclared"):
        bench.toolbox().prepare(bench.workload(entry), bench.contender(entry, compiler))


@pytest.mark.skipif(not shutil.which("go"), reason="no Go on PATH")
def test_go_builds_without_a_network(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that needs only runoff's own library: the module is generated, the library lies beside it."""
    monkeypatch.setenv("GOPROXY", "off")
    entry = bench.entry(
        "own", '//go:build ignore\n\npackage main\n\nimport _ "runoff/guest"\n\nfunc main() {}\n', language="go"
    )
    row = next(row for row in go.discover(Search.of_this_machine()) if row.available)
    prepared = bench.toolbox().prepare(bench.workload(entry), bench.contender(entry, row))
    assert subprocess.run(prepared.argv, check=False).returncode == 0
    assert dict(prepared.versions) == {}


MAKER = "def make(path, seed, lines):\n    open(path, 'w').write(f'{seed} {lines}')\n"


def test_an_input_is_made_once_per_size_and_seed(bench: Bench) -> None:
    """By the workload's own maker, into the cache."""
    maker = bench.root / "make_input.py"
    maker.write_text(MAKER)
    work = bench.workload(bench.entry("plain", ""), maker)
    files = [bench.toolbox().make_input(work, size, 7) for size in (10, 20, 10)]
    assert [file.read_text() for file in files if file] == ["7 10", "7 20", "7 10"]
    assert files[0] == files[2]
    assert len(bench.said) == 2
    maker.write_text(MAKER.replace("{seed} ", ""))
    changed = bench.toolbox().make_input(work, 10, 7)
    assert changed
    assert changed.read_text() == "10"


def test_a_workload_without_input_needs_none(bench: Bench) -> None:
    """Nothing is made."""
    assert bench.toolbox().make_input(bench.workload(bench.entry("plain", "")), 10, 7) is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("def make(path, seed, lines):\n    raise ValueError('no seed like that')\n", "no seed like that"),
        ("def make(path, seed, lines):\n    return None\n", "without writing"),
        ("def make(path):\n    return None\n", "unexpected keyword"),
        ("make = (\n", "never closed"),
    ],
    ids=["raises", "writes nothing", "takes too little", "does not parse"],
)
def test_a_maker_that_fails_is_the_workloads_trouble(bench: Bench, text: str, complaint: str) -> None:
    """Told with the maker's file; nothing is left in the cache."""
    maker = bench.root / "make_input.py"
    maker.write_text(text)
    with pytest.raises(SpecError, match=complaint) as caught:
        bench.toolbox().make_input(bench.workload(bench.entry("plain", ""), maker), 10, 7)
    assert caught.value.where == str(maker)
    assert not list((bench.root / "cache" / "inputs").iterdir())
