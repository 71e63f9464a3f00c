"""`runoff selfcheck`: races with known outcomes, to see whether this machine's results can be trusted."""

from __future__ import annotations

from typing import Annotated

import typer

from runoff.cli import options


def selfcheck(
    quick: Annotated[
        bool, typer.Option(help="Fewer and shorter races: under a minute instead of two or three.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every shuffle, hash and resample.")] = 1,
    db: options.Store = "",
) -> None:
    """Race what has a known outcome, and print how often runoff got it right.

    The same contender twice, slowdowns planted at 2, 5 and 10 %, work that a compiler
    deleted, an answer that is a constant, a guest that stalls, one that never
    answers and one whose clock runs slow. Exit code 1 when anything is not as it must be.
    Nothing is recorded unless --db names a journal.
    """
    from runoff.selfcheck.report import check

    raise typer.Exit(check(quick=quick, seed=seed, db=db or None))
