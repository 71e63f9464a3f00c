"""The loop that runs a race; what it needs from the outside is declared in `ports`.

One guest holds the turn; every other one blocks on a read. The statistics of a round are worked out in the turns of
the next one (see `desk`), so what is shown and decided may come one turn late, which costs a turn and disturbs none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from runoff.errors import GuestFailure
from runoff.model.plan import Plan
from runoff.model.sample import PACEMAKER, Mishap, Outcome, Race, Stage
from runoff.race import stages
from runoff.race.calibration import Calibration, Form
from runoff.race.desk import Desk, Seat
from runoff.race.patience import Patience
from runoff.race.ports import Guest, Ledger, Progress, Stable, Watcher
from runoff.summary.live import LiveRatios
from runoff.summary.ratio import RatioEstimate, rounds_per_heat
from runoff.units import Nanoseconds

PACE_SIZE = 4_000
"""Steps of the pacemaker's turn: about a millisecond."""
PACE_TURN_NS = 1_200_000
FAILURES_MOST = 2
ESTIMATE_EVERY_NS = 500_000_000
HOPELESS = frozenset({"import", "load", "setup"})
"""Failures of reading an entry: the same file would be read again."""


@dataclass(slots=True)
class _State:
    forms: dict[str, Form] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    heats: int = 0
    rounds_first: int = 0
    rounds_wanted: int = 0


