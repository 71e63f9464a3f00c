"""The Python guest on every interpreter of this machine."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from fakes.conversation import Conversation, Transcript
from fakes.guests import TRANSCRIPTS, WORKER, python_entry
from fakes.pythons import find_pythons
from runoff.race.protocol import ErrorReport, PhaseDone, Ready, TurnDone

PYTHONS = find_pythons()
CAN = (
    "import os, sys; "
    "print(' '.join([name for name in ('fork', 'dup2', '_exit') if hasattr(os, name)]"
    " + ['java'] * ('java' in sys.platform) + ['jit'] * (hasattr(sys, '_jit') and sys._jit.is_available())))"
)


@dataclass(frozen=True)
class Python:
    """One interpreter and what it can do; `features` is empty when it does not even start."""

    path: Path
    features: frozenset[str]


@cache
def features(path: Path) -> frozenset[str] | None:
    """What an interpreter's os module can do; None when it does not run."""
    done = subprocess.run([path, "-c", CAN], capture_output=True, text=True, timeout=60, check=False)
    return frozenset(done.stdout.split()) if done.returncode == 0 else None


CHOICES: list[Path | None] = [*PYTHONS] or [None]


@pytest.fixture(params=CHOICES, ids=lambda path: f"{path.parent.parent.name}-{path.name}" if path else "none")
def python(request: pytest.FixtureRequest) -> Python:
    """Every interpreter in turn; skips where there is none, or one that does not start."""
    if request.param is None:
        pytest.skip("no Python interpreter on PATH, in RUNOFF_RUNTIMES or in pyenv")
    found = features(request.param)
    if found is None:
        pytest.skip(f"{request.param} does not start")
    return Python(path=request.param, features=found)


def talk(python: Python, folder: Path, **env: str) -> Conversation:
    """Start the worker."""
    quick_start = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"} if "java" in python.features else {}
    return Conversation([python.path, WORKER], folder=folder, env={**quick_start, **env})


def needs(python: Python, *wanted: str) -> None:
    """Skip where the interpreter lacks a feature."""
    for name in wanted:
        if name not in python.features:
            pytest.skip(f"no {name} here")


CASES = [transcript for transcript in TRANSCRIPTS if "python" in transcript.only]


@pytest.mark.parametrize("transcript", CASES, ids=lambda transcript: transcript.name)
def test_every_interpreter_keeps_to_the_transcript(python: Python, transcript: Transcript, tmp_path: Path) -> None:
    """One worker file, one contract, whatever runs it."""
    if transcript.entry == "vanishes":
        needs(python, "_exit")
    with talk(python, tmp_path) as guest:
        transcript.replay(guest, python_entry(transcript.entry))


def test_jit_switched_on_changes_no_answer(python: Python, tmp_path: Path) -> None:
    """The same binary with its JIT says so and gives the same answer."""
    needs(python, "jit")
    with talk(python, tmp_path, PYTHON_JIT="1") as guest:
        ready = guest.load(python_entry("sum"), size=1000)
        assert isinstance(ready, Ready)
        assert ready.facts["jit"] == "yes"
        for _ in range(3):
            done = guest.turn(2000, warm=1)
            assert isinstance(done, TurnDone)
            assert done.answer == "499500"


def test_ready_tells_clocks_that_move(python: Python, tmp_path: Path) -> None:
    """The clock's step is seen, not guessed, and small enough to time a turn with."""
    with talk(python, tmp_path) as guest:
        ready = guest.load(python_entry("plain"))
        assert isinstance(ready, Ready)
        assert 0 < ready.clock_step_ns < 1_000_000
        assert ready.import_ns > 0
        assert ready.pid > 0
        assert ready.version[0] in "23"


def test_the_worker_costs_little_before_ready(python: Python, tmp_path: Path) -> None:
    """At most 15 ms more than the bare interpreter needs to run one statement; the best of some starts each."""
    if "java" in python.features:
        pytest.skip("compiling the worker takes a JVM a second")
    bare, ready = [], []
    for _ in range(8):
        start = time.perf_counter()
        with Conversation([python.path, "-c", "import os; os.write(1, b'up\\n')"], folder=tmp_path) as guest:
            assert guest.hear() == "up"
            bare.append(time.perf_counter() - start)
        start = time.perf_counter()
        with talk(python, tmp_path) as guest:
            assert isinstance(guest.load(python_entry("plain")), Ready)
            ready.append(time.perf_counter() - start)
    assert min(ready) - min(bare) < 0.015


