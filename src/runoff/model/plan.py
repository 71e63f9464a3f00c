"""What a race is going to do: contenders, policy, machine and seed, decided before it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runoff.model.runtime import Runtime
from runoff.model.workload import Entry, Workload
from runoff.units import Bytes, Fraction, Nanoseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Entry x runtime. `id` is `entry@runtime`, with `#2` for a second copy (an A/A pair).

    `reason` is set when the contender cannot take part (`unavailable`).
    `versions` are the installed versions of the entry's packages.
    """

    id: str
    entry: Entry
    runtime: Runtime
    reason: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def available(self) -> bool:
        """Whether this contender takes part."""
        return not self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How long, how precisely and in which portions to race.

    `precision` is the half-width that every ratio's 95 % interval should reach,
    relative. `budget_ns` covers racing only, not the making of environments; 0 stands for
    a share per contender (see `plan.policy.fit`). `rounds_min` is what a heat has where the budget
    allows. `heats` fixes the number of heats when above 0.
    """

    quick: bool = False
    turn_target_ns: Nanoseconds = Nanoseconds(5_000_000)
    precision: Fraction = Fraction(0.01)
    budget_ns: Nanoseconds = Nanoseconds(0)
    heats_min: int = 5
    rounds_min: int = 120
    heats: int = 0
    turn_timeout_ns: Nanoseconds = Nanoseconds(60_000_000_000)
    memory_limit: Bytes = Bytes(0)
    affinity: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The machine as far as it matters for a timing."""

    hostname: str
    system: str
    cpu: str
    cores: int
    top_hz: float
    memory: Bytes
    load: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One workload's race: everything needed to start it, resume it, or explain it."""

    workload: Workload
    size: int
    contenders: tuple[Contender, ...]
    baseline: str
    policy: Policy
    seed: int

    def __post_init__(self) -> None:
        ids = [contender.id for contender in self.contenders]
        if len(set(ids)) != len(ids):
            raise ValueError("two contenders share one id")
        if self.baseline not in ids:
            raise ValueError(f"the baseline {self.baseline!r} is not among the contenders")

    def contender(self, contender_id: str) -> Contender:
        """The contender with this id; KeyError when there is none."""
        for contender in self.contenders:
            if contender.id == contender_id:
                return contender
        raise KeyError(contender_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One call of `runoff run`: one plan per workload, in order."""

    id: str
    created: str
    runoff: str
    seed: int
    argv: tuple[str, ...]
    machine: Machine
    plans: tuple[Plan, ...]
