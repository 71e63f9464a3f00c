"""What only a compiled guest can get wrong: work that the compiler moves, children, programs that end."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from fakes.conversation import Conversation
from fakes.guests import DATA, GUESTS, NAMED, build_c, build_go
from runoff.race.protocol import ErrorReport, Ready, TurnDone

HARD = ["-O3", "-march=native", "-flto", "-ffast-math"]


def build(language: str, folder: Path) -> Path:
    """The `mix` entry as a user would build it, C with everything that a compiler is allowed."""
    out = folder / "mix"
    command = {
        "c": ["cc", *HARD, f"-I{GUESTS / 'c'}", "-o", str(out), str(DATA / "mix.c"), "-lm"],
        "go": ["go", "build", "-o", str(out), str(DATA / "mix.go")],
    }[language]
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} on this machine")
    done = subprocess.run(command, cwd=GUESTS / "go", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("language", ["c", "go"])
def test_no_compiler_does_the_work_once_for_all_operations(language: str, tmp_path: Path) -> None:
    """Twenty times the operations take about twenty times as long, though each is the same pure call."""
    with Conversation([build(language, tmp_path)], folder=tmp_path) as guest:
        assert isinstance(guest.load(tmp_path / "entry", size=20_000), Ready)
        few = [guest.turn(10, warm=1) for _ in range(5)]
        many = [guest.turn(200, warm=1) for _ in range(5)]
        fastest_few = min(done.cpu_ns for done in few if isinstance(done, TurnDone))
        fastest_many = min(done.cpu_ns for done in many if isinstance(done, TurnDone))
        assert 12 < fastest_many / fastest_few < 30


def test_go_tells_the_settings_that_move_timings(tmp_path: Path) -> None:
    """As they are in effect."""
    settings = {"GOMAXPROCS": "1", "GOGC": "50", "GOMEMLIMIT": "1MiB"}
    with Conversation([build("go", tmp_path)], folder=tmp_path, env=settings) as guest:
        ready = guest.load(tmp_path / "entry")
        assert isinstance(ready, Ready)
        assert ready.facts["gomaxprocs"] == "1"
        assert ready.facts["gogc"] == "50"
        assert ready.facts["gomemlimit"] == str(2**20)


def test_a_panic_names_the_line_of_the_entry(tmp_path: Path) -> None:
    """Not a line of the library."""
    source = tmp_path / "broken.go"
    source.write_text(
        '//go:build ignore\n\npackage main\n\nimport "runoff/guest"\n\n'
        "func run(state any) any {\n\tvar numbers []int\n\treturn numbers[state.(int)]\n}\n\n"
        "func main() { guest.Main(guest.Entry{Run: run}) }\n"
    )
    if shutil.which("go") is None:
        pytest.skip("no go on this machine")
    built = tmp_path / "broken"
    subprocess.run(["go", "build", "-o", built, source], cwd=GUESTS / "go", check=True)
    with Conversation([built], folder=tmp_path) as guest:
        guest.load(source)
        report = guest.turn()
        assert isinstance(report, ErrorReport)
        assert report.kind == "run"
        assert "index out of range" in report.what
        assert report.where == f"{source}:9"


def test_a_go_error_returned_as_the_answer_is_a_failed_run(tmp_path: Path) -> None:
    """`return err` is how Go says that it did not work."""
    source = tmp_path / "fails.go"
    source.write_text(
        '//go:build ignore\n\npackage main\n\nimport (\n\t"errors"\n\n\t"runoff/guest"\n)\n\n'
        'func main() { guest.Main(guest.Entry{Run: func(any) any { return errors.New("no such luck") }}) }\n'
    )
    if shutil.which("go") is None:
        pytest.skip("no go on this machine")
    built = tmp_path / "fails"
    subprocess.run(["go", "build", "-o", built, source], cwd=GUESTS / "go", check=True)
    with Conversation([built], folder=tmp_path) as guest:
        guest.load(source)
        report = guest.turn()
        assert isinstance(report, ErrorReport)
        assert (report.kind, report.what) == ("run", "*errors.errorString: no such luck")


def test_a_forked_child_of_a_c_entry_is_reported_and_ended(tmp_path: Path) -> None:
    """The child says fork, the parent gives its answer, in whichever order they come."""
    with Conversation([build_c(tmp_path)], folder=tmp_path, env={NAMED: "forks"}) as guest:
        guest.load(tmp_path / "entry")
        guest.say("turn inner=1 warm=0")
        words = sorted(guest.hear().split(" ")[0] for _ in range(2))
        assert words == ["error", "turn"]
        assert guest.end() == 0


def test_a_go_guest_that_dies_in_another_goroutine_leaves_its_reason_on_stderr(tmp_path: Path) -> None:
    """Nothing can catch that panic; the pipe ends and stderr says why."""
    with Conversation([build_go(tmp_path)], folder=tmp_path, env={NAMED: "goroutine_panics"}) as guest:
        guest.load(tmp_path / "entry")
        guest.say("turn inner=1 warm=0")
        assert guest.hear() == ""
        assert guest.process.wait(10) == 2
        assert "no such luck" in guest.stderr()
