"""What the raw lines amount to, and whether that is what was promised. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.lines import Line

MET, NOT_MET, TOO_FEW, NOT_MEASURED = "met", "**not met**", "too few runs", "not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One promise: where its lines are, how they are judged, and the command that measures it."""

    name: str
    target: str
    benchmark: str
    state: str
    judge: Callable[[Sequence[Line]], tuple[str, str]]
    command: str = ""

    @property
    def how(self) -> str:
        """The command."""
        loaded = " --state loaded" if self.state == "loaded" else ""
        return self.command or f"./dev bench {self.benchmark}{loaded}"


def of_tool(lines: Iterable[Line], *tools: str) -> list[Line]:
    """The lines of these tools, failures included."""
    return [line for line in lines if line["tool"] in tools]


def good(lines: Iterable[Line]) -> list[Line]:
    """Those that have figures."""
    return [line for line in lines if line["ok"]]


def values(lines: Iterable[Line], name: str) -> list[float]:
    """One figure of every line that has it."""
    return [float(line[name]) for line in lines if line["ok"] and line.get(name) is not None]


def spread(ratios: Sequence[float]) -> float:
    """Standard deviation of the logarithm: 0.01 is one per cent. NaN with fewer than two."""
    return statistics.stdev(math.log(ratio) for ratio in ratios) if len(ratios) > 1 else math.nan


def wilson(hits: int, runs: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); 0 to 1 without runs."""
    if not runs:
        return 0.0, 1.0
    z2 = 1.96**2
    middle = (hits + z2 / 2) / (runs + z2)
    reach = 1.96 / (runs + z2) * math.sqrt(hits * (runs - hits) / runs + z2 / 4)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def share(hits: int, runs: int) -> str:
    """`3 of 60 (5 %; 1.7 to 13.7 %)`."""
    if not runs:
        return "none"
    low, high = wilson(hits, runs)
    return f"{hits} of {runs} ({hits / runs:.0%}; {low * 100:.1f} to {high * 100:.1f} %)"


def with_failures(lines: Sequence[Line]) -> str:
    """What to add when some runs failed."""
    failed = len(lines) - len(good(lines))
    return f", {failed} of them failed" if failed else ""


# -- judges: (what was measured, whether the promise is kept) ----------------------------------------


def false_alarms(most: int, runs: int) -> Callable[[Sequence[Line]], tuple[str, str]]:
    """A/A pairs called different; a run that failed counts as one."""

    def judge(lines: Sequence[Line]) -> tuple[str, str]:
        ours = of_tool(lines, "runoff")
        wrong = sum(1 for line in ours if not line["ok"] or line["different"])
        if not ours:
            return "", NOT_MEASURED
        apart = sum(1 for line in ours if line["ok"] and line["excludes_one"])
        said = f"{share(wrong, len(ours))}{with_failures(ours)}; interval excludes 1 in {apart}"
        if len(ours) < runs and wrong <= most:
            return said, TOO_FEW
        return said, MET if wrong <= most * len(ours) / runs else NOT_MET

    return judge


def rival_alarms(tool: str) -> Callable[[Sequence[Line]], tuple[str, str]]:
    """The same by another tool; nothing is promised."""

    def judge(lines: Sequence[Line]) -> tuple[str, str]:
        theirs = of_tool(lines, tool)
        wrong = sum(1 for line in good(theirs) if line["different"])
        return (share(wrong, len(good(theirs))) + with_failures(theirs), "") if theirs else ("", NOT_MEASURED)

    return judge


def repeatable(part: float, runs: int) -> Callable[[Sequence[Line]], tuple[str, str]]:
    """Spread of our ratio against pyperf's."""

    def judge(lines: Sequence[Line]) -> tuple[str, str]:
        ours, theirs = of_tool(lines, "runoff"), of_tool(lines, "pyperf --fast")
        if len(good(ours)) < 2 or len(good(theirs)) < 2:
            return "", NOT_MEASURED
        own, other = spread(values(ours, "ratio")), spread(values(theirs, "ratio"))
        said = (
            f"{own / other:.2f}: {own * 100:.2f} % against {other * 100:.2f} % "
            f"({len(ours)} and {len(theirs)} runs{with_failures(ours)})"
        )
        if min(len(ours), len(theirs)) < runs:
            return said, TOO_FEW
        return said, MET if own <= part * other and len(good(ours)) == len(ours) else NOT_MET

    return judge