def test_a_turn_takes_as_long_as_its_operations(python: Python, tmp_path: Path) -> None:
    """Ten times the operations take several times as long; warm-up is told apart."""
    with talk(python, tmp_path) as guest:
        guest.load(python_entry("sum"), size=20_000)
        guest.turn(20, warm=1)
        few, many = guest.turn(5, warm=1), guest.turn(50, warm=1)
        assert isinstance(few, TurnDone)
        assert isinstance(many, TurnDone)
        assert 0 < few.warm_ns < many.wall_ns
        assert many.wall_ns > 2 * few.wall_ns
        assert many.cpu_ns == -1 if "java" in python.features else many.cpu_ns > 0


@pytest.mark.parametrize(
    ("entry", "kind", "what", "line"),
    [
        ("bad_syntax", "import", "SyntaxError", None),
        ("bad_import", "import", "no_such_package_anywhere", 3),
        ("exits_on_import", "exit", "SystemExit: not today", 1),
        ("no_run", "load", "no run(state)", None),
        ("no_such_file", "load", "cannot read", None),
        ("setup_raises", "setup", "RuntimeError: no such luck", 3),
    ],
)
def test_an_entry_that_cannot_be_loaded_is_reported(
    python: Python, tmp_path: Path, entry: str, kind: str, what: str, line: int | None
) -> None:
    """Kind, message and the entry's own line; then the guest takes another entry, unless it is leaving."""
    file = python_entry(entry)
    with talk(python, tmp_path) as guest:
        report = guest.load(file)
        assert isinstance(report, ErrorReport)
        assert (report.kind, what in report.what) == (kind, True), report
        if line is not None:
            assert report.where == f"{file}:{line}"
        if entry == "bad_syntax":
            assert report.where.startswith(f"{file}:")
        if not report.fatal:
            assert isinstance(guest.load(python_entry("plain")), Ready)


@pytest.mark.parametrize(
    ("size", "kind", "what"),
    [
        (1, "run", "Mute"),
        (2, "run", "RuntimeError: "),
        (3, "run", "KeyError: "),
        (4, "run", "RuntimeError: xxx"),
        (5, "run", "RecursionError|RuntimeError|StackOverflow"),
        (6, "exit", "KeyboardInterrupt"),
    ],
    ids=["mute", "not-ascii", "special", "long", "deep", "interrupt"],
)
def test_no_exception_is_too_odd_to_report(python: Python, tmp_path: Path, size: int, kind: str, what: str) -> None:
    """One line of protocol comes out, whatever the exception says about itself."""
    with talk(python, tmp_path) as guest:
        guest.load(python_entry("hostile_error"), size=size)
        report = guest.turn()
        assert isinstance(report, ErrorReport)
        assert report.kind == kind
        assert any(name in report.what for name in what.split("|")), report
        assert len(report.what) <= 1100


def test_the_line_that_failed_is_the_entrys_own(python: Python, tmp_path: Path) -> None:
    """The deepest frame inside the entry, and the traceback on stderr for people."""
    file = python_entry("raises")
    with talk(python, tmp_path) as guest:
        guest.load(file)
        report = guest.turn()
        assert report == ErrorReport(kind="run", what="RuntimeError: no such luck", where=f"{file}:3")
        assert "Traceback" in guest.stderr()


def test_a_forked_child_that_comes_back_is_reported_and_ended(python: Python, tmp_path: Path) -> None:
    """The child says fork and ends; the parent goes on as if nothing had happened."""
    needs(python, "fork")
    with talk(python, tmp_path) as guest:
        guest.load(python_entry("forks"))
        report = guest.turn()
        assert isinstance(report, ErrorReport)
        assert report.kind == "fork"
        assert isinstance(report, ErrorReport)
        guest.say("phase name=after-free")
        assert guest.hear().startswith("turn inner=1 ")
        assert guest.hear() == "phase name=after-free"
        assert guest.end() == 0


def test_a_forked_child_that_ends_itself_is_none_of_our_business(python: Python, tmp_path: Path) -> None:
    """sys.exit in the child ends the child with its code, silently."""
    needs(python, "fork")
    with talk(python, tmp_path) as guest:
        guest.load(python_entry("forks_well"))
        done = guest.turn(3, warm=1)
        assert isinstance(done, TurnDone)
        assert done.answer == "7"


@pytest.mark.parametrize("entry", ["pool", "spawned"])
def test_entries_may_use_processes(python: Python, tmp_path: Path, entry: str) -> None:
    """Pools work, forked or started afresh, and end with the guest."""
    needs(python, "fork")
    with talk(python, tmp_path) as guest:
        ready = guest.load(python_entry(entry), size=10)
        if isinstance(ready, ErrorReport) and "get_context" in ready.what:
            pytest.skip("this Python only forks")
        done = guest.turn(2, warm=1)
        assert isinstance(done, TurnDone), guest.stderr()
        assert done.answer == "285"
        assert guest.end() == 0


