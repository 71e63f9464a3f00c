"""Options that several commands share, and the reading of what users write into them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from runoff.errors import UsageError

Value = TypeVar("Value")

DEFAULT_STORE = ".runoff/runoff.db"

Store = Annotated[
    str, typer.Option("--db", metavar="PATH", help="The journal that runs are recorded in.", envvar="RUNOFF_DB")
]
JsonFile = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the result as JSON (schema runoff.result/1).")
]
MarkdownFile = Annotated[Path | None, typer.Option("--markdown", metavar="FILE", help="Write the report as Markdown.")]


def read(option: str, text: str, reader: Callable[[str], Value]) -> Value:
    """Read an option's text; UsageError naming the option when it makes no sense."""
    try:
        return reader(text)
    except ValueError as error:
        raise UsageError(str(error), where=option) from None
