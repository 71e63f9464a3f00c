"""Guests made of numbers, on a clock that moves only when they work. They satisfy the ports of `runoff.race.ports`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from runoff.errors import GuestFailure
from runoff.race.ports import Progress, Timed, Usage
from runoff.race.protocol import Ready
from runoff.units import Nanoseconds

MIB = 1024 * 1024


class FakeClock:
    """Nanoseconds that pass when somebody says so."""

    def __init__(self) -> None:
        self.now_ns = 0

    def __call__(self) -> int:
        """Read it."""
        return self.now_ns


@dataclass(slots=True, kw_only=True)
class Horse:
    """How the guests of one contender behave.

    `cost_ns` is one operation at size 1,000. `fails_at` maps a turn's number (counted over all its guests
    from 1) to the failure it ends in; `start_fails_at` the number of a start. `cold_turns` cost ten times more.
    """

    cost_ns: int
    peak: int = 20 * MIB
    start_ns: int = 30_000_000
    cold_turns: int = 0
    fails_at: Mapping[int, GuestFailure] = field(default_factory=dict)
    start_fails_at: Mapping[int, GuestFailure] = field(default_factory=dict)
    turns: int = 0
    starts: int = 0


class FakeGuest:
    """One guest of a Horse."""

    def __init__(self, name: str, horse: Horse, stable: FakeStable) -> None:
        self.name = name
        self._horse = horse
        self._stable = stable
        self._size = 0
        self._own_turns = 0
        self._cpu_ns = 0
        self.alive = True

    def load(self, *, size: int, seed: int, timeout_ns: int, tick: Callable[[], None]) -> tuple[Ready, int]:
        """Take `start_ns`."""
        del seed, timeout_ns
        tick()
        self._size = size
        self._stable.clock.now_ns += self._horse.start_ns
        ready = Ready(
            runtime="Fake", version="1.0", clock="fake", clock_step_ns=Nanoseconds(40), cpu_clock="fake", pid=1,
            import_ns=Nanoseconds(0), setup_ns=Nanoseconds(1_000_000),
        )  # fmt: skip
        return ready, self._horse.start_ns

    def turn(
        self, *, inner: int, warm: bool, timeout_ns: int, meanwhile: Callable[[], bool], tick: Callable[[], None]
    ) -> Timed:
        """Take `cost_ns` per 1,000 of size, times operations."""
        del timeout_ns
        began_ns = self._stable.clock.now_ns
        while meanwhile():
            continue
        tick()
        self._horse.turns += 1
        self._own_turns += 1
        self._stable.log.append((self.name, self._size))
        failure = self._horse.fails_at.get(self._horse.turns)
        if failure is not None:
            self.kill()
            raise failure
        per_op_ns = self._horse.cost_ns * self._size // 1000 * (10 if self._own_turns <= self._horse.cold_turns else 1)
        wall_ns, warm_ns = per_op_ns * inner, per_op_ns if warm else 0
        self._cpu_ns += wall_ns + warm_ns
        self._stable.clock.now_ns += wall_ns + warm_ns + 20_000
        return Timed(
            inner=inner,
            warm_ns=warm_ns,
            wall_ns=wall_ns,
            cpu_ns=wall_ns,
            outside_ns=wall_ns + warm_ns + 20_000,
            sent_ns=began_ns,
            answer=str(self._size),
        )

    def scheduled(self) -> tuple[int, int] | None:
        """All on a core, never waiting."""
        return self._cpu_ns, 0

    def usage(self) -> Usage:
        """Always its peak."""
        return Usage(uss=self._horse.peak, pss=self._horse.peak, rss=self._horse.peak, peak_rss=self._horse.peak)

    def close(self) -> None:
        """Leave."""
        self.alive = False

    def kill(self) -> None:
        """Leave."""
        self.alive = False


class FakeStable:
    """Spawns FakeGuests; `log` lists every turn as (contender, size), `guests` everyone ever spawned."""

    def __init__(self, horses: Mapping[str, Horse], *, memory: int = 1024 * MIB) -> None:
        self.horses = horses
        self.clock = FakeClock()
        self.log: list[tuple[str, int]] = []
        self.guests: list[FakeGuest] = []
        self.luck: list[tuple[str, int, int]] = []
        self._memory = memory

    def spawn(self, contender: str, *, hash_seed: int, padding: int) -> FakeGuest:
        """A fresh guest, or the failure planned for this start."""
        horse = self.horses[contender]
        horse.starts += 1
        failure = horse.start_fails_at.get(horse.starts)
        if failure is not None:
            raise failure
        self.luck.append((contender, hash_seed, padding))
        guest = FakeGuest(contender, horse, self)
        self.guests.append(guest)
        return guest

    def available_memory(self) -> int:
        """As told."""
        return self._memory


class QuietWatcher:
    """Remembers messages and the last progress."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.heats: list[tuple[int, int, int]] = []
        self.last: Progress | None = None

    def heat(self, heat: int, group: int, groups: int) -> None:
        """Remember it."""
        self.heats.append((heat, group, groups))

    def turn(self, contender: str, heat: int, round: int, stage: object, rounds_wanted: int) -> None:
        """Nothing to show."""

    def progress(self, progress: Progress) -> None:
        """Remember it."""
        self.last = progress

    def tick(self) -> None:
        """Nothing to show."""

    def message(self, text: str) -> None:
        """Remember it."""
        self.messages.append(text)
