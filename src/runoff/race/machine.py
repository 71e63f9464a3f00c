"""Edge: what /proc and the scheduler tell about the machine and about a guest's processes."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from runoff.model.plan import Machine
from runoff.race.ports import Usage
from runoff.units import Bytes

BUSY_SHARE = 0.10
STEAL_SHARE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Cores:
    """Which processors guests get and which the host keeps; both the same on one core."""

    guests: frozenset[int]
    host: frozenset[int]

    @property
    def apart(self) -> bool:
        """Whether the host can work without taking time from the guest that holds the turn."""
        return not self.guests & self.host


def share_cores(*, affinity: bool = True) -> Cores:
    """The last processor for guests, the others for the host; everything to both on one core."""
    if not hasattr(os, "sched_getaffinity"):
        return Cores(guests=frozenset(), host=frozenset())
    mine = sorted(os.sched_getaffinity(0))
    if len(mine) < 2 or not affinity:
        return Cores(guests=frozenset(mine), host=frozenset(mine))
    return Cores(guests=frozenset(mine[-1:]), host=frozenset(mine[:-1]))


@contextmanager
def host_on(cores: frozenset[int]) -> Iterator[None]:
    """Keep this process to the host's cores while the block runs."""
    if not cores:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _cpu_name() -> str:
    for line in _lines("/proc/cpuinfo"):
        if line.startswith(("model name", "Model")):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _top_hz() -> float:
    """Highest clock that the kernel tells; 0 where it tells none (most virtual machines)."""
    tops = [
        float(path.read_text()) * 1000
        for path in Path("/sys/devices/system/cpu").glob("cpu[0-9]*/cpufreq/cpuinfo_max_freq")
    ]
    return max(tops, default=0.0)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(errors="replace").splitlines()
    except OSError:
        return []


def busy_notes(seconds: float = 0.2) -> tuple[str, ...]:
    """Look at the machine for `seconds` and say what else is using it."""
    before = psutil.cpu_times()
    time.sleep(seconds)
    after = psutil.cpu_times()
    spent = {name: getattr(after, name) - getattr(before, name) for name in after._fields}
    total = sum(spent.values()) - spent.get("guest", 0.0) - spent.get("guest_nice", 0.0)
    if total <= 0:
        return ()
    steal = spent.get("steal", 0.0) / total
    busy = 1 - (spent.get("idle", 0.0) + spent.get("iowait", 0.0) + spent.get("steal", 0.0)) / total
    notes = []
    if busy > BUSY_SHARE:
        notes.append(
            f"the machine is busy: {busy:.0%} of its {os.cpu_count()} cores in use before the race "
            f"(load {os.getloadavg()[0]:.1f}); stop other work for narrower intervals"
        )
    if steal > STEAL_SHARE:
        notes.append(f"neighbours outside this virtual machine took {steal:.0%} of its time (steal)")
    return tuple(notes)


def describe() -> Machine:
    """The machine as far as it matters for a timing."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    notes = busy_notes()
    if cores == 1:
        notes = (*notes, "one core: runoff itself runs between the turns, never during one")
    return Machine(
        hostname=platform.node(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        cpu=_cpu_name(),
        cores=cores,
        top_hz=_top_hz(),
        memory=Bytes(psutil.virtual_memory().total),
        load=os.getloadavg()[0],
        notes=notes,
    )


def available_memory() -> Bytes:
    """Bytes that new processes could take without swapping."""
    return Bytes(psutil.virtual_memory().available)


class SchedReader:
    """CPU time and run-queue wait of all threads of one process, from schedstat.

    Files stay open between reads: opening costs more than reading.
    """

    def __init__(self, pid: int) -> None:
        self._folder = f"/proc/{pid}/task"
        self._files: dict[str, int] = {}
        self._gone_cpu = 0
        self._gone_wait = 0
        self._last: dict[str, tuple[int, int]] = {}

    def read(self) -> tuple[int, int] | None:
        """Nanoseconds (on a core, waiting for one) since the process began; None where unknown.

        A thread that ended keeps its last reading in the sums.
        """
        try:
            threads = os.listdir(self._folder)  # noqa: PTH208 (a Path costs more than the read)
        except OSError:
            return None
        for thread in [name for name in self._files if name not in threads]:
            self._forget(thread)
        for thread in threads:
            reading = self._thread(thread)
            if reading is not None:
                self._last[thread] = reading
        if not self._last:
            return None
        return (
            self._gone_cpu + sum(cpu for cpu, _ in self._last.values()),
            self._gone_wait + sum(wait for _, wait in self._last.values()),
        )

    def _thread(self, thread: str) -> tuple[int, int] | None:
        try:
            file = self._files.get(thread)
            if file is None:
                file = self._files[thread] = os.open(f"{self._folder}/{thread}/schedstat", os.O_RDONLY)
            cpu, wait, _slices = os.pread(file, 100, 0).split()
        except (OSError, ValueError):
            return None
        return int(cpu), int(wait)

    def _forget(self, thread: str) -> None:
        os.close(self._files.pop(thread))
        cpu, wait = self._last.pop(thread, (0, 0))
        self._gone_cpu += cpu
        self._gone_wait += wait

    def close(self) -> None:
        """Close the open files."""
        for file in self._files.values():
            os.close(file)
        self._files.clear()


def _tree(pid: int) -> Iterator[int]:
    """A process and its descendants."""
    yield pid
    try:
        for child in psutil.Process(pid).children(recursive=True):
            yield child.pid
    except psutil.Error:
        return


def _rollup(pid: int) -> dict[str, int]:
    """Fields of smaps_rollup in bytes; empty when it cannot be read."""
    fields = {}
    for line in _lines(f"/proc/{pid}/smaps_rollup")[1:]:
        name, _, rest = line.partition(":")
        fields[name] = int(rest.split()[0]) * 1024
    return fields


def _high_water(pid: int) -> int:
    """Peak resident bytes of one process; 0 when unknown."""
    for line in _lines(f"/proc/{pid}/status"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def usage(pid: int) -> Usage:
    """PSS, USS and RSS summed over a process tree, and the sum of the peaks of its members."""
    rollups = [(member, _rollup(member)) for member in _tree(pid)]
    known = [(member, fields) for member, fields in rollups if fields]
    if not known:
        return Usage(uss=-1, pss=-1, rss=-1, peak_rss=-1)
    return Usage(
        uss=sum(fields.get("Private_Clean", 0) + fields.get("Private_Dirty", 0) for _, fields in known),
        pss=sum(fields.get("Pss", 0) for _, fields in known),
        rss=sum(fields.get("Rss", 0) for _, fields in known),
        peak_rss=sum(_high_water(member) for member, _ in known),
    )


def resident(pid: int) -> int:
    """Resident bytes of one process now; 0 when it is gone. Cheap enough to ask ten times a second."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as stream:  # noqa: PTH123 (called in the wait for a turn)
            return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def cpu_seconds(pid: int) -> float:
    """CPU seconds of one process so far; 0 when it is gone."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)
