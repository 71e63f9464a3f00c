"""What a race leaves behind: raw records. Nothing subtracted, nothing divided, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runoff.model.plan import Plan
from runoff.units import Bytes, Nanoseconds


class Stage(StrEnum):
    """Why a turn was taken."""

    CALIBRATE = "calibrate"
    """Heat 0: finding how many operations fill a turn."""
    GROWTH = "growth"
    """Heat 0: turns at several sizes, for slope, intercept and answers."""
    MEASURE = "measure"
    """Heats 1 and up, at the raced size; includes warm-up turns."""
    PACE = "pace"
    """Heats 1 and up: the pacemaker's turn, one a round, of work that is always the same."""


PACEMAKER = "(pacemaker)"
"""Stands for a contender in the samples of stage `pace`; no contender's id has brackets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A guest reached `ready`.

    `ready_ns` runs from spawn to `ready` by the host's clock and includes
    compile, import and `setup_ns` (the untimed making of state). `clock_step_ns` is the
    smallest step the guest saw its own clock take.
    """

    contender: str
    heat: int
    ready_ns: Nanoseconds
    setup_ns: Nanoseconds
    clock: str
    clock_step_ns: Nanoseconds
    version: str
    pid: int
    hash_seed: int
    padding: int
    at_ns: Nanoseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A guest's process tree at a named moment (`ready`, `end`), from /proc."""

    contender: str
    heat: int
    phase: str
    uss: Bytes
    pss: Bytes
    rss: Bytes
    peak_rss: Bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One turn, as measured from inside and from outside.

    Inside (the guest's clocks): `warm_ns` of one untimed operation before,
    `wall_ns` and `cpu_ns` of `inner` operations; `cpu_ns` is -1 where the guest
    has no CPU clock. Outside (the host's): `outside_ns` from command to answer,
    and over all the guest's threads `sched_cpu_ns` on a core and `sched_wait_ns` runnable but
    waiting for one; both -1 where /proc does not tell. `at_ns` counts from the
    race's start to the turn's start. `answer` is the text the guest returned.
    """

    contender: str
    heat: int
    round: int
    position: int
    stage: Stage
    size: int
    inner: int
    warm_ns: Nanoseconds
    wall_ns: Nanoseconds
    cpu_ns: Nanoseconds
    outside_ns: Nanoseconds
    sched_cpu_ns: Nanoseconds
    sched_wait_ns: Nanoseconds
    at_ns: Nanoseconds
    answer: str

    def __post_init__(self) -> None:
        if self.inner < 1 or self.wall_ns < 0 or self.outside_ns < 0:
            raise ValueError(f"not a measurement: inner={self.inner} wall_ns={self.wall_ns}")

    @property
    def waited_ns(self) -> int:
        """Nanoseconds lost to other processes: its threads' waits, at most what the guest was not running at all.

        A thread that waits for another thread of its own guest (a runtime's monitor or collector on the one
        core they share) loses nothing to anybody else: the guest was on its core all the time.
        """
        wait_ns = max(0, self.sched_wait_ns)
        if self.sched_cpu_ns < 0:
            return wait_ns
        return min(wait_ns, max(0, self.outside_ns - self.sched_cpu_ns))

    @property
    def per_op_ns(self) -> float:
        """Wall nanoseconds of one operation, by the guest's clock."""
        return self.wall_ns / self.inner


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """A guest died, hung, overran or refused; it cost its own contender this turn.

    `kind` is one of GuestFailure's kinds; `final` when the contender does not come back.
    """

    contender: str
    heat: int
    round: int
    kind: str
    what: str
    stderr: str
    final: bool
    at_ns: Nanoseconds


class Outcome(StrEnum):
    """How a race ended."""

    PRECISE = "precise"
    BUDGET = "budget"
    HEATS = "heats"
    UNFINISHED = "unfinished"
    NOTHING = "nothing to race"


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """One workload's race as the store keeps it: the plan and everything that happened."""

    plan: Plan
    groups: tuple[tuple[str, ...], ...] = ()
    starts: tuple[Start, ...] = ()
    memories: tuple[Memory, ...] = ()
    samples: tuple[Sample, ...] = ()
    mishaps: tuple[Mishap, ...] = ()
    outcome: Outcome = Outcome.UNFINISHED
    elapsed_ns: Nanoseconds = Nanoseconds(0)
