"""A registry of one wheel, a workload to prepare, and a toolbox that writes down what it says."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from fakes.workbench import Bench
from runoff.model.runtime import Runtime


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the wheel of `tinything` 1.2, the only registry that uv asks."""
    folder = tmp_path / "registry"
    folder.mkdir()
    info = "tinything-1.2.dist-info"
    with zipfile.ZipFile(folder / "tinything-1.2-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tinything.py", "ANSWER = 42\n")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tinything\nVersion: 1.2\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    monkeypatch.setenv("UV_FIND_LINKS", str(folder))
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    return folder


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An empty bench."""
    return Bench(root=tmp_path)


@pytest.fixture
def own() -> Runtime:
    """The interpreter that runs these tests."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    return Runtime(id="cpython-own", family="cpython", language="python", version="3", argv=(base,))
