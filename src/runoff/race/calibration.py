"""Heat 0: every contender alone, before the race."""

from __future__ import annotations

from dataclasses import dataclass

from runoff.model.plan import Plan
from runoff.model.sample import Race, Stage, Start
from runoff.race import stages
from runoff.race.desk import Desk, Seat


@dataclass(slots=True)
class Form:
    """What is known about one contender from heat 0."""

    inner: int
    warm: bool
    peak: int
    start_ns: int
    turn_ns: int


class Calibration:
    """Finds out how many operations fill a turn, how cost grows with size, and what a guest takes in memory."""

    def __init__(self, plan: Plan, desk: Desk) -> None:
        self._plan = plan
        self._desk = desk

    def calibrate(self, contender: str) -> Form:
        """One contender alone: operations per turn at the raced size, then turns at smaller sizes."""
        guest = self._desk.spawn(contender, 0)
        seat = Seat(contender, guest, None)
        try:
            start = self._desk.load(seat, 0, self._plan.size)
            inner, turn_ns = self._find_inner(seat, start.clock_step_ns)
            self._desk.remember(contender, 0, "ready", guest)
            per_op_ns = self._grow(seat, turn_ns / inner, start.clock_step_ns)
            self._desk.do_chores()
            peak = self._desk.remember(contender, 0, "end", guest)
        finally:
            guest.kill()
        return self.form(per_op_ns, start, peak)

    def form(self, per_op_ns: float, start: Start, peak: int) -> Form:
        """Operations per turn from the last turns of heat 0, by when a JIT has had time to warm up."""
        target_ns = stages.turn_floor_ns(self._plan.policy.turn_target_ns, start.clock_step_ns)
        inner, warm = stages.fitted(per_op_ns, target_ns), stages.wants_warm(per_op_ns, target_ns)
        return Form(
            inner=inner,
            warm=warm,
            peak=peak,
            start_ns=start.ready_ns,
            turn_ns=round(per_op_ns * (inner + warm)) + stages.BETWEEN_TURNS_NS,
        )

    def _find_inner(self, seat: Seat, clock_step_ns: int) -> tuple[int, int]:
        target_ns = stages.turn_floor_ns(self._plan.policy.turn_target_ns, clock_step_ns)
        turns: list[tuple[int, int]] = []
        while True:
            match stages.calibrate(turns, target_ns=target_ns):
                case stages.Calibrated(inner=inner):
                    last_inner, last_ns = turns[-1]
                    return inner, round(last_ns * inner / last_inner)
                case stages.Turn(inner=inner):
                    timed = self._desk.turn(seat, 0, len(turns), 0, Stage.CALIBRATE, self._plan.size, inner, warm=False)
                    turns.append((inner, timed.wall_ns))

    def _grow(self, seat: Seat, raced_per_op_ns: float, clock_step_ns: int) -> float:
        """A few turns at each smaller size and at the raced one; returns the last nanoseconds per operation."""
        floor_ns = stages.turn_floor_ns(self._plan.policy.turn_target_ns, clock_step_ns)
        per_op_ns = raced_per_op_ns
        for size in (*stages.growth_sizes(self._plan.workload.sizes, self._plan.size), self._plan.size):
            self._desk.load(seat, 0, size)
            # The guess assumes linear work; where it is far off, the second turn mends it.
            ops = stages.fitted(raced_per_op_ns * size / self._plan.size, floor_ns)
            for number in range(stages.GROWTH_TURNS):
                timed = self._desk.turn(seat, 0, number, 0, Stage.GROWTH, size, ops, warm=True)
                per_op_ns = timed.wall_ns / ops
                ops = min(ops * 100, stages.fitted(per_op_ns, floor_ns))
        return per_op_ns

    def recall(self, race: Race) -> dict[str, Form]:
        """The forms of contenders whose heat 0 an interrupted run had completed."""
        forms = {}
        ends = {memory.contender: memory for memory in race.memories if memory.heat == 0 and memory.phase == "end"}
        for contender, memory in ends.items():
            start = next(start for start in race.starts if start.contender == contender and start.heat == 0)
            grown = [s for s in race.samples if s.contender == contender and s.stage is Stage.GROWTH]
            forms[contender] = self.form(grown[-1].per_op_ns, start, max(0, memory.peak_rss))
        return forms
