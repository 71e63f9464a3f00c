"""`runoff runtimes`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runoff.cli.runtimes import runtimes


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own, a broken interpreter, a wide terminal."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3.99").symlink_to(tmp_path / "gone")
    monkeypatch.setenv("RUNOFF_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RUNOFF_RUNTIMES", f"{tmp_path}:{tmp_path / 'absent'}")
    monkeypatch.setenv("COLUMNS", "250")


def test_the_table_shows_what_is_there_and_what_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    """With the reason, the way to get it, and the folder that does not exist."""
    runtimes()
    shown = capsys.readouterr()
    assert "runs runoff" in shown.out
    assert "cpython-3.99-broken" in shown.out
    assert "which does not exist" in shown.out
    assert "uv python install" in shown.out
    assert "absent, which is not a folder" in shown.err


def test_json_holds_every_field_of_every_runtime(capsys: pytest.CaptureFixture[str]) -> None:
    """A list of objects, and nothing else on standard output."""
    runtimes(json=True)
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert not rows["cpython-3.99-broken"]["available"]
    own = next(row for row in rows.values() if row["facts"].get("own") == "yes")
    assert {"id", "family", "version", "argv", "env", "facts", "by_default", "reason", "get"} <= set(own)
