"""Edge: starts guests on this machine, on the cores that are theirs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from runoff.race import machine
from runoff.race.guest import GuestProcess, Household, Launch
from runoff.race.machine import Cores

GUESTS = Path(__file__).parent.parent / "guests" / "python"
# What is left for the host, the page cache of input files and the machine's other work.
SHARE_FOR_GUESTS = 0.7


class LocalStable:
    """Guests as local processes; see `ports.Stable`."""

    def __init__(
        self, launches: Mapping[str, Launch], *, cores: Cores, household: Household, memory_limit: int = 0
    ) -> None:
        self._launches = launches
        self._cores = cores
        self._household = household
        self._available = int(machine.available_memory() * SHARE_FOR_GUESTS)
        self._limit = memory_limit or self._available

    def spawn(self, contender: str, *, hash_seed: int, padding: int) -> GuestProcess:
        """Start a fresh guest; GuestFailure when it cannot be started."""
        launch = self._launches[contender]
        return GuestProcess(
            launch,
            cores=frozenset() if launch.parallel else self._cores.guests,
            hash_seed=hash_seed,
            padding=padding,
            memory_limit=self._limit,
            household=self._household,
        )

    def available_memory(self) -> int:
        """Bytes that guests may take together, as seen before the race began."""
        return self._available


def pacemaker_launch() -> Launch:
    """The pacemaker runs on runoff's own Python: it is there on every machine."""
    argv = (sys.executable, "-s", str(GUESTS / "worker.py"))
    return Launch(argv=argv, env={}, file=GUESTS / "pace.py", size_name="n")
