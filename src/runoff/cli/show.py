"""`runoff show`: every table of a run, from the journal alone."""

from __future__ import annotations

from typing import Annotated

import typer

from runoff.cli import options


def show(
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", help="A run's id. Default: the newest.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the runs in the journal.")] = False,
    json: options.JsonFile = None,
    markdown: options.MarkdownFile = None,
    db: options.Store = options.DEFAULT_STORE,
) -> None:
    """Print a recorded run again. Nothing is raced; every figure is worked out from the raw samples."""
    from runoff.cli import racing

    raise typer.Exit(racing.list_runs(db) if list_ else racing.show(run, db=db, json=json, markdown=markdown))
