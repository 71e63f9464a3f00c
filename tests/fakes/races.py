"""Realistic races made of numbers: what a referee would have recorded, without a process or a clock.

    race = make_race([fake("stdlib@cpython-3.11", per_op_ns=500e6), fake("stdlib@pypy-3.11", per_op_ns=200e6)])
    run = make_run([race])

Everything is drawn from `seed` (random.Random), so a race is the same on every machine. The first
contender is the baseline unless `baseline` says otherwise. Heats count from 1 (heat 0 holds the
calibration and the growth turns), rounds from 0 within each heat, as the referee counts them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from runoff.model.plan import Contender, Machine, Plan, Policy, Run
from runoff.model.runtime import Runtime
from runoff.model.sample import Memory, Mishap, Outcome, Race, Sample, Stage, Start
from runoff.model.workload import Change, Entry, Floor, Kind, Workload
from runoff.units import NS_PER_MS, NS_PER_S, Bytes, Nanoseconds

MIB = 1024 * 1024
ANSWER = "3.141592653589794"


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeContender:
    """How one contender behaves; times are per operation at the raced (largest) size.

    `noise`, `heat_noise` are standard deviations of log time per turn and per heat. The first
    `warm_up_turns` turns of every heat cost `warm_up_factor` times more; the turns from
    `slows_after` on cost `slow_factor` times more. `tail` is the share of turns that are `tail_factor` slower.
    `wait_share` is the share of the wall time spent runnable without a core (added to wall, not to CPU).
    `exponent` is the growth of time with size: 1 is linear, 0 is removed work. `second_mode` makes
    every other turn that many times slower. `dies_in` is the heat in which it dies for good.
    """

    id: str
    per_op_ns: float
    language: str = ""
    change: Change | None = None
    requires: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=lambda: {"pgo": "yes", "lto": "yes", "debug": "no"})
    answer: str = ANSWER
    reason: str = ""
    noise: float = 0.003
    heat_noise: float = 0.002
    warm_up_turns: int = 0
    warm_up_factor: float = 3.0
    slows_after: int = 0
    slow_factor: float = 1.3
    tail: float = 0.0
    tail_factor: float = 1.5
    wait_share: float = 0.0
    exponent: float = 1.0
    second_mode: float = 1.0
    cpu_clock: bool = True
    schedstat: bool = True
    clock_step_ns: int = 41
    outside_factor: float = 1.0
    ready_ms: float = 40.0
    setup_ms: float = 5.0
    uss_mib: float = 12.0
    dies_in: int = 0

    @property
    def entry_name(self) -> str:
        """The part of the id before `@`."""
        return self.id.split("@")[0]

    @property
    def runtime_id(self) -> str:
        """The part of the id between `@` and `#`."""
        return self.id.split("@")[1].split("#")[0]

    @property
    def family(self) -> str:
        """The runtime id up to its version."""
        return self.runtime_id.split("-")[0]


def fake(contender_id: str, *, per_op_ns: float = 1e6, **behaviour: object) -> FakeContender:
    """A FakeContender; `contender_id` is `entry@runtime` or `entry@runtime#2`."""
    return FakeContender(id=contender_id, per_op_ns=per_op_ns, **behaviour)  # type: ignore[arg-type]


def make_workload(
    fakes: Sequence[FakeContender],
    *,
    name: str = "calc-pi",
    sizes: Sequence[int] = (10_000, 100_000, 1_000_000),
    expected: str | None = None,
    tolerance: float = 1e-9,
    floor_cycles: float = 4.0,
) -> Workload:
    """A workload with one entry per entry name among the contenders, expecting the first one's answer."""
    entries: dict[str, Entry] = {}
    for each in fakes:
        entries.setdefault(each.entry_name, make_entry(each))
    return Workload(
        name=name,
        title="Sum the Leibniz series",
        kind=Kind.COMPUTE,
        question="Does a numeric loop need Go?",
        root=Path("/suite") / name,
        size_name="n",
        sizes=tuple(sizes),
        quick_size=sizes[0],
        entries=tuple(entries.values()),
        expected={sizes[-1]: fakes[0].answer if expected is None else expected},
        tolerance=tolerance,
        floor=Floor(cycles=floor_cycles, because="one square root") if floor_cycles else None,
    )


