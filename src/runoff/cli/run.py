"""`runoff run`: race workloads and print what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from runoff.cli import options
from runoff.errors import UsageError

if TYPE_CHECKING:
    from runoff.model.plan import Policy


def run(
    workload: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORKLOAD]...", help="Names of bundled workloads, or folders. Default: all bundled."),
    ] = None,
    runtime: Annotated[
        list[str] | None,
        typer.Option(
            "--runtime",
            "-r",
            metavar="NAME",
            help="A runtime to enter (see `runoff runtimes`), or `all`. Repeat for more; "
            "the same one twice races it against itself.",
        ),
    ] = None,
    entry: Annotated[
        list[str] | None, typer.Option("--entry", "-e", metavar="NAME", help="Only these entries. Repeat for more.")
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What ratios are against: a contender, an entry or a runtime."),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Racing time per workload, such as 60s or 2m. Default: 20 s a contender."),
    ] = None,
    precision: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Stop when every interval is within this, such as 1%.")
    ] = None,
    quick: Annotated[
        bool, typer.Option(help="Smaller sizes where a workload has them, +-3 %, 5 s a contender.")
    ] = False,
    heats: Annotated[
        int, typer.Option(min=0, help="Exactly this many heats of fresh processes; 0 lets the stopping rule decide.")
    ] = 0,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of every shuffle, hash and resample. Default: drawn, and recorded.")
    ] = None,
    size: Annotated[int | None, typer.Option(min=1, help="Race this size instead of the workload's own.")] = None,
    timeout: Annotated[str, typer.Option(metavar="TIME", help="Longest time for one turn or one start.")] = "60s",
    memory_limit: Annotated[
        str | None,
        typer.Option(metavar="SIZE", help="Most memory for one guest, such as 2GB. Default: 70 % of free memory."),
    ] = None,
    affinity: Annotated[bool, typer.Option(help="Give guests a core of their own where there are two.")] = True,
    build: Annotated[bool, typer.Option(help="Allow requirements to be built from source (may take minutes).")] = False,
    json: options.JsonFile = None,
    markdown: options.MarkdownFile = None,
    db: options.Store = options.DEFAULT_STORE,
) -> None:
    """Race workloads on the runtimes of this machine, turn by turn.

    By default every bundled workload is raced on the Python that runs runoff, the newest CPython
    (and its JIT), PyPy, Numba where it has an entry, and Go. Ratios are against the
    baseline: above 1 is faster. Every turn is recorded as it ends; `runoff
    resume` goes on after an interruption, `runoff show` prints a run again.

    Examples:  runoff run calc-pi --quick      runoff run json-logs -r cpython-3.14 -r go --budget 60s
    """
    from runoff.cli import racing

    policy = _policy(
        quick=quick, budget=budget, precision=precision, heats=heats, timeout=timeout, memory_limit=memory_limit,
        affinity=affinity,
    )  # fmt: skip
    order = racing.Order(
        workloads=tuple(workload or ()),
        runtimes=tuple(runtime or ()),
        entries=tuple(entry or ()),
        baseline=baseline,
        size=size,
        seed=seed,
        policy=policy,
        build=build,
    )
    raise typer.Exit(racing.run(order, db=db, json=json, markdown=markdown))


def _policy(
    *,
    quick: bool,
    budget: str | None,
    precision: str | None,
    heats: int,
    timeout: str,
    memory_limit: str | None,
    affinity: bool,
) -> Policy:
    from dataclasses import replace

    from runoff.plan.policy import QUICK, THOROUGH
    from runoff.units import Bytes, parse_bytes, parse_duration, parse_percent

    policy = QUICK if quick else THOROUGH
    policy = replace(
        policy,
        heats=heats,
        affinity=affinity,
        turn_timeout_ns=options.read("--timeout", timeout, parse_duration),
        memory_limit=options.read("--memory-limit", memory_limit, parse_bytes) if memory_limit else Bytes(0),
    )
    if budget:
        policy = replace(policy, budget_ns=options.read("--budget", budget, parse_duration))
    if precision:
        policy = replace(policy, precision=options.read("--precision", precision, parse_percent))
    if 0 < policy.budget_ns < 1_000_000_000:
        raise UsageError("a race needs at least one second", where="--budget", hint="a small one is --budget 5s")
    return policy