class Referee:
    """Runs one race to its end. `earlier` is what an interrupted run had already recorded."""

    def __init__(
        self,
        plan: Plan,
        *,
        stable: Stable,
        ledger: Ledger,
        watcher: Watcher,
        apart: bool,
        pace: bool = False,
        earlier: Race | None = None,
        clock: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self._plan = plan
        self._policy = plan.policy
        self._stable = stable
        self._ledger = ledger
        self._watcher = watcher
        self._paced = pace
        self._clock = clock
        self._earlier = earlier or Race(plan=plan)
        self._state = _State()
        self._live = LiveRatios(plan.baseline)
        self._desk = Desk(
            plan,
            stable=stable,
            ledger=ledger,
            watcher=watcher,
            apart=apart,
            spent_ns=_spent(self._earlier),
            clock=clock,
            booked=self._live.add,
        )
        self._calibration = Calibration(plan, self._desk)
        self._ratios: dict[str, RatioEstimate] = {}
        self._estimated_ns = 0
        self._patience = Patience(round_ns=0)
        # Contenders that feel a slow machine alike lose nothing to it, and would lose the time of waiting.
        self._phases_matter = False
        self._pacemaker: Guest | None = None
        self._costs_ns: list[int] = []

    # -- the whole race ------------------------------------------------------------------------

    def run(self) -> Outcome:
        """Race until precise enough, out of budget or out of contenders; records how it ended."""
        self._replay()
        self._calibrate_all()
        outcome = self._race() if self._running() else Outcome.NOTHING
        self._ledger.finish(outcome, Nanoseconds(self._desk.elapsed_ns()))
        return outcome

    def _race(self) -> Outcome:
        groups = self._earlier.groups or self._make_groups()
        ended = None
        if self._state.heats:
            ended = stages.stop(self._standing(), self._policy)
        while ended is None and self._running():
            self._state.heats += 1
            self._state.rounds_wanted = self._rounds_wanted()
            began_ns = self._clock()
            for number, group in enumerate(groups, start=1):
                self._watcher.heat(self._state.heats, number, len(groups))
                self._heat([contender for contender in group if contender not in self._state.out])
            self._costs_ns.append(self._clock() - began_ns)
            self._phases_matter = any(estimate.rounds_slow_phase for estimate in self._live.estimates().values())
            self._watcher.progress(self._progress(self._state.rounds_wanted))
            ended = stages.stop(self._standing(), self._policy)
        return ended or Outcome.NOTHING

    def _replay(self) -> None:
        """Take over what an interrupted run had recorded: forms, failures, heats, samples."""
        race = self._earlier
        for mishap in race.mishaps:
            self._state.failures[mishap.contender] = self._state.failures.get(mishap.contender, 0) + 1
            if mishap.final:
                self._state.out.add(mishap.contender)
        for sample in race.samples:
            self._live.add(sample)
        self._state.heats = max((sample.heat for sample in race.samples), default=0)
        self._state.forms = self._calibration.recall(race)

    def _running(self) -> list[str]:
        return [
            contender.id
            for contender in self._plan.contenders
            if contender.available and contender.id not in self._state.out
        ]

    # -- heat 0 --------------------------------------------------------------------------------

    def _calibrate_all(self) -> None:
        waiting = [contender for contender in self._running() if contender not in self._state.forms]
        if waiting:
            self._watcher.heat(0, 1, 1)
        for contender in waiting:
            while contender not in self._state.out and contender not in self._state.forms:
                try:
                    self._state.forms[contender] = self._calibration.calibrate(contender)
                except GuestFailure as failure:
                    self._mishap(contender, 0, 0, failure)

    def _make_groups(self) -> tuple[tuple[str, ...], ...]:
        peaks = {contender: self._state.forms[contender].peak for contender in self._running()}
        groups = stages.groups_by_memory(peaks, self._plan.baseline, self._stable.available_memory())
        if len(groups) > 1:
            self._watcher.message(
                f"{len(peaks)} guests do not fit into memory together: {len(groups)} groups, the baseline in each"
            )
        self._ledger.groups(groups)
        return groups

    # -- heats 1 and up ------------------------------------------------------------------------

    def _heat(self, contenders: Sequence[str]) -> None:
        heat = self._state.heats
        seats: dict[str, Seat] = {}
        order = stages.heat_random(self._plan.seed, heat, f"order/{','.join(contenders)}")
        try:
            for contender in order.sample(list(contenders), len(contenders)):
                self._seat(seats, contender, heat, 0)
            pacemaker = self._seat_pacemaker(heat) if self._paced and len(seats) > 1 else None
            rounds = 0
            while seats and not self._enough(rounds):
                if pacemaker is not None:
                    pacemaker = self._set_pace(pacemaker, rounds)
                for position, contender in enumerate(order.sample(sorted(contenders), len(contenders))):
                    if contender in seats:
                        self._take_turn(seats, contender, heat, rounds, position)
                rounds += 1
                self._after_round(rounds)
            self._desk.do_chores()
            for contender, seat in seats.items():
                self._desk.remember(contender, heat, "end", seat.guest)
        finally:
            self._desk.do_chores()
            for seat in seats.values():
                seat.guest.close()
            if self._pacemaker is not None:
                self._pacemaker.kill()
                self._pacemaker = None

    def _seat_pacemaker(self, heat: int) -> Seat | None:
        """Start the pacemaker; without one the race goes on and phases are looked for in the contenders themselves."""
        try:
            self._pacemaker = guest = self._desk.spawn(PACEMAKER, heat)
            guest.load(size=PACE_SIZE, seed=1, timeout_ns=self._policy.turn_timeout_ns, tick=self._watcher.tick)
        except GuestFailure as failure:
            self._without_pacemaker(failure)
            return None
        return Seat(PACEMAKER, guest, guest.scheduled())

    def _set_pace(self, seat: Seat, round_: int) -> Seat | None:
        """Give the pacemaker its short turns of this round, until the machine is quick or patience ends."""
        try:
            again = True
            while again:
                timed = self._desk.turn(seat, self._state.heats, round_, -1, Stage.PACE, PACE_SIZE, 1, warm=False)
                again = self._patience.wait(timed.wall_ns) and self._phases_matter
        except GuestFailure as failure:
            self._without_pacemaker(failure)
            return None
        return seat

    def _without_pacemaker(self, failure: GuestFailure) -> None:
        self._paced = False
        self._watcher.message(f"the pacemaker failed ({failure}); the race goes on without it")

    def _seat(self, seats: dict[str, Seat], contender: str, heat: int, round_: int) -> None:
        """Start and load a guest; a failure leaves its seat empty for this heat."""
        try:
            guest = self._desk.spawn(contender, heat)
        except GuestFailure as failure:
            self._mishap(contender, heat, round_, failure)
            return
        seat = Seat(contender, guest, None)
        try:
            start = self._desk.load(seat, heat, self._plan.size)
        except GuestFailure as failure:
            guest.kill()
            self._mishap(contender, heat, round_, failure)
            return
        except BaseException:
            guest.kill()
            raise
        self._state.forms[contender].start_ns = start.ready_ns
        self._desk.remember(contender, heat, "ready", guest)
        seat.counted = guest.scheduled()
        seats[contender] = seat

    def _take_turn(self, seats: dict[str, Seat], contender: str, heat: int, round_: int, position: int) -> None:
        form = self._state.forms[contender]
        seat = seats[contender]
        try:
            self._desk.turn(
                seat,
                heat,
                round_,
                position,
                Stage.MEASURE,
                self._plan.size,
                form.inner,
                warm=form.warm,
                wanted=self._state.rounds_wanted,
            )
        except GuestFailure as failure:
            del seats[contender]
            self._mishap(contender, heat, round_, failure)
            if contender not in self._state.out:
                self._seat(seats, contender, heat, round_)

    def _after_round(self, rounds: int) -> None:
        """Work out every ratio anew and show it, piece by piece in the turns to come."""
        now_ns = self._clock()
        if now_ns - self._estimated_ns < ESTIMATE_EVERY_NS:
            return  # Statistics on the host's core are felt on the guests', where the two share caches or a clock.
        self._estimated_ns = now_ns
        for contender in self._live.contenders():
            self._desk.defer(partial(self._estimate, contender))
        self._desk.defer(lambda: self._watcher.progress(self._progress(rounds)))

    def _estimate(self, contender: str) -> None:
        self._ratios[contender] = self._live.estimate(contender)

    def _enough(self, rounds: int) -> bool:
        wanted = self._state.rounds_wanted
        if rounds >= stages.ROUNDS_FEWEST and self._desk.elapsed_ns() > self._policy.budget_ns:
            return True
        if rounds < wanted or (rounds - wanted) % max(1, wanted // 4):
            # Asking for steady turns costs milliseconds that the guests wait: once, and then four times at most.
            return False
        self._desk.do_chores()
        return stages.enough_rounds(rounds, wanted, self._live.steady_rounds(self._state.heats))

    def _rounds_wanted(self) -> int:
        """Rounds for the coming heat: what the budget holds at first, then what spread and costs suggest."""
        forms = [self._state.forms[contender] for contender in self._running()]
        round_ns = sum(form.turn_ns for form in forms) + PACE_TURN_NS * self._paced
        start_ns = sum(form.start_ns for form in forms)
        self._patience.round_ns = round_ns
        self._state.rounds_first = self._state.rounds_first or stages.first_rounds(
            self._policy, elapsed_ns=self._desk.elapsed_ns(), round_ns=round_ns, start_ns=start_ns
        )
        estimates = list(self._live.estimates().values())
        if self._state.heats <= self._policy.heats_min or not estimates:
            return self._state.rounds_first
        return rounds_per_heat(
            estimates,
            round_cost_ns=round_ns,
            heat_cost_ns=start_ns,
            minimum=self._state.rounds_first,
            maximum=stages.ROUNDS_MOST_TIMES * self._state.rounds_first,
        )

    def _standing(self) -> stages.Standing:
        widths = tuple(estimate.interval.half_width for estimate in self._live.estimates().values())
        return stages.Standing(
            heats=self._state.heats,
            elapsed_ns=Nanoseconds(self._desk.elapsed_ns()),
            heat_ns=Nanoseconds(self._costs_ns[-1] if self._costs_ns else 0),
            half_widths=widths,
            slowed=self._live.slowed(),
        )

    def _progress(self, rounds: int) -> Progress:
        intervals = {
            contender: (estimate.interval.value, estimate.interval.low, estimate.interval.high)
            for contender, estimate in self._ratios.items()
        }
        elapsed_ns = self._desk.elapsed_ns()
        return Progress(
            heats=self._state.heats,
            rounds=rounds,
            elapsed_ns=elapsed_ns,
            budget_ns=self._policy.budget_ns,
            remaining_ns=max(0, self._policy.budget_ns - elapsed_ns),
            intervals=intervals,
        )

    def _mishap(self, contender: str, heat: int, round_: int, failure: GuestFailure) -> None:
        """Record a failure; a contender's second one is final, and so is one that a restart cannot mend."""
        count = self._state.failures.get(contender, 0) + 1
        self._state.failures[contender] = count
        final = count >= FAILURES_MOST or failure.kind in HOPELESS
        if final:
            self._state.out.add(contender)
        self._ledger.mishap(
            Mishap(
                contender=contender,
                heat=heat,
                round=round_,
                kind=failure.kind,
                what=str(failure),
                stderr=failure.stderr,
                final=final,
                at_ns=Nanoseconds(self._desk.elapsed_ns()),
            )
        )
        self._watcher.message(f"{contender}: {failure}; " + ("it is out" if final else "it is restarted once"))


def _spent(race: Race) -> int:
    """Nanoseconds of racing that an interrupted run had used up when it wrote its last record."""
    moments = [sample.at_ns + sample.outside_ns for sample in race.samples]
    return max([*moments, *(mishap.at_ns for mishap in race.mishaps), race.elapsed_ns], default=0)
