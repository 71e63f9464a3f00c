"""The example in docs/workloads.md is a workload that works."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from runoff.model.workload import Change
from runoff.spec import entries, read
from runoff.spec.read import read_workload

GUIDE = (Path(__file__).parents[3] / "docs" / "workloads.md").read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the guide, as a reader would save them."""
    for block in re.findall(r"```(?:toml|python|go)\n(.*?)```", GUIDE, re.DOTALL):
        name = re.search(r"^(?:#|//) (count-words/\S+)$", block, re.MULTILINE)
        assert name, "a block of code without a file name"
        file = tmp_path / name[1]
        file.parent.mkdir(exist_ok=True)
        file.write_text(block)
    return tmp_path / "count-words"


def test_the_example_gives_the_answers_it_states(folder: Path) -> None:
    """Whoever copies the example has a race that runs."""
    workload = read_workload(folder)
    assert [entry.language for entry in workload.entries] == ["python", "go"]
    module = runpy.run_path(str(workload.entries[0].file))
    assert workload.sizes == tuple(workload.expected)
    assert {size: str(module["run"](module["setup"](size))) for size in workload.sizes} == workload.expected


@pytest.mark.parametrize("key", [*read._EXAMPLES, *entries._EXAMPLES])
def test_every_key_is_in_the_guide(key: str) -> None:
    """The tables of the guide leave no key out."""
    assert f"| `{key}` |" in GUIDE or f"[[{key}]]" in GUIDE


@pytest.mark.parametrize("word", [*Change, *entries.Language])
def test_every_word_is_in_the_guide(word: str) -> None:
    """So do they with the words that a key may have."""
    assert f"`{word}`" in GUIDE


def test_the_mistake_in_the_guide_is_told_as_it_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line shown is the line printed."""
    told = re.search(r"runoff: (count-words/.*)", GUIDE)
    assert told
    monkeypatch.chdir(folder.parent)
    file = folder / "workload.toml"
    file.write_text(file.read_text().replace('"rewrite"', '"rewritten"'))
    with pytest.raises(Exception, match="unknown change") as caught:
        read_workload(Path("count-words"))
    assert str(caught.value) == told[1]
