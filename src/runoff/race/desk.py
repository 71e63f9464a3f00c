"""One guest and one turn at a time: starting, loading, turns, and the host's own work in between.

The host has to write each turn down, show it and think about it. It does so right after handing over the next turn,
a piece at a time and only until the guest answers, on a core that no guest uses; with one core only, between
the turns.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from runoff.model.plan import Plan
from runoff.model.sample import Memory, Sample, Stage, Start
from runoff.race import stages
from runoff.race.ports import Guest, Ledger, Stable, Timed, Watcher
from runoff.units import Bytes, Nanoseconds


@dataclass(slots=True)
class Seat:
    """One contender's live guest in a heat."""

    contender: str
    guest: Guest
    counted: tuple[int, int] | None


class Desk:
    """Gives turns and keeps records. `booked` hears of each sample once it is written down."""

    def __init__(
        self,
        plan: Plan,
        *,
        stable: Stable,
        ledger: Ledger,
        watcher: Watcher,
        apart: bool,
        spent_ns: int,
        clock: Callable[[], int],
        booked: Callable[[Sample], None],
    ) -> None:
        self._plan = plan
        self._stable = stable
        self._ledger = ledger
        self._watcher = watcher
        self._apart = apart
        self._spent_before_ns = spent_ns
        self._clock = clock
        self._began_ns = clock()
        self._booked = booked
        self._books: list[Callable[[], None]] = []
        self._chores: deque[Callable[[], None]] = deque()
        self._hash_seed = 0
        self._padding = 0

    def elapsed_ns(self) -> int:
        """Nanoseconds of racing so far, an interrupted run's included."""
        return self._spent_before_ns + self._clock() - self._began_ns

    def spawn(self, contender: str, heat: int) -> Guest:
        """A fresh guest with the heat's own luck; GuestFailure when it cannot be started."""
        luck = stages.heat_random(self._plan.seed, heat, f"luck/{contender}")
        self._hash_seed, self._padding = luck.randrange(1, 2**32), luck.randrange(4096)
        return self._stable.spawn(contender, hash_seed=self._hash_seed, padding=self._padding)

    def load(self, seat: Seat, heat: int, size: int) -> Start:
        """Have a guest load a size; its first load is recorded as its start."""
        self.do_chores()
        ready, since_spawn_ns = seat.guest.load(
            size=size, seed=self._plan.seed, timeout_ns=self._plan.policy.turn_timeout_ns, tick=self._watcher.tick
        )
        start = Start(
            contender=seat.contender,
            heat=heat,
            ready_ns=Nanoseconds(since_spawn_ns),
            setup_ns=Nanoseconds(ready.setup_ns),
            clock=ready.clock,
            clock_step_ns=Nanoseconds(ready.clock_step_ns),
            version=ready.version,
            pid=ready.pid,
            hash_seed=self._hash_seed,
            padding=self._padding,
            at_ns=Nanoseconds(self.elapsed_ns()),
        )
        if seat.counted is None:
            # Loading a second size is no start: only the first tells what starting costs.
            self._ledger.start(start)
        seat.counted = seat.guest.scheduled()
        return start

    def turn(
        self,
        seat: Seat,
        heat: int,
        round_: int,
        position: int,
        stage: Stage,
        size: int,
        inner: int,
        *,
        warm: bool,
        wanted: int = 0,
    ) -> Timed:
        """Give a guest the turn and see that it is recorded; `wanted` rounds are what a display may tell."""
        if not self._apart:
            self.do_chores()
        if stage is not Stage.PACE:
            self.defer(lambda: self._watcher.turn(seat.contender, heat, round_, stage, wanted))
        timed = seat.guest.turn(
            inner=inner,
            warm=warm,
            timeout_ns=self._plan.policy.turn_timeout_ns,
            meanwhile=self._piece if self._apart else _nothing_left,
            # On one core too: a turn that lasts so long is hardly disturbed by a line of text.
            tick=self._watcher.tick,
        )
        sample = Sample(
            contender=seat.contender,
            heat=heat,
            round=round_,
            position=position,
            stage=stage,
            size=size,
            inner=inner,
            warm_ns=Nanoseconds(timed.warm_ns),
            wall_ns=Nanoseconds(timed.wall_ns),
            cpu_ns=Nanoseconds(timed.cpu_ns),
            outside_ns=Nanoseconds(timed.outside_ns),
            sched_cpu_ns=Nanoseconds(-1),
            sched_wait_ns=Nanoseconds(-1),
            at_ns=Nanoseconds(timed.sent_ns - self._began_ns + self._spent_before_ns),
            answer=timed.answer,
        )
        # The guest is blocked from here on, so its counters stand still until they are read.
        self._books.append(lambda: self._book(seat, sample))
        return timed

    def _book(self, seat: Seat, sample: Sample) -> None:
        """Complete a turn's record with what the scheduler counted, and write it down."""
        now = seat.guest.scheduled()
        if now is not None and seat.counted is not None:
            sample = replace(
                sample,
                sched_cpu_ns=Nanoseconds(now[0] - seat.counted[0]),
                sched_wait_ns=Nanoseconds(now[1] - seat.counted[1]),
            )
        seat.counted = now
        self._ledger.sample(sample)
        self._booked(sample)

    def _piece(self) -> bool:
        """Do the bookkeeping of the turn before, or else one chore; whether more is left."""
        if self._books:
            # Before its guest gets another turn, and a few dozen microseconds long.
            books, self._books = self._books, []
            for book in books:
                book()
        elif self._chores:
            self._chores.popleft()()
        return bool(self._chores)

    def defer(self, chore: Callable[[], None]) -> None:
        """Have something done in the turns to come."""
        self._chores.append(chore)

    def do_chores(self) -> None:
        """Do all that is left, now."""
        while self._books or self._chores:
            self._piece()

    def remember(self, contender: str, heat: int, phase: str, guest: Guest) -> int:
        """Write down a guest's memory; returns its peak in bytes (0 where unknown)."""
        usage = guest.usage()
        self._ledger.memory(
            Memory(
                contender=contender,
                heat=heat,
                phase=phase,
                uss=Bytes(usage.uss),
                pss=Bytes(usage.pss),
                rss=Bytes(usage.rss),
                peak_rss=Bytes(usage.peak_rss),
            )
        )
        return max(0, usage.peak_rss)


def _nothing_left() -> bool:
    """On one core the host's own work waits until the turn is over."""
    return False
