"""Bad input: one clear line (what, where, what to try), the right exit code, nothing lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from end_to_end.conftest import CommandLine

GOOD = (
    'title = "Mine"\nquestion = "Fast?"\nsizes = { n = [1000, 2000, 4000] }\n'
    '[[entry]]\nname = "plain"\nlanguage = "python"\nfile = "plain.py"\nchange = "none"\n'
)


@pytest.mark.parametrize(
    ("args", "what", "hint"),
    [
        (("run", "calc-pie"), "calc-pie", "calc-pi"),
        (("run", "calc-pi", "-r", "cpyton"), "cpyton", "cpython"),
        (("run", "calc-pi", "--entry", "pyton"), "pyton", "python"),
        (("run", "calc-pi", "--baseline", "rust"), "rust", "--baseline"),
        (("run", "calc-pi", "--budget", "soon"), "soon", "60s"),
        (("run", "calc-pi", "--budget", "0.2s"), "at least one second", "--budget"),
        (("run", "calc-pi", "--precision", "150%"), "150%", "--precision"),
        (("run", "calc-pi", "--memory-limit", "much"), "much", "200MB"),
        (("run", "calc-pi", "--json", "/no/such/folder/x.json"), "cannot be written", "x.json"),
        (("run", "/no/such/folder"), "/no/such/folder", ""),
        (("show", "20200101-000000-abcd"), "there is no store here yet", "runoff run"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_words_are_one_line_with_a_hint(runoff: CommandLine, args: tuple[str, ...], what: str, hint: str) -> None:
    """Exit code 2, one line on stderr, no traceback."""
    done = runoff(*args)
    assert done.code == 2, done.err
    assert what in done.err
    assert hint in done.err
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (GOOD.replace('"Fast?"', '"Fast?'), ":2", "TOML"),
        (GOOD.replace("plain.py", "plane.py"), ":7", "plane.py"),
        (GOOD.replace("change =", "chance ="), ":8", "chance"),
        (GOOD.replace("[1000, 2000, 4000]", "[4000, 1000]"), ":3", "rise"),
    ],
    ids=["broken TOML", "file missing", "unknown key", "sizes not rising"],
)
def test_mistakes_in_a_workload_are_named_by_file_and_line(
    runoff: CommandLine, tmp_path: Path, text: str, line: str, what: str
) -> None:
    """The place is the line of the mistake."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "workload.toml").write_text(text)
    (folder / "plain.py").write_text("def run(n):\n    return n\n")
    done = runoff("run", str(folder), "-r", "cpython")
    assert done.code == 2
    assert f"workload.toml{line}" in done.err
    assert what.lower() in done.err.lower()


def test_interpreters_that_are_broken_are_rows_and_stop_nobody(runoff: CommandLine, tmp_path: Path) -> None:
    """A broken symlink and a program that prints garbage for its version."""
    folder = tmp_path / "interpreters" / "bin"
    folder.mkdir(parents=True)
    (folder / "python3.99").symlink_to("/nowhere/python")
    liar = folder / "pypy3.98"
    liar.write_text("#!/bin/sh\necho not a version\n")
    liar.chmod(0o755)
    runoff.env["RUNOFF_RUNTIMES"] = str(folder.parent)
    listed = runoff("runtimes", "--json")
    assert listed.code == 0, listed.err
    rows = [row for row in json.loads(listed.out) if str(folder) in json.dumps(row)]
    assert len(rows) == 2
    assert all(not row["available"] and row["reason"] for row in rows)


def test_without_go_and_without_a_registry_the_rest_is_raced(runoff: CommandLine, tmp_path: Path) -> None:
    """Go and Numba become rows that say what is missing; Python is raced; exit code 0."""
    without_go = [part for part in os.environ["PATH"].split(os.pathsep) if not (Path(part) / "go").exists()]
    runoff.env |= {
        "PATH": os.pathsep.join(without_go),
        "RUNOFF_CACHE": str(tmp_path / "cache"),
        "UV_OFFLINE": "1",
        "UV_CACHE_DIR": str(tmp_path / "uv"),
    }
    chosen = ("-r", "cpython", "-r", "go", "-r", "numba")
    ran = runoff("run", "calc-pi", *chosen, "--quick", "--budget", "3s", document=True)
    assert ran.code == 0, ran.err
    statuses = {one["entry"]: one for one in ran.document["workloads"][0]["contenders"]}
    assert statuses["numba"]["status"] == "unavailable"
    assert statuses["go"]["status"] == "unavailable"
    assert statuses["go"]["reason"]
    assert statuses["python"]["status"] == "ok"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_store_that_cannot_be_written_is_told_before_the_race(runoff: CommandLine, tmp_path: Path) -> None:
    """A folder without write permission."""
    runoff.folder = tmp_path / "closed"
    runoff.folder.mkdir(mode=0o555)
    done = runoff("run", "calc-pi", "-r", "cpython", "--quick")
    assert done.code == 3


def test_a_file_that_is_no_journal_is_refused(runoff: CommandLine) -> None:
    """A text file at the journal's place stays as it is."""
    file = runoff.folder / "runoff.db"
    file.write_text("dear diary")
    done = runoff("run", "calc-pi", "-r", "cpython", "--quick")
    assert done.code in {2, 3}
    assert len(done.err.strip().splitlines()) == 1
    assert file.read_text() == "dear diary"


def test_help_and_version_say_what_they_should(runoff: CommandLine) -> None:
    """Every command has a help worth reading."""
    for command in ("run", "resume", "show", "runtimes", "workloads", "selfcheck", "version"):
        helped = runoff(command, "--help")
        assert helped.code == 0
        assert len(helped.out) > 100
    assert runoff("version").out.startswith("runoff ")