def language_of(one: FakeContender) -> str:
    """The language given, or the one its runtime's family suggests."""
    return one.language or (one.family if one.family in ("go", "c") else "python")


def make_entry(one: FakeContender) -> Entry:
    """The entry a contender runs; its change follows from language and name unless given."""
    language = language_of(one)
    suffix = {"python": ".py", "go": ".go", "c": ".c"}[language]
    usual = Change.NONE if language == "python" and not one.requires else Change.LIBRARY
    change = one.change or (Change.REWRITE if language != "python" else usual)
    file = Path("/suite/calc-pi") / (one.entry_name.replace("/", "_") + suffix)
    return Entry(name=one.entry_name, language=language, file=file, change=change, requires=one.requires)


def make_contender(one: FakeContender) -> Contender:
    """The contender as a plan holds it."""
    version = one.runtime_id.partition("-")[2] or "1.0"
    runtime = Runtime(
        id=one.runtime_id,
        family=one.family,
        language=language_of(one),
        version=version,
        argv=(f"/usr/bin/{one.family}",),
        facts=one.facts,
    )
    return Contender(id=one.id, entry=make_entry(one), runtime=runtime, reason=one.reason, versions=one.versions)


def make_machine(**changes: object) -> Machine:
    """A quiet two-core machine; any field can be changed."""
    usual: dict[str, object] = {
        "hostname": "bench",
        "system": "Linux 6.1",
        "cpu": "Example CPU",
        "cores": 2,
        "top_hz": 3.0e9,
        "memory": Bytes(8 * 1024 * MIB),
        "load": 0.1,
    }
    return Machine(**{**usual, **changes})  # type: ignore[arg-type]


def make_plan(
    fakes: Sequence[FakeContender],
    *,
    workload: Workload | None = None,
    baseline: str = "",
    policy: Policy | None = None,
    seed: int = 1,
) -> Plan:
    """A plan that races every fake at the workload's largest size."""
    workload = workload or make_workload(fakes)
    return Plan(
        workload=workload,
        size=workload.sizes[-1],
        contenders=tuple(make_contender(each) for each in fakes),
        baseline=baseline or fakes[0].id,
        # Long turns: what a test says of shares and spreads should not depend on the untimed operation.
        policy=policy or Policy(turn_target_ns=Nanoseconds(100_000_000), rounds_min=12),
        seed=seed,
    )


def make_race(
    fakes: Sequence[FakeContender],
    *,
    heats: int = 3,
    rounds: int = 12,
    seed: int = 1,
    drift: float = 0.001,
    slow_phase: tuple[float, float, float] | None = None,
    plan: Plan | None = None,
    outcome: Outcome = Outcome.PRECISE,
    groups: Sequence[Sequence[str]] = (),
) -> Race:
    """What `heats` heats of `rounds` rounds would leave behind.

    `drift` is the standard deviation per round of a random walk of log speed that every contender
    shares. `slow_phase` = (start, end, factor) in shares of the whole race: meanwhile everything is
    `factor` slower. Contenders with a `reason` take no part.
    """
    plan = plan or make_plan(fakes, seed=seed)
    writer = _Writer(plan=plan, draw=random.Random(seed), rounds=rounds, drift=drift, slow_phase=slow_phase)
    runners = [each for each in fakes if not each.reason]
    writer.first_heat(runners)
    for heat in range(1, heats + 1):
        writer.heat(runners, heat, heats)
    return Race(
        plan=plan,
        groups=tuple(tuple(group) for group in groups) or (tuple(each.id for each in runners),),
        starts=tuple(writer.starts),
        memories=tuple(writer.memories),
        samples=tuple(writer.samples),
        mishaps=tuple(writer.mishaps),
        outcome=outcome,
        elapsed_ns=Nanoseconds(0 if outcome is Outcome.UNFINISHED else writer.at_ns),
    )


