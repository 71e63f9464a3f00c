"""Real races of real guests: what has to hold on any machine, however slow or loaded."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from end_to_end.conftest import TRAPS, CommandLine, wait_until

QUICK = ("--quick", "--budget", "4s")


def test_a_run_races_reports_and_can_be_shown_again(runoff: CommandLine) -> None:
    """The table, the Markdown and the JSON of a run can be had again from the journal alone."""
    ran = runoff("run", "int-arithmetic", "-r", "cpython", *QUICK, document=True)
    assert ran.code == 0, ran.err
    shown = runoff("show", "--markdown", str(runoff.folder / "again.md"), document=True)
    assert shown.code == 0
    assert shown.document == ran.document
    assert shown.out in ran.out
    assert "| python@" in (runoff.folder / "again.md").read_text()


def test_the_same_contender_twice_is_never_called_different_by_much(runoff: CommandLine) -> None:
    """An A/A pair: same or unknown; whatever the machine does, not a ratio of 1.5."""
    ran = runoff("run", "int-arithmetic", "-r", "cpython", "-r", "cpython", *QUICK, document=True)
    first, second = ran.document["workloads"][0]["contenders"]
    assert {first["call"], second["call"]} <= {"baseline", "same", "unknown", "faster", "slower"}
    other = second if first["call"] == "baseline" else first
    assert other["id"].endswith("#2")
    assert 0.67 < other["ratio"]["value"] < 1.5


def test_deleted_work_is_refused_by_rule_in_every_language(runoff: CommandLine) -> None:
    """Go's and C's deleted loops, a constant and a wrong answer are invalid; the honest entries are not."""
    wanted = ["-r", "cpython"]
    wanted += ["-r", "c"] if shutil.which("cc") else []
    wanted += ["-r", "go"] if shutil.which("go") else []
    ran = runoff("run", str(TRAPS / "calc-pi-deleted"), *wanted, "--quick", "--budget", "10s", document=True)
    assert ran.code == 1
    assert ran.contender("python")["status"] == "ok"
    assert "work-removed" in ran.contender("constant")["reason"]
    assert "same-answer" in ran.contender("wrong")["reason"]
    for trap in [name for name, tool in (("go-deleted", "go"), ("c-deleted", "cc")) if shutil.which(tool)]:
        refused = ran.contender(trap)
        assert refused["status"] == "invalid"
        assert "work-removed" in refused["reason"]
        assert refused["ratio"] is None
    if shutil.which("go"):
        assert ran.contender("go")["status"] == "ok"


BAD = {
    "allocates": "more than the",
    "differs": "answers differ from call to call",
    "exits": "SystemExit",
    "exits-at-import": "SystemExit",
    "forks": "forked",
    "import-fails": "no_such_module_for_runoff",
    "killed": "SIGKILL",
    "late": "SIGKILL",
    "list": "returned list",
    "nan": "NaN",
    "no-run": "no run(state)",
    "nothing": "NoneType",
    "os-exit": "exit code 0",
    "raises": "ValueError",
    "segfaults": "SIGSEGV",
    "setup-raises": "RuntimeError",
    "sleeps": "did not answer within 2 s (it has used 0.",
    "spins": "did not answer within 2 s",
    "syntax-error": "syntax_error.py:4",
}


def test_every_bad_entry_costs_itself_only_and_says_why(runoff: CommandLine) -> None:
    """Twenty-five entries that misbehave, one that does not: each has its reason, and the good one its number."""
    options = ("--quick", "--budget", "8s", "--timeout", "2s", "--memory-limit", "300MB")
    ran = runoff("run", str(TRAPS / "bad"), "-r", "cpython", *options, document=True)
    assert ran.code == 1
    assert "Traceback" not in ran.err
    for entry, reason in BAD.items():
        failed = ran.contender(entry)
        assert failed["status"] == "failed", entry
        assert reason in failed["reason"], entry
    for harmless in ("good", "prints", "closes-stdout", "protocol-line"):
        assert ran.contender(harmless)["status"] == "ok", harmless
    assert ran.contender("wrong")["status"] == "invalid"
    assert ran.contender("needs-too-much")["status"] == "unavailable"


@pytest.mark.skipif(shutil.which("go") is None, reason="needs go on PATH")
def test_bad_go_entries_cost_themselves_only(runoff: CommandLine) -> None:
    """A panic, an exit, a print and a compile error in Go."""
    ran = runoff("run", str(TRAPS / "bad-go"), "-r", "cpython", "-r", "go", *QUICK, document=True)
    statuses = {one["entry"]: one["status"] for one in ran.document["workloads"][0]["contenders"]}
    assert statuses["panics"] == "failed"
    assert statuses["exits"] == "failed"
    assert statuses["prints"] == "ok"
    assert statuses["does-not-compile"] == "unavailable"


def test_a_killed_run_leaves_nothing_running_and_goes_on(runoff: CommandLine) -> None:
    """SIGKILL in the middle of a heat: guests die, what was recorded stays, resume finishes with the same seed."""
    process = runoff.start("run", "int-arithmetic", "-r", "cpython", "--seed", "7", "--budget", "12s", "--heats", "5")
    db = runoff.folder / "runoff.db"
    assert wait_until(lambda: _samples(db, heat=2) > 6, seconds=60)
    assert len(runoff.alive()) > 1
    process.kill()
    process.wait()
    assert wait_until(lambda: not runoff.alive(), seconds=5)
    before = _samples(db)
    resumed = runoff("resume", document=True)
    assert resumed.code == 0, resumed.err
    assert resumed.document["seed"] == 7
    assert resumed.document["workloads"][0]["contenders"][0]["heats"] >= 4
    assert _samples(db) > before
    again = runoff("resume")
    assert again.code == 2
    assert "no run was interrupted" in again.err


def test_an_interrupt_from_the_keyboard_ends_cleanly(runoff: CommandLine) -> None:
    """Ctrl-C: one line, exit code 130, nothing running, and the run can go on."""
    process = runoff.start("run", "int-arithmetic", "-r", "cpython", "--budget", "30s", "--heats", "5")
    assert wait_until(lambda: _samples(runoff.folder / "runoff.db", heat=1) > 3, seconds=60)
    process.send_signal(2)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "runoff resume" in out
    assert "Traceback" not in out


def test_two_runoffs_do_not_write_one_journal(runoff: CommandLine) -> None:
    """The second one is refused with a line that names the first; the first goes on."""
    first = runoff.start("run", "int-arithmetic", "-r", "cpython", "--budget", "20s", "--heats", "3", "--seed", "1")
    assert wait_until(lambda: _samples(runoff.folder / "runoff.db") > 3, seconds=60)
    second = runoff("run", "int-arithmetic", "-r", "cpython", *QUICK)
    assert second.code == 3
    assert str(first.pid) in second.err
    shown = runoff("show")
    assert shown.code == 0
    assert first.wait(timeout=90) == 0
    first.communicate()


def test_guests_of_a_failed_host_know_their_place_on_one_core(runoff: CommandLine) -> None:
    """With one core to use the run says so and still comes to an end."""
    if not shutil.which("taskset"):
        pytest.skip("needs taskset")
    import subprocess

    argv = ["taskset", "-c", "0", *runoff.argv("run", "int-arithmetic", "-r", "cpython", "-r", "cpython", *QUICK)]
    done = subprocess.run(argv, capture_output=True, text=True, env=runoff.environment(), check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "one core" in done.stdout


def test_a_workload_of_ones_own_works_like_a_bundled_one(runoff: CommandLine, tmp_path: Path) -> None:
    """A folder with a TOML and a module, named by its path."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "workload.toml").write_text(
        'title = "Mine"\nquestion = "Fast?"\nsizes = { n = [1000, 2000, 4000] }\n'
        '[[entry]]\nname = "plain"\nlanguage = "python"\nfile = "plain.py"\nchange = "none"\n'
    )
    (folder / "plain.py").write_text("def run(n):\n    return sum(i * i % 7 for i in range(n))\n")
    ran = runoff("run", str(folder), "-r", "cpython", "-r", "cpython", "--budget", "3s", document=True)
    assert ran.code == 0, ran.err
    assert ran.contender("plain")["status"] == "ok"


def _samples(db: Path, heat: int | None = None) -> int:
    """Turns in the journal so far, read from outside while it is written."""
    if not db.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as connection:
            where = "" if heat is None else f" where heat = {heat}"
            return int(connection.execute(f"select count(*) from sample{where}").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
