"""Stores for these tests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.races import make_run, typical_race
from fakes.stores import keep
from runoff.model.plan import Run
from runoff.model.sample import Race


@pytest.fixture
def race() -> Race:
    """A race as it comes out."""
    return typical_race(rounds=4)


@pytest.fixture
def run(race: Race) -> Run:
    """The run of that race."""
    return make_run([race])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a store may be made."""
    return tmp_path / "runoff.db"


@pytest.fixture
def store(file: Path, run: Run, race: Race) -> Path:
    """A store that holds the run, finished."""
    keep(file, run, race)
    return file


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may look into, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="runoff-store-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
