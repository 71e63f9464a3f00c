"""`python -m benchmarks`: run benchmarks that are not done yet, or write the table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

from benchmarks import facts, jobs, lines, load, overhead, pairs, power, repeatability, simulated, speed, table, tools
from benchmarks.jobs import Job, Order

QUIET, LOADED = "quiet", "loaded"
DEFAULT_SEED = 1000

# In the order in which they run when none is named: what is quick first, what takes half an hour last.
BENCHMARKS: dict[str, Callable[[Order], list[Job]]] = {
    "speed": speed.jobs,
    "overhead": overhead.jobs,
    "coverage": simulated.jobs,
    "repeatability": repeatability.jobs,
    "power": power.jobs,
    "aa": pairs.jobs,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 when all was measured, 1 when some measurements failed."""
    options = parser().parse_args(argv)
    if options.names == ["table"]:
        table.write(options.results)
        return 0
    names = options.names or list(BENCHMARKS)
    order = Order(state=options.state, runs=options.runs, rivals=options.rivals, seed=options.seed)
    say(tools.install_hyperfine())
    todo = {name: BENCHMARKS[name](order) for name in names}
    for name in names if options.fresh else ():
        lines.file_of(name, order.state, options.results).unlink(missing_ok=True)
    say(estimate(todo, order, options.results))
    failures = 0
    for name, wanted in todo.items():
        file = lines.file_of(name, order.state, options.results)
        there = lines.read(file)
        if not jobs.missing(wanted, there):
            say(f"{name} ({order.state}): all there")
            continue
        # Going on after an interruption must not meet the same bursts again.
        busy = load.background(order.seed + len(there)) if order.state == LOADED else nullcontext()
        with busy:
            failures += jobs.carry_out(file, name, order.state, wanted, facts=lambda: facts.of_line(order.seed))
        table.write(options.results)
    return 1 if failures else 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="./dev bench", description="Measure runoff itself; results are kept.")
    made.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHMARKS)}, or `table`; default: all")
    made.add_argument(
        "--state", choices=(QUIET, LOADED), default=QUIET, help="loaded: a background process comes and goes"
    )
    made.add_argument("--runs", type=int, help="at most this many runs in all, those already there included")
    made.add_argument("--rivals", type=int, help="at most this many runs of pyperf and hyperfine each")
    made.add_argument("--seed", type=int, default=DEFAULT_SEED)
    made.add_argument("--results", type=Path, default=lines.RESULTS, metavar="FOLDER", help="where results are kept")
    made.add_argument("--fresh", action="store_true", help="forget what was measured before")
    check_names(made)
    return made


def check_names(made: argparse.ArgumentParser) -> None:
    """Let the parser refuse names that are no benchmark (argparse cannot combine choices with no names at all)."""
    known = (*BENCHMARKS, "table")

    def name(text: str) -> str:
        if text not in known:
            raise argparse.ArgumentTypeError(f"no benchmark {text!r}; there are {', '.join(known)}")
        return text

    made._actions[1].type = name


def estimate(todo: dict[str, list[Job]], order: Order, folder: Path) -> str:
    """How long what is missing will take."""
    parts = []
    for name, wanted in todo.items():
        left = jobs.missing(wanted, lines.read(lines.file_of(name, order.state, folder)))
        parts.append((name, jobs.time_left(left, {}) / 60))
    each = ", ".join(f"{name} {minutes:.0f}" for name, minutes in parts)
    return f"about {sum(minutes for _, minutes in parts):.0f} min in all ({order.state}): {each}"


def say(text: str) -> None:
    """One line to stderr."""
    if text:
        print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
