"""`runoff resume`: go on with a run that was interrupted."""

from __future__ import annotations

from typing import Annotated

import typer

from runoff.cli import options


def resume(
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", help="Default: the newest unfinished one.")] = None,
    json: options.JsonFile = None,
    markdown: options.MarkdownFile = None,
    db: options.Store = options.DEFAULT_STORE,
) -> None:
    """Go on with an interrupted run: same plan, same seed, nothing raced twice.

    What was recorded counts; the heat that was cut off is left as far as it
    got, and the next one begins with fresh guests.
    """
    from runoff.cli import racing

    raise typer.Exit(racing.resume(run, db=db, json=json, markdown=markdown))
