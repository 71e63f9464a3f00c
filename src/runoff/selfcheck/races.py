"""Edge: runs the trials as real races, through the same journal, guests and referee as `runoff run`."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import runoff
from runoff import selftest
from runoff.errors import LacksError
from runoff.model.plan import Machine, Plan, Run
from runoff.model.result import WorkloadResult
from runoff.model.runtime import Runtime
from runoff.model.sample import Stage
from runoff.plan.build import build_plan, settle_plan
from runoff.plan.choose import is_own
from runoff.plan.policy import fit
from runoff.race import machine
from runoff.race.guest import GuestProcess, Household, Janitor, Launch
from runoff.race.machine import Cores
from runoff.race.ports import Progress
from runoff.race.referee import Referee
from runoff.race.stable import LocalStable
from runoff.runtimes import discover
from runoff.runtimes.search import cache_folder
from runoff.selfcheck.trials import Trial
from runoff.spec.read import read_workload
from runoff.store.journal import Journal
from runoff.toolbox.box import Prepared, Toolbox
from runoff.verdict.judge import judge

SELFTEST = Path(selftest.__file__).parent
SLOW_CLOCK = SELFTEST / "misbehaving" / "slow_clock.py"
STALL_AFTER_CALLS = 6
STALLED_START = 3
"""Which guest of the contender stalls: the first is heat 0's, so this is heat 2's."""

Say = Callable[[str], None]


@dataclass(slots=True)
class Tampering:
    """A stable whose guests misbehave as their entry's name says; see `ports.Stable`."""

    honest: LocalStable
    stalling: LocalStable
    entries: Mapping[str, str]
    starts: Counter[str] = field(default_factory=Counter)

    def spawn(self, contender: str, *, hash_seed: int, padding: int) -> GuestProcess:
        """Start a fresh guest, once with the order to stall."""
        self.starts[contender] += 1
        stalls = self.entries[contender] == "stalled" and self.starts[contender] == STALLED_START
        stable = self.stalling if stalls else self.honest
        return stable.spawn(contender, hash_seed=hash_seed, padding=padding)

    def available_memory(self) -> int:
        """Bytes that guests may take together."""
        return self.honest.available_memory()


def tampered(
    launches: Mapping[str, Launch], entries: Mapping[str, str], *, cores: Cores, household: Household
) -> Tampering:
    """A stable over these launches; `entries` gives each contender's entry."""
    started = {
        name: with_slow_clock(each) if entries[name] == "slow-clock" else each for name, each in launches.items()
    }
    order = {"RUNOFF_STALL_AFTER": str(STALL_AFTER_CALLS)}
    stalling = {name: replace(each, env={**each.env, **order}) for name, each in started.items()}
    return Tampering(
        honest=LocalStable(started, cores=cores, household=household),
        stalling=LocalStable(stalling, cores=cores, household=household),
        entries=entries,
    )


def with_slow_clock(launch: Launch) -> Launch:
    """Start the worker by way of slow_clock.py."""
    return replace(launch, argv=(*launch.argv[:-1], str(SLOW_CLOCK), launch.argv[-1]))


class Telling:
    """A watcher that passes on messages and gives a sign of life; see `ports.Watcher`."""

    def __init__(self, say: Say, alive: Callable[[], None]) -> None:
        self._say = say
        self._alive = alive

    def heat(self, heat: int, group: int, groups: int) -> None:
        """A heat begins."""
        self._alive()

    def turn(self, contender: str, heat: int, round: int, stage: Stage, rounds_wanted: int) -> None:
        """A contender has the turn."""

    def progress(self, progress: Progress) -> None:
        """A round has ended."""
        self._alive()

    def tick(self) -> None:
        """A turn lasts."""
        self._alive()

    def message(self, text: str) -> None:
        """Something to tell."""
        self._say(text)


def runtimes_for_trials(found: Sequence[Runtime]) -> tuple[Runtime, ...]:
    """The Python that runs runoff, and one Go and one C compiler where there are any."""
    own = [each for each in found if is_own(each)]
    if not own:
        raise LacksError("the Python that runs runoff was not found among the runtimes", hint="runoff runtimes")
    compilers = [
        next((each for each in found if each.language == language and each.available), None) for language in ("go", "c")
    ]
    return (own[0], *(each for each in compilers if each is not None))


def planned(trials: Sequence[Trial], runtimes: Sequence[Runtime], seed: int) -> list[Plan]:
    """One plan per trial, each with a seed of its own."""
    plans = []
    for number, trial in enumerate(trials):
        entered = (runtimes[0], *runtimes) if trial.twice else tuple(runtimes)
        workload = read_workload(SELFTEST / trial.workload)
        plans.append(build_plan(workload, entered, trial.entries, trial.policy, seed + number))
    return plans


def run_all(
    trials: Sequence[Trial],
    *,
    seed: int,
    store: Path | str,
    say: Say,
    begun: Callable[[int], None],
    alive: Callable[[], None],
) -> dict[str, list[WorkloadResult]]:
    """Race every trial; the judged races by trial name. `begun` hears each trial's number as it starts."""
    say("looking for runtimes")
    plans = planned(trials, runtimes_for_trials(discover()), seed)
    toolbox = Toolbox(cache_folder(), say)
    prepared = [_prepare(plan, toolbox) for plan in plans]
    host = machine.describe()
    run = _run([plan for plan, _ in prepared], seed, host)
    with closing(Journal.open(store, write=True)) as journal:
        journal.create(run)
        for index, (plan, (_, launches)) in enumerate(zip(run.plans, prepared, strict=True)):
            begun(index)
            _race(journal, run, index, plan, launches, Telling(say, alive))
        _, races = journal.read(run.id)
    results: dict[str, list[WorkloadResult]] = {}
    for trial, race in zip(trials, races, strict=True):
        alive()
        results.setdefault(trial.name, []).append(judge(race, host))
    return results


def _prepare(plan: Plan, toolbox: Toolbox) -> tuple[Plan, dict[str, Launch]]:
    made = toolbox.prepare_all(plan.workload, [each for each in plan.contenders if each.available])
    reasons = {name: str(outcome) for name, outcome in made.items() if isinstance(outcome, LacksError)}
    launches = {
        name: Launch(argv=outcome.argv, env=outcome.env, file=outcome.file, size_name=plan.workload.size_name)
        for name, outcome in made.items()
        if isinstance(outcome, Prepared)
    }
    settled = settle_plan(plan, reasons, {})
    return replace(settled, policy=fit(settled.policy, len(launches))), launches


def _run(plans: Sequence[Plan], seed: int, host: Machine) -> Run:
    return Run(
        id=f"{datetime.now(UTC):%Y%m%d-%H%M%S}-selfcheck-{secrets.token_hex(2)}",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        runoff=runoff.__version__,
        seed=seed,
        argv=("selfcheck",),
        machine=host,
        plans=tuple(plans),
    )


def _race(journal: Journal, run: Run, index: int, plan: Plan, launches: Mapping[str, Launch], watcher: Telling) -> None:
    cores = machine.share_cores()
    entries = {each.id: each.entry.name for each in plan.contenders}
    with (
        closing(journal.ledger(run.id, index)) as ledger,
        closing(Janitor()) as household,
        machine.host_on(cores.host),
    ):
        stable = tampered(launches, entries, cores=cores, household=household)
        Referee(plan, stable=stable, ledger=ledger, watcher=watcher, apart=cores.apart).run()
