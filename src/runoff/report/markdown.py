"""A Page as GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from runoff.report.blocks import Block, Cell, Heading, Items, Page, Table, Text
from runoff.report.fold import fold

WIDTH = 110
"""Characters of a table that a README shows without scrolling."""


def render(page: Page) -> str:
    """The page as Markdown, ending in a newline."""
    return "\n\n".join(_block(block) for block in page.blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_escaped(block.text)}"
        case Text():
            lead = f"**{_escaped(block.lead)}** " if block.lead else ""
            return lead + _escaped(block.text)
        case Items():
            return f"{_escaped(block.title)}:\n\n" + "\n".join(
                f"- **{_escaped(item.mark)}** {_escaped(item.text)}" if item.mark != "-" else f"- {_escaped(item.text)}"
                for item in block.items
            )
        case Table():
            return _table(block)


def _table(block: Table) -> str:
    cells = [[_cell(cell) for cell in row] for row in block.rows]
    titles = [column.title for column in block.columns]
    widths = [max(len(row[index]) for row in (titles, *cells)) for index in range(len(titles))]
    parts = [_part(block, titles, cells, widths, part) for part in fold(block, widths, WIDTH, gap=3)]
    title = f"{_escaped(block.title)}:\n\n" if block.title else ""
    return title + "\n\n".join(parts)


def _part(
    block: Table, titles: Sequence[str], cells: Sequence[Sequence[str]], widths: Sequence[int], part: Sequence[int]
) -> str:
    rules = ["-" * (widths[index] - 1) + ":" if block.columns[index].right else "-" * widths[index] for index in part]
    lines = [[titles[index] for index in part], rules, *([row[index] for index in part] for row in cells)]
    return "\n".join("| " + " | ".join(_padded(block, widths, part, line)) + " |" for line in lines)


def _padded(block: Table, widths: Sequence[int], part: Sequence[int], line: Sequence[str]) -> list[str]:
    return [
        text.rjust(widths[index]) if block.columns[index].right else text.ljust(widths[index])
        for index, text in zip(part, line, strict=True)
    ]


def _cell(cell: Cell) -> str:
    text = _escaped(cell.text)
    return f"~~{text}~~" if cell.struck else text


def _escaped(text: str) -> str:
    """Without the characters that Markdown would take for markup."""
    kept = " ".join(text.split()).replace("\\", "\\\\")
    for character in "|*_`<":
        kept = kept.replace(character, f"\\{character}")
    # A tilde in front of a number means "about", not the start of struck text.
    return kept.replace("~", "\\~")
