"""Was the work done at all?

Three signs that a compiler or an entry removed it: no answer came back; a unit of n takes less time than any
machine needs for it (the workload's floor, in cycles at the top clock); or the time does not grow with n.

Growth. Let T2, T be the times at the two largest sizes n2 < n. Work that is linear with a fixed cost,
T = a + b n, has (T - T2) / T = (1 - n2 / n) * b n / T: divided by (1 - n2 / n) that is the share of T that
depends on n, whatever a is. Removed work has a share near 0. A large fixed cost lowers the exponent over all sizes
just as removed work does, so a low exponent alone proves nothing: the share has to be low too, and where a floor
is declared, the time per additional unit, (T - T2) / (n - n2), has to be under it. Honest work never is. And
whatever has grown by half between the smallest and the largest size has not been removed.
"""

from __future__ import annotations

from collections.abc import Iterator

from runoff.checks import words
from runoff.checks.check import Check, Evidence, finder, first_decile, spread
from runoff.model.plan import Machine
from runoff.model.result import Finding, Growth, Level, Summary
from runoff.model.workload import Change, Floor

NAME = "work-removed"
found = finder(NAME)

UNKNOWN_TOP_HZ = 6e9
SIZES_SPAN = 4
EXPONENT = 0.5
GROWN = 1.5
"""Between the smallest and the largest size, removed work stays the same; this much more is work."""
SHARE_WITH_FLOOR = 0.25
SHARE_WITHOUT_FLOOR = 0.10


def top_hz(machine: Machine | None) -> float:
    """The fastest clock the machine can have; 6 GHz where unknown, which no shipping core exceeds by much."""
    return machine.top_hz if machine is not None and machine.top_hz > 0 else UNKNOWN_TOP_HZ


def floor_ns(floor: Floor, machine: Machine | None, cores: int = 1) -> float:
    """Least nanoseconds for one unit of n when `cores` share the work."""
    return floor.cycles / top_hz(machine) * 1e9 / cores


def reading_ns(evidence: Evidence, summary: Summary) -> float | None:
    """Time of one operation in its quick turns (first decile): the larger of wall and CPU time.

    The quick turns, because waiting for a core must not lift removed work over the floor; the
    larger, because several threads do more work than wall time tells.
    """
    turns = spread([each for each in evidence.measured(summary.contender) if each.size == evidence.race.plan.size])
    if not turns:
        return None
    wall = first_decile([turn.per_op_ns for turn in turns])
    cpu = [turn.cpu_ns / turn.inner for turn in turns if turn.cpu_ns >= 0]
    return max(wall, first_decile(cpu)) if cpu else wall


def _under_floor(evidence: Evidence, summary: Summary, reading: float | None) -> str | None:
    workload, size = evidence.race.plan.workload, evidence.race.plan.size
    if workload.floor is None or reading is None:
        return None
    least = floor_ns(workload.floor, evidence.machine, _cores(evidence, summary))
    if reading / size >= least:
        return None
    clock = f"{workload.floor.cycles:g} cycles at {top_hz(evidence.machine) / 1e9:.1f} GHz"
    return (
        f"{words.time(reading / size)} per {workload.size_name}, under the floor of {words.time(least)} "
        f"({clock}: {workload.floor.because})"
    )


def _cores(evidence: Evidence, summary: Summary) -> int:
    """Child processes' CPU time is not in the guest's own: a parallel entry may be as fast as all cores together."""
    if evidence.contender(summary).entry.change is not Change.PARALLEL or evidence.machine is None:
        return 1
    return evidence.machine.cores


def share_of_size(growth: Growth) -> float | None:
    """The share of the largest size's time that depends on the size; None without two sizes."""
    points = sorted(growth.points)
    if len(points) < 2 or points[-1][1] <= 0:
        return None
    (lower, lower_ns), (upper, upper_ns) = points[-2:]
    return (upper_ns - lower_ns) / upper_ns / (1 - lower / upper)


def per_unit_ns(growth: Growth) -> float:
    """Time per additional unit of n between the two largest of at least two sizes."""
    (lower, lower_ns), (upper, upper_ns) = sorted(growth.points)[-2:]
    return (upper_ns - lower_ns) / (upper - lower)


def does_not_grow(growth: Growth, least_ns: float | None) -> bool:
    """Whether time ignores the size, by three sizes or more; `least_ns` is the floor per unit of n."""
    share = share_of_size(growth)
    sizes = [size for size, _ in growth.points]
    if share is None or growth.exponent is None or len(sizes) < 3 or max(sizes) < SIZES_SPAN * min(sizes):
        return False
    costs = [cost for _, cost in growth.points]
    if growth.exponent >= EXPONENT or max(costs) >= GROWN * min(costs):
        return False
    if least_ns is None:
        return share < SHARE_WITHOUT_FLOOR
    return share < SHARE_WITH_FLOOR and per_unit_ns(growth) < least_ns


def _flat(evidence: Evidence, summary: Summary) -> str | None:
    workload = evidence.race.plan.workload
    least = None
    if workload.floor is not None:
        least = floor_ns(workload.floor, evidence.machine, _cores(evidence, summary))
    if summary.growth is None or not does_not_grow(summary.growth, least):
        return None
    points = sorted(summary.growth.points)
    (small, small_ns), (large, large_ns) = points[0], points[-1]
    name = workload.size_name
    return (
        f"time does not grow with {name}: {words.time(small_ns, 3)} at {name}={small}, "
        f"{words.time(large_ns, 3)} at {name}={large}"
    )


def _no_answer(evidence: Evidence, summary: Summary) -> str | None:
    missing = sum(not sample.answer for sample in evidence.samples(summary.contender))
    return f"{missing} turns returned no answer" if missing else None


def _judge(evidence: Evidence) -> Iterator[Finding]:
    for summary in evidence.summaries:
        reading = reading_ns(evidence, summary)
        signs = _no_answer(evidence, summary), _under_floor(evidence, summary, reading), _flat(evidence, summary)
        if any(signs):
            yield found(summary.contender, Level.INVALID, "; ".join(filter(None, signs)))
        elif proof := _proof(evidence, summary, reading):
            yield found(summary.contender, Level.OK, proof)


def _proof(evidence: Evidence, summary: Summary, reading: float | None) -> str:
    workload, size = evidence.race.plan.workload, evidence.race.plan.size
    proofs = []
    if workload.floor is not None and reading is not None:
        least = floor_ns(workload.floor, evidence.machine, _cores(evidence, summary))
        proofs.append(f"{words.time(reading / size)} per {workload.size_name}, floor {words.time(least)}")
    if summary.growth is not None and summary.growth.exponent is not None:
        proofs.append(f"time grows as {workload.size_name} to the power {summary.growth.exponent:.2f}")
    return "; ".join(proofs)


CHECK = Check(name=NAME, asks="time above the floor, growing with the size, and an answer", rule=_judge)
