"""What is known about a race while it is on, taken from the referee's events. Pure: no clock, no terminal."""

from __future__ import annotations

from dataclasses import dataclass, field

from runoff.checks import words
from runoff.model.plan import Plan
from runoff.model.result import Interval
from runoff.model.sample import Stage
from runoff.race.ports import Progress


@dataclass(slots=True, kw_only=True)
class Standing:
    """One race so far. `turns` are counted per contender in this heat; `turn` is who has the turn."""

    plan: Plan
    place: str
    heat: int = -1
    group: int = 1
    groups: int = 1
    round: int = 0
    rounds_wanted: int = 0
    stage: Stage = Stage.CALIBRATE
    turn: str = ""
    turns: dict[str, int] = field(default_factory=dict)
    seen: Progress | None = None
    seen_at_ns: int = 0

    def take_heat(self, heat: int, group: int, groups: int) -> None:
        """A heat, or one group of it, begins."""
        if heat != self.heat:
            self.turns = {}
        self.heat, self.group, self.groups, self.round, self.turn = heat, group, groups, 0, ""

    def take_turn(self, contender: str, heat: int, round_: int, stage: Stage, rounds_wanted: int) -> None:
        """A contender has the turn."""
        self.turn, self.heat, self.stage, self.rounds_wanted = contender, heat, stage, rounds_wanted
        self.round = round_
        self.turns[contender] = self.turns.get(contender, 0) + 1

    def take_progress(self, progress: Progress, now_ns: int) -> None:
        """A round has ended."""
        self.seen, self.seen_at_ns = progress, now_ns

    def left_ns(self, now_ns: int) -> int | None:
        """What is left of the budget; None before the first round has ended."""
        if self.seen is None:
            return None
        return max(0, self.seen.remaining_ns - (now_ns - self.seen_at_ns))

    def where(self) -> str:
        """`heat 2, round 7 of 12` or `calibrating`."""
        if self.heat < 0:
            return "starting"
        if self.heat == 0:
            return "calibrating" if self.stage is Stage.CALIBRATE else "smaller sizes"
        group = f", group {self.group} of {self.groups}" if self.groups > 1 else ""
        done = max(self.turns.values(), default=0)
        # A heat goes on beyond the rounds first wanted while its guests are still warming up.
        wanted = f" of {self.rounds_wanted}" if done <= self.rounds_wanted else ""
        return f"heat {self.heat}{group}, round {done}{wanted}" if done else f"heat {self.heat}{group}, starting"

    def left(self, now_ns: int) -> str:
        """`41 s left at most`, or nothing before the first round has ended."""
        left_ns = self.left_ns(now_ns)
        if left_ns is None:
            return ""
        return f"at most {clock_text(left_ns)} left" if left_ns >= 500_000_000 else "budget used up, finishing"

    def ratio(self, contender: str) -> Interval | None:
        """The ratio as it stands."""
        if self.seen is None or contender not in self.seen.intervals:
            return None
        value, low, high = self.seen.intervals[contender]
        return Interval(value=value, low=low, high=high) if value == value else None

    def widest(self) -> tuple[str, float] | None:
        """The contender whose interval is widest, with its relative half-width."""
        halves = {
            each.id: half
            for each in self.plan.contenders
            if (ratio := self.ratio(each.id)) is not None and (half := ratio.half_width) is not None
        }
        return max(halves.items(), key=lambda item: item[1]) if halves else None

    def precision(self) -> str:
        """How far the widest interval is from what was asked."""
        widest = self.widest()
        asked = f"{self.plan.policy.precision * 100:g}%"
        if widest is None:
            return f"no interval yet, ±{asked} wanted"
        return f"widest ±{words.percent(widest[1])} ({widest[0]}), ±{asked} wanted"


def clock_text(ns: int) -> str:
    """`41 s`, `2 min 05 s`: whole seconds, so that it does not flicker."""
    seconds = round(ns / 1e9)
    return f"{seconds} s" if seconds < 100 else f"{seconds // 60} min {seconds % 60:02d} s"


def headline(standing: Standing, now_ns: int) -> str:
    """`[1/7] calc-pi  heat 2, round 7 of 12  at most 41 s left`."""
    parts = [f"[{standing.place}] {standing.plan.workload.name}", standing.where(), standing.left(now_ns)]
    return "  ".join(part for part in parts if part)


def summary_line(standing: Standing, now_ns: int) -> str:
    """The race in one line."""
    has = f"{standing.turn} has the turn" if standing.turn else ""
    told = standing.precision() if standing.seen else ""
    return ", ".join(part for part in (standing.where(), has, told, standing.left(now_ns)) if part)
