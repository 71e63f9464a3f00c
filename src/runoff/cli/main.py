"""Entry point of the `runoff` command."""

from __future__ import annotations

import os
import sys

import typer

from runoff.cli import resume, run, runtimes, selfcheck, show, version, workloads
from runoff.errors import RunoffError

EXIT_INTERRUPTED = 130

app = typer.Typer(
    help="Run the same work on many language runtimes, turn by turn, and name the cheapest change worth making.",
    epilog="Exit codes: 0 fine, 1 invalid or failed contenders, 2 wrong use, 3 this machine lacks something.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(run.run)
app.command()(resume.resume)
app.command()(show.show)
app.command()(runtimes.runtimes)
app.command()(workloads.workloads)
app.command()(selfcheck.selfcheck)
app.command()(version.version)


def main() -> None:
    """Run the command line; the only place that turns errors into exit codes."""
    try:
        if sys.argv[1:] in (["version"], ["--version"]):
            # Answered without building the command line, which costs ten times as much.
            version.version()
            return
        app()
    except RunoffError as error:
        print(f"runoff: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("runoff: interrupted; nothing recorded is lost, `runoff resume` goes on", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output (head, less) has gone; a traceback at interpreter exit would be noise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