def found(entry: str, least: int, runs: int) -> Callable[[Sequence[Line]], tuple[str, str]]:
    """Planted slowdowns whose interval leaves 1 out on the right side; a run that failed found nothing."""

    def judge(lines: Sequence[Line]) -> tuple[str, str]:
        ours = of_tool(lines, entry)
        if not ours:
            return "", NOT_MEASURED
        hits = sum(1 for line in good(ours) if line["found"])
        called = sum(1 for line in good(ours) if line["call"] == "slower")
        said = f"{share(hits, len(ours))}{with_failures(ours)}; called `slower` in {called}"
        if len(ours) - hits > runs - least:
            return said, NOT_MET
        return said, MET if len(ours) >= runs else TOO_FEW

    return judge


def fast(most: float, runs: int) -> Callable[[Sequence[Line]], tuple[str, str]]:
    """Races that reached a half-width within their budget."""

    def judge(lines: Sequence[Line]) -> tuple[str, str]:
        ours = of_tool(lines, "runoff")
        widths, seconds = values(ours, "half_width"), values(ours, "racing_s")
        if not widths:
            return "", NOT_MEASURED
        hits = sum(width <= most for width in widths)
        said = (
            f"{hits} of {len(ours)}; half-width median {statistics.median(widths) * 100:.2f} %, "
            f"widest {max(widths) * 100:.2f} %; racing {statistics.median(seconds):.1f} s, longest {max(seconds):.1f} s"
        )
        if len(ours) < runs:
            return said, TOO_FEW
        return said, MET if hits == len(ours) else NOT_MET

    return judge


def covered(low: float, high: float, races: int) -> Callable[[Sequence[Line]], tuple[str, str]]:
    """Share of simulated races whose interval holds the truth, over all scenarios together."""

    def judge(lines: Sequence[Line]) -> tuple[str, str]:
        each = good(lines)
        if not each:
            return "", NOT_MEASURED
        count = sum(line["races"] for line in each)
        pooled = sum(line["coverage"] * line["races"] for line in each) / count
        shares = values(each, "coverage")
        said = (
            f"{pooled * 100:.1f} % of {count} races; {min(shares) * 100:.1f} to {max(shares) * 100:.1f} % "
            f"over {len(shares)} scenarios"
        )
        if len(each) < len(lines):
            return said + with_failures(lines), NOT_MET
        return said, TOO_FEW if count < races else MET if low <= pooled <= high else NOT_MET

    return judge


def between_turns(most_us: float) -> Callable[[Sequence[Line]], tuple[str, str]]:
    """Host work between two turns: the 99th percentile of the worst race."""

    def judge(lines: Sequence[Line]) -> tuple[str, str]:
        each = of_tool(lines, "between turns")
        if not good(each):
            return "", NOT_MEASURED
        median, p90, p99 = (max(values(each, name)) for name in ("median_us", "p90_us", "p99_us"))
        apart = all(line["cores_apart"] for line in good(each))
        said = (
            f"median {median:.0f}, P90 {p90:.0f}, P99 {p99:.0f} us (worst of {len(each)} races{with_failures(each)}); "
            f"host and guests on {'different cores' if apart else 'the same core'}"
        )
        return said, MET if p99 <= most_us and apart and len(good(each)) == len(each) else NOT_MET

    return judge


def ready(most_ms: float) -> Callable[[Sequence[Line]], tuple[str, str]]:
    """Milliseconds a guest needs beyond the bare interpreter: the worst interpreter."""

    def judge(lines: Sequence[Line]) -> tuple[str, str]:
        each = [line for line in lines if line["tool"].startswith("ready ")]
        extra = {line["tool"].removeprefix("ready "): float(line["extra_ms"]) for line in good(each)}
        if not extra:
            return "", NOT_MEASURED
        worst = max(extra, key=lambda name: extra[name])
        said = (
            f"{statistics.median(extra.values()):.1f} ms at the median of {len(extra)} interpreters, "
            f"{extra[worst]:.1f} ms at most ({worst}){with_failures(each)}"
        )
        return said, MET if extra[worst] <= most_ms and len(extra) == len(each) else NOT_MET

    return judge


