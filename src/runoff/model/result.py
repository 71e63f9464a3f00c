"""What the samples say: summaries, findings and verdicts. All of it can be rebuilt from a Race."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from runoff.model.plan import Contender
from runoff.model.sample import Race


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A value with its 95 % interval; `low` and `high` are None when no interval can be given."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def half_width(self) -> float | None:
        """Half of the interval relative to the value; None without an interval."""
        if self.low is None or self.high is None or not self.value:
            return None
        return (self.high - self.low) / 2 / abs(self.value)


class Steady(StrEnum):
    """Steady-state class of one contender (Barrett et al. 2017, plus `inconsistent` across heats)."""

    FLAT = "flat"
    WARM_UP = "warm-up"
    SLOWDOWN = "slowdown"
    NO_STEADY_STATE = "no steady state"
    INCONSISTENT = "inconsistent"
    UNKNOWN = "unknown"


class Call(StrEnum):
    """What a ratio says about a contender against the baseline."""

    FASTER = "faster"
    SAME = "same"
    SLOWER = "slower"
    UNKNOWN = "unknown"
    BASELINE = "baseline"


class Status(StrEnum):
    """What became of a contender."""

    OK = "ok"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"
    FAILED = "failed"


class Lane(StrEnum):
    """The two comparisons that are never mixed in one ratio."""

    SAME_CODE = "same code"
    BEST_OF_EACH = "best of each"


@dataclass(frozen=True, slots=True, kw_only=True)
class SteadyReport:
    """Class over all heats; turns and seconds a fresh guest needs until steady (medians over heats)."""

    cls: Steady
    turns: float
    seconds: float
    per_heat: tuple[Steady, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """Where a contender's cumulative cost meets the baseline's.

    `seconds` of the baseline's own work after which the contender has paid for
    its start-up and warm-up; 0 when it is ahead from the start; None when it never is.
    """

    start_ms: float
    warm_up_ms: float
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Cost against size from heat 0: per-item `slope_ns`, fixed `intercept_ns`, and the points themselves.

    `exponent` is the slope of log time over log size: about 1 for linear work, about 0 for removed work.
    """

    points: tuple[tuple[int, float], ...]
    slope_ns: float | None
    intercept_ns: float | None
    exponent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything computed about one contender that took part.

    Times are wall nanoseconds per operation (one call of the entry at the raced
    size) unless `basis` is `cpu`. `ratio` is baseline time / contender time:
    above 1 is faster than the baseline; None for the baseline itself or when there is none.
    `differs` says whether the Holm-adjusted interval excludes 1, whatever the band says.
    `wait_share` is the share of turns' time spent runnable without a core.
    """

    contender: str
    per_op_ns: Interval
    ratio: Interval | None
    call: Call
    differs: bool
    basis: str
    cpu_ns: float | None
    start_ms: float
    ready_ms: float
    steady: SteadyReport
    break_even: BreakEven | None
    growth: Growth | None
    memory: Mapping[str, float]
    rounds: int
    heats: int
    rounds_contended: int
    rounds_slow_phase: int
    modes: int
    wait_share: float
    notes: tuple[str, ...] = ()


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARN = "warn"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check says about one contender, with its evidence in numbers."""

    check: str
    contender: str
    level: Level
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One contender as it appears in every report.

    `best_ratio` compares a member of the best-of-each lane with the baseline runtime's
    best; None outside that lane, and for that best itself.
    """

    contender: Contender
    status: Status
    reason: str
    lanes: tuple[Lane, ...]
    summary: Summary | None
    findings: tuple[Finding, ...] = ()
    best_ratio: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What to do, by which rule, on what evidence. `call` is `choose`, `stay` or `unknown`."""

    call: str
    choose: str | None
    rule: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadResult:
    """One workload's rows and verdict, in report order: baseline first, then by lane and speed."""

    race: Race
    rows: tuple[Row, ...]
    verdict: Verdict
    notes: tuple[str, ...] = field(default=())
