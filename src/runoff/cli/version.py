"""`runoff version`."""

from __future__ import annotations

import platform

import typer

import runoff


def version() -> None:
    """Print runoff's version and the Python that runs it."""
    typer.echo(f"runoff {runoff.__version__} ({platform.python_implementation()} {platform.python_version()})")