def test_megabytes_on_stderr_do_not_disturb(python: Python, tmp_path: Path) -> None:
    """What is written to stderr goes there, all of it, and the turn comes back."""
    with talk(python, tmp_path) as guest:
        guest.load(python_entry("loud"), size=1500)
        done = guest.turn(1, warm=1)
        assert isinstance(done, TurnDone)
        # Some interpreters write the last block when they end.
        guest.end()
        assert guest.stderr().count("\n") >= 3000


def test_setup_gets_what_it_names(python: Python, tmp_path: Path) -> None:
    """All parameters for **kwargs; the input only where there is one."""
    with talk(python, tmp_path) as guest:
        guest.load(python_entry("keywords"), size=3)
        bare = guest.turn()
        guest.load(python_entry("keywords"), size=3, input="/some file")
        full = guest.turn()
        assert isinstance(bare, TurnDone)
        assert isinstance(full, TurnDone)
        assert (bare.answer, full.answer) == ("n=3 seed=7", "input=/some file n=3 seed=7")


def test_an_entry_named_like_a_loaded_module_does_not_replace_it(python: Python, tmp_path: Path) -> None:
    """`time.py` gets the interpreter's own time, and so does the guest."""
    with talk(python, tmp_path) as guest:
        assert isinstance(guest.load(python_entry("time"), size=3), Ready), guest.stderr()
        done = guest.turn(2)
        assert isinstance(done, TurnDone), guest.stderr()
        assert done.answer == "true"


def test_an_entry_is_an_ordinary_module(python: Python, tmp_path: Path) -> None:
    """It has a name that is not __main__, a file, neighbours it can import, and classes that know where they live."""
    with talk(python, tmp_path) as guest:
        guest.load(python_entry("dialect"))
        done = guest.turn()
        assert isinstance(done, TurnDone), guest.stderr()
        assert done.answer == "dialect dialect.py 42 dialect True"


@pytest.mark.parametrize(("size", "text"), [(1, "5"), (2, "0.5"), (3, "2.5"), (4, "1" + "0" * 30)])
def test_subclasses_and_scalars_of_libraries_are_written_as_numbers(
    python: Python, tmp_path: Path, size: int, text: str
) -> None:
    """Whatever their own repr says; and an int may have any number of digits up to the interpreter's limit."""
    with talk(python, tmp_path) as guest:
        guest.load(python_entry("odd_scalars"), size=size)
        done = guest.turn(2, warm=1)
        assert isinstance(done, TurnDone), done
        assert done.answer == text


def test_an_answer_that_changes_its_type_differs(python: Python, tmp_path: Path) -> None:
    """1 and 1.0 compare equal but are not the same answer."""
    with talk(python, tmp_path) as guest:
        guest.load(python_entry("types_differ"))
        report = guest.turn(1, warm=1)
        assert report == ErrorReport(kind="answer", what="answers differ from call to call: 1 then 1.0")


def test_loading_another_size_does_not_import_again(python: Python, tmp_path: Path) -> None:
    """The module's own state stays; only setup runs again."""
    file = tmp_path / "counts.py"
    file.write_text("imports = []\nimports.append(1)\ndef run(state):\n    imports.append(state)\n    return 1\n")
    with talk(python, tmp_path) as guest:
        first = guest.load(file, size=1)
        second = guest.load(file, size=2)
        assert isinstance(first, Ready)
        assert isinstance(second, Ready)
        assert first.import_ns == second.import_ns
        assert isinstance(guest.turn(), TurnDone)
        assert not list(tmp_path.glob("__pycache__"))


def test_freed_state_is_gone(python: Python, tmp_path: Path) -> None:
    """After `after-free` nothing of the state is left, not even in the traceback of an earlier failure."""
    if "java" in python.features:
        pytest.skip("the JVM collects when it wants to")
    file = tmp_path / "traced.py"
    file.write_text(
        "import weakref\n"
        "class State(object):\n    pass\n"
        "kept = []\n"
        "def setup(n):\n"
        "    if n == 1:\n        state = State()\n        kept.append(weakref.ref(state))\n        return state\n"
        "    return n\n"
        "def run(state):\n"
        "    if state == 2:\n        return kept[0]() is None\n"
        "    raise RuntimeError('trouble')\n"
    )
    with talk(python, tmp_path) as guest:
        guest.load(file, size=1)
        assert isinstance(guest.turn(), ErrorReport)
        assert guest.ask("phase name=after-free") == PhaseDone(name="after-free")
        guest.load(file, size=2)
        done = guest.turn()
        assert isinstance(done, TurnDone)
        assert done.answer == "true"
