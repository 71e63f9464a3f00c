"""Markdown that GitHub renders as meant."""

from __future__ import annotations

import pytest

from runoff.report.blocks import Block, Cell, Column, Heading, Item, Items, Page, Table, Text
from runoff.report.markdown import render


@pytest.mark.parametrize(
    ("block", "text"),
    [
        pytest.param(Heading(text="calc-pi", level=2), "## calc-pi\n", id="heading"),
        pytest.param(Text(text="stay", lead="Verdict:"), "**Verdict:** stay\n", id="lead"),
        pytest.param(Text(text="a|b *c* `d` <e>"), "a\\|b \\*c\\* \\`d\\` \\<e>\n", id="markup is escaped"),
        pytest.param(Text(text="~10x"), "\\~10x\n", id="about is not struck"),
        pytest.param(Text(text="two\nlines"), "two lines\n", id="one paragraph"),
        pytest.param(
            Items(title="Notes", items=(Item(mark="-", text="a"), Item(mark="build", text="b"))),
            "Notes:\n\n- a\n- **build** b\n",
            id="list",
        ),
    ],
)
def test_blocks(block: Block, text: str) -> None:
    """One block, one paragraph, list or heading."""
    assert render(Page(blocks=(block,))) == text


def test_a_table_aligns_and_strikes() -> None:
    """Numbers to the right, invalid ones struck."""
    table = Table(
        columns=(Column(title="who"), Column(title="time", right=True)),
        rows=((Cell(text="a"), Cell(text="1 ms")), (Cell(text="b_"), Cell(text="~9 ns", struck=True))),
    )
    assert render(Page(blocks=(table,))) == (
        "| who |       time |\n| --- | ---------: |\n| a   |       1 ms |\n| b\\_ | ~~\\~9 ns~~ |\n"
    )


def test_a_ragged_table_is_refused() -> None:
    """A row has a cell for every column."""
    with pytest.raises(ValueError, match="more or fewer cells"):
        Table(columns=(Column(title="a"),), rows=((),))