def make_run(races: Sequence[Race], *, run_id: str = "20261121-034500-7f3a", seed: int = 1) -> Run:
    """A run of these races' plans."""
    return Run(
        id=run_id,
        created="2026-11-21T03:45:00Z",
        runoff="0.1.0",
        seed=seed,
        argv=("run",),
        machine=make_machine(),
        plans=tuple(race.plan for race in races),
    )


@dataclass(kw_only=True)
class _Writer:
    plan: Plan
    draw: random.Random
    rounds: int
    drift: float
    slow_phase: tuple[float, float, float] | None
    at_ns: int = 0
    walk: float = 0.0
    done: float = 0.0
    starts: list[Start] = field(default_factory=list)
    memories: list[Memory] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)

    def first_heat(self, runners: Sequence[FakeContender]) -> None:
        """Heat 0: double `inner` until a turn is long enough, then one turn at each size."""
        for one in runners:
            self.start(one, 0)
        for one in runners:
            inner, round_ = 1, 0
            while inner < self.inner(one):
                self.turn(one, 0, round_, 0, Stage.CALIBRATE, self.plan.size, inner, 1.0)
                inner, round_ = inner * 2, round_ + 1
        for round_, size in enumerate(self.plan.workload.sizes):
            for position, one in enumerate(runners):
                self.turn(one, 0, round_, position, Stage.GROWTH, size, 1, 1.0)

    def heat(self, runners: Sequence[FakeContender], heat: int, heats: int) -> None:
        """One set of fresh guests, `rounds` rounds in shuffled order."""
        layout = {one.id: math.exp(self.draw.gauss(0, one.heat_noise)) for one in runners}
        for one in runners:
            self.start(one, heat)
        alive = list(runners)
        for round_ in range(self.rounds):
            self.walk += self.draw.gauss(0, self.drift)
            self.done = (heat - 1 + round_ / self.rounds) / heats
            alive = [one for one in alive if not self.died(one, heat, round_)]
            order = self.draw.sample(alive, len(alive))
            for position, one in enumerate(order):
                factor = layout[one.id] * self.common() * self.course(one, round_)
                self.turn(one, heat, round_, position, Stage.MEASURE, self.plan.size, self.inner(one), factor)
        for one in alive:
            self.memory(one, heat, "end")

    def died(self, one: FakeContender, heat: int, round_: int) -> bool:
        """Whether the guest is gone; half way through its last heat it leaves a final mishap."""
        if not one.dies_in or heat < one.dies_in:
            return False
        middle = self.rounds // 2
        if heat == one.dies_in and round_ == middle:
            self.mishaps.append(
                Mishap(
                    contender=one.id,
                    heat=heat,
                    round=round_,
                    kind="died",
                    what="killed by signal 9",
                    stderr="",
                    final=True,
                    at_ns=Nanoseconds(self.at_ns),
                )
            )
        return heat > one.dies_in or round_ >= middle

    def common(self) -> float:
        """What the machine does to everybody in this round."""
        factor = math.exp(self.walk)
        if self.slow_phase and self.slow_phase[0] <= self.done < self.slow_phase[1]:
            factor *= self.slow_phase[2]
        return factor

    def course(self, one: FakeContender, round_: int) -> float:
        """What the guest's own history does to this turn."""
        factor = one.warm_up_factor if round_ < one.warm_up_turns else 1.0
        if one.slows_after and round_ >= one.slows_after:
            factor *= one.slow_factor
        if one.second_mode != 1.0 and self.draw.random() < 0.5:
            factor *= one.second_mode
        if self.draw.random() < one.tail:
            factor *= one.tail_factor
        return factor * math.exp(self.draw.gauss(0, one.noise))

    def inner(self, one: FakeContender) -> int:
        """The power of two that fills a turn."""
        wanted = self.plan.policy.turn_target_ns / max(one.per_op_ns, 1e-3)
        return 1 if wanted <= 1 else 2 ** math.ceil(math.log2(wanted))

    def turn(
        self,
        one: FakeContender,
        heat: int,
        round_: int,
        position: int,
        stage: Stage,
        size: int,
        inner: int,
        factor: float,
    ) -> None:
        """Append one sample and let the time pass."""
        per_op = one.per_op_ns * (size / self.plan.size) ** one.exponent * factor
        cpu = round(per_op * inner)
        waited = round(cpu * one.wait_share / (1 - one.wait_share))
        warm = round(per_op) if per_op < self.plan.policy.turn_target_ns else 0
        wall = cpu + waited
        on_core = round((cpu + warm) * max(1.0, one.outside_factor)) + 20_000
        outside = round((wall + warm) * one.outside_factor) + 40_000 + self.draw.randrange(20_000)
        self.samples.append(
            Sample(
                contender=one.id,
                heat=heat,
                round=round_,
                position=position,
                stage=stage,
                size=size,
                inner=inner,
                warm_ns=Nanoseconds(warm),
                wall_ns=Nanoseconds(wall),
                cpu_ns=Nanoseconds(cpu if one.cpu_clock else -1),
                outside_ns=Nanoseconds(outside),
                sched_cpu_ns=Nanoseconds(on_core if one.schedstat else -1),
                sched_wait_ns=Nanoseconds(waited if one.schedstat else -1),
                at_ns=Nanoseconds(self.at_ns),
                answer=one.answer,
            )
        )
        self.at_ns += outside + 150_000

    def start(self, one: FakeContender, heat: int) -> None:
        """Append a start and the memory found at `ready`."""
        ready = one.ready_ms * math.exp(self.draw.gauss(0, 0.05))
        self.starts.append(
            Start(
                contender=one.id,
                heat=heat,
                ready_ns=Nanoseconds(round(ready * NS_PER_MS)),
                setup_ns=Nanoseconds(round(one.setup_ms * NS_PER_MS)),
                clock="perf_counter_ns" if language_of(one) == "python" else "monotonic",
                clock_step_ns=Nanoseconds(one.clock_step_ns),
                version=one.runtime_id.partition("-")[2] or "1.0",
                pid=1000 + len(self.starts),
                hash_seed=self.draw.randrange(1, 2**32),
                padding=self.draw.randrange(4096),
                at_ns=Nanoseconds(self.at_ns),
            )
        )
        self.at_ns += round(ready * NS_PER_MS)
        self.memory(one, heat, "ready")

    def memory(self, one: FakeContender, heat: int, phase: str) -> None:
        """Append a memory record; a guest at its end holds a little more."""
        uss = round((one.uss_mib * (1.2 if phase == "end" else 1.0)) * MIB)
        self.memories.append(
            Memory(
                contender=one.id,
                heat=heat,
                phase=phase,
                uss=Bytes(uss),
                pss=Bytes(uss + MIB),
                rss=Bytes(uss + 6 * MIB),
                peak_rss=Bytes(uss + 7 * MIB),
            )
        )


def typical_race(*, heats: int = 3, rounds: int = 12, seed: int = 1, **options: object) -> Race:
    """calc-pi as it comes out: CPython, PyPy and Numba with warm-up, Go; some ten times apart."""
    fakes = [
        fake("stdlib@cpython-3.11", per_op_ns=0.050 * NS_PER_S, uss_mib=7.6, ready_ms=25),
        fake("stdlib@pypy-3.11", per_op_ns=0.0068 * NS_PER_S, warm_up_turns=1, warm_up_factor=1.6, uss_mib=23),
        fake("numba@numba", per_op_ns=0.0067 * NS_PER_S, requires=("numba",), uss_mib=90, ready_ms=900),
        fake("go@go-1.26", per_op_ns=0.0066 * NS_PER_S, uss_mib=3, ready_ms=3),
    ]
    return make_race(fakes, heats=heats, rounds=rounds, seed=seed, **options)  # type: ignore[arg-type]
