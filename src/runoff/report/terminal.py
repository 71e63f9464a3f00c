"""A Page in a terminal: colours where there are any, and the same words without them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.style import Style
from rich.table import Table as RichTable
from rich.text import Text as RichText

from runoff.report.blocks import Block, Cell, Heading, Items, Page, Table, Text, Tone
from runoff.report.fold import fold

STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.GOOD: "green",
    Tone.WARN: "yellow",
    Tone.BAD: "bold red",
    Tone.DIM: "dim",
}
ASCII = str.maketrans({"µ": "u", "±": "+-"})
GAP = 2


def print_page(page: Page, console: Console | None = None) -> None:
    """Print every block to `console`, at its width; to standard output by default."""
    console = console or Console(highlight=False)
    before: Block | None = None
    for block in page.blocks:
        if _apart(before, block):
            console.print()
        _print(block, console)
        before = block


def _apart(before: Block | None, block: Block) -> bool:
    """Whether a blank line belongs between two blocks."""
    if before is None or (isinstance(before, Heading) and before.level == 1):
        return False
    return not (isinstance(before, Items) and isinstance(block, Items))


def _print(block: Block, console: Console) -> None:
    match block:
        case Heading():
            console.print(_heading(block, console), soft_wrap=False, highlight=False)
        case Text():
            console.print(_paragraph(block, console), highlight=False)
        case Items():
            _print_items(block, console)
        case Table():
            _print_table(block, console)


def plain(text: str, console: Console) -> str:
    """`text` in the characters that this terminal can show."""
    return text if console.encoding.lower().startswith("utf") else text.translate(ASCII)


def _heading(block: Heading, console: Console) -> RichText:
    return RichText(plain(block.text, console), style="bold" if block.level == 1 else "bold underline")


def _paragraph(block: Text, console: Console) -> RichText:
    lead = RichText(f"{plain(block.lead, console)} ", style=Style.parse("bold") + Style.parse(STYLES[block.tone]))
    body = RichText(plain(block.text, console), style="dim" if block.tone is Tone.DIM else "")
    return RichText.assemble(lead, body) if block.lead else body


def _print_items(block: Items, console: Console) -> None:
    table = RichTable.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column()
    for item in block.items:
        table.add_row(
            RichText(plain(item.mark, console), style=STYLES[item.tone]),
            RichText(plain(item.text, console), style="dim" if item.tone is Tone.DIM else ""),
        )
    console.print(RichText(plain(block.title, console), style="bold"))
    console.print(Padding(table, (0, 0, 0, 2)))


def _print_table(block: Table, console: Console) -> None:
    if block.title:
        console.print(RichText(plain(block.title, console), style="bold"))
    for number, part in enumerate(fold(block, _widths(block, console), console.width, gap=GAP)):
        if number:
            console.print()
        console.print(_grid(block, part, console))


def _shown(cell: Cell, console: Console) -> str:
    """Struck text keeps its mark where a terminal shows no styles, as in a file or a log."""
    text = plain(cell.text, console)
    return f"~~{text}~~" if cell.struck else text


def _widths(block: Table, console: Console) -> list[int]:
    return [
        max(len(column.title), *(len(_shown(row[index], console)) for row in block.rows), 0)
        for index, column in enumerate(block.columns)
    ]


def _grid(block: Table, part: Sequence[int], console: Console) -> RichTable:
    table = RichTable(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold", show_edge=False)
    for index in part:
        column = block.columns[index]
        table.add_column(column.title, justify="right" if column.right else "left", overflow="fold")
    for row in block.rows:
        table.add_row(*(_cell(row[index], console) for index in part))
    return table


def _cell(cell: Cell, console: Console) -> RichText:
    style = STYLES[cell.tone]
    return RichText(_shown(cell, console), style=f"{style} strike".strip() if cell.struck else style)