def command(tool: str, most: float, unit: str, name: str) -> Callable[[Sequence[Line]], tuple[str, str]]:
    """The median wall time of a command."""

    def judge(lines: Sequence[Line]) -> tuple[str, str]:
        each = of_tool(lines, tool)
        took = values(each, name)
        if not each:
            return "", NOT_MEASURED
        if not took:
            return each[-1]["reason"], NOT_MET
        said = f"{took[-1]:.{0 if unit == 'ms' else 2}f} {unit} (median of {each[-1]['calls']} calls"
        bare = each[-1].get("bare_ms")
        said += f"; a bare interpreter {bare:.0f} ms)" if bare is not None else ")"
        return said, MET if took[-1] < most else NOT_MET

    return judge


FIGURES = (
    Figure(
        name="A/A: the same contender twice called different, quiet machine",
        target="at most 3 of 60",
        benchmark="aa",
        state="quiet",
        judge=false_alarms(3, 60),
    ),
    Figure(
        name="A/A, loaded machine",
        target="at most 3 of 60",
        benchmark="aa",
        state="loaded",
        judge=false_alarms(3, 60),
    ),
    *(
        Figure(
            name=f"A/A by {tool}, {state} machine",
            target="for comparison",
            benchmark="aa",
            state=state,
            judge=rival_alarms(tool),
        )
        for state in ("quiet", "loaded")
        for tool in ("pyperf", "pyperf --fast", "hyperfine")
    ),
    Figure(
        name="Repeatability: spread of the CPython/PyPy ratio as a part of pyperf's, at equal wall time",
        target="at most 1/3",
        benchmark="repeatability",
        state="quiet",
        judge=repeatable(1 / 3, 20),
    ),
    Figure(
        name="Repeatability, loaded machine",
        target="at most 1/3",
        benchmark="repeatability",
        state="loaded",
        judge=repeatable(1 / 3, 20),
    ),
    Figure(
        name="Power: a planted slowdown of 5 % found in 20 s",
        target="at least 38 of 40",
        benchmark="power",
        state="quiet",
        judge=found("plus-5", 38, 40),
    ),
    Figure(
        name="Power: a planted slowdown of 2 % found in 60 s",
        target="at least 16 of 20",
        benchmark="power",
        state="quiet",
        judge=found("plus-2", 16, 20),
    ),
    Figure(
        name="Speed: +-3 % on a CPython/PyPy pair within 5 s of racing",
        target="every run",
        benchmark="speed",
        state="quiet",
        judge=fast(0.03, 10),
    ),
    Figure(
        name="Coverage of the 95 % interval over simulated races",
        target="93 to 97 %",
        benchmark="coverage",
        state="quiet",
        judge=covered(0.93, 0.97, 1_000),
    ),
    Figure(
        name="Overhead: host work between two turns",
        target="at most 200 us, off the guest's core",
        benchmark="overhead",
        state="quiet",
        judge=between_turns(200.0),
    ),
    Figure(
        name="Overhead: a guest ready after the bare interpreter",
        target="at most 15 ms",
        benchmark="overhead",
        state="quiet",
        judge=ready(15.0),
    ),
    Figure(
        name="`runoff --help`",
        target="under 150 ms",
        benchmark="overhead",
        state="quiet",
        judge=command("--help", 150.0, "ms", "median_ms"),
    ),
    Figure(
        name="`runoff version`",
        target="under 150 ms",
        benchmark="overhead",
        state="quiet",
        judge=command("version", 150.0, "ms", "median_ms"),
    ),
    Figure(
        name="`runoff show` of a run with 100,000 turns",
        target="under 2 s",
        benchmark="overhead",
        state="quiet",
        judge=command("show", 2.0, "s", "median_s"),
    ),
)


def rows(lines: Mapping[tuple[str, str], Sequence[Line]]) -> list[tuple[str, ...]]:
    """One row per promise: figure, target, measured, verdict, command. Unmeasured extras are left out."""
    made: list[tuple[str, ...]] = []
    for figure in FIGURES:
        said, verdict = figure.judge(lines.get((figure.benchmark, figure.state), ()))
        if verdict == NOT_MEASURED and (figure.target == "for comparison" or figure.name.startswith("Repeatability, ")):
            continue
        made.append((figure.name, figure.target, said, verdict, f"`{figure.how}`"))
    return made
