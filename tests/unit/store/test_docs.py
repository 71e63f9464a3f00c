"""docs/store.md says what is there, and its examples run."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy import Table

from fakes.stores import keep
from runoff.model.plan import Run
from runoff.model.sample import Race
from runoff.store.formats import FORMAT
from runoff.store.tables import METADATA

PAGE = Path(__file__).parents[3].joinpath("docs", "store.md").read_text("utf-8")


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_every_column_is_told(table: Table) -> None:
    """Each table by its name in bold, each column as code."""
    start = PAGE.index(f"**{table.name}**")
    told = PAGE[start : PAGE.find("\n**", start + 1)]
    for column in table.columns:
        assert column.name in ("race", "seq") or f"`{column.name}`" in told


def test_every_member_of_the_result_is_told() -> None:
    """Whatever the schema knows stands on the page."""
    schema = json.loads(files("runoff.report").joinpath("result.schema.json").read_text("utf-8"))
    told = PAGE[PAGE.index("## The result document") :]
    for rule in [schema, *schema["$defs"].values()]:
        for member in rule.get("properties", ()):
            assert f"`{member}`" in told


def test_the_format_is_told() -> None:
    """The page is about the format that is written."""
    assert f"\nFormat {FORMAT}. " in PAGE
    assert f"\n| {FORMAT} | runoff " in PAGE


def test_the_python_example_runs(tmp_path: Path, run: Run, race: Race) -> None:
    """From the folder in which runoff was run, as the page says."""
    keep(tmp_path / ".runoff" / "runoff.db", run, race)
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 12
    assert re.match(r"go@go-1\.26 +heat 1: 6\.\d{3} ms, 4 turns\n", done.stdout)


def test_the_sql_example_runs(store: Path, race: Race) -> None:
    """SQLite looks into the plan."""
    (example,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    seconds = race.plan.policy.budget_ns / 1e9
    connection = sqlite3.connect(store)
    assert connection.execute(example).fetchall() == [("calc-pi", race.plan.seed, seconds)]
    connection.close()
