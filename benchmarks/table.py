"""Writes benchmarks/README.md from the raw lines; nothing in it is typed by hand but the words."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import figures, lines, load, pairs, power, repeatability, tools
from benchmarks.lines import Line

Results = Mapping[tuple[str, str], Sequence[Line]]

INTRODUCTION = """# How good runoff is

Measured by `./dev bench`, side by side with pyperf and hyperfine; this page is written from
`benchmarks/results/*.jsonl` (one line per measurement) by `./dev bench table`.
Shares are followed by their 95 % interval (Wilson). A run that failed counts against runoff.
"""


def write(folder: Path = lines.RESULTS) -> None:
    """Write the page anew, beside the folder of results."""
    (folder.parent / "README.md").write_text(page(everything(folder)), encoding="utf-8")


def everything(folder: Path) -> Results:
    """All lines by (benchmark, state)."""
    found: dict[tuple[str, str], list[Line]] = {}
    for each in sorted(folder.glob("*.jsonl")):
        for line in lines.read(each):
            found.setdefault((line["benchmark"], line["state"]), []).append(line)
    return found


def page(results: Results) -> str:
    """The whole page as Markdown."""
    parts = [INTRODUCTION, grid(("figure", "target", "measured", "", "command"), figures.rows(results))]
    for title, text in (
        ("False alarms: one thing compared with itself", alarms(results)),
        ("Repeatability: the same ratio, again and again", repeats(results)),
        ("Power: slowdowns of known size", powers(results)),
        ("Coverage, by scenario", scenarios(results)),
        ("A guest's start, by interpreter", starts(results)),
    ):
        if text:
            parts.append(f"## {title}\n\n{text}")
    parts.append(f"## Machine and method\n\n{method(results)}")
    return "\n".join(parts)


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    body = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in body) + "\n"


def alarms(results: Results) -> str:
    """Every tool in every state."""
    rows = []
    for state in ("quiet", "loaded"):
        there = results.get(("aa", state), ())
        for tool in ("runoff", "pyperf", "pyperf --fast", "hyperfine"):
            each = figures.of_tool(there, tool)
            fine = figures.good(each)
            if not each:
                continue
            hits = sum(1 for line in fine if line["different"])
            rows.append(
                (
                    state,
                    tool,
                    figures.share(hits, len(fine)),
                    str(len(each) - len(fine)),
                    percent(figures.spread(figures.values(fine, "ratio"))),
                    quartiles(figures.values(fine, "half_width"), 100, " %"),
                    quartiles(figures.values(fine, "wall_s"), 1, " s"),
                    calls(fine),
                )
            )
    heads = ("machine", "tool", "called different", "failed", "spread of the ratio", "half-width", "wall time", "calls")
    return grid(heads, rows) if rows else ""


def repeats(results: Results) -> str:
    """Spread of the CPython/PyPy ratio."""
    rows = []
    for state in ("quiet", "loaded"):
        for tool in ("runoff", "pyperf --fast"):
            each = figures.of_tool(results.get(("repeatability", state), ()), tool)
            fine = figures.good(each)
            ratios = figures.values(fine, "ratio")
            if not ratios:
                continue
            rows.append(
                (
                    state,
                    tool,
                    str(len(each)),
                    str(len(each) - len(fine)),
                    f"{statistics.median(ratios):.3f}",
                    f"{min(ratios):.3f} to {max(ratios):.3f}",
                    percent(figures.spread(ratios)),
                    quartiles(figures.values(fine, "wall_s"), 1, " s"),
                )
            )
    heads = ("machine", "tool", "runs", "failed", "median ratio", "lowest, highest", "spread", "wall time")
    return grid(heads, rows) if rows else ""


def powers(results: Results) -> str:
    """Each planted slowdown."""
    rows = []
    for planted in power.PLANTED:
        for state in ("quiet", "loaded"):
            each = figures.of_tool(results.get(("power", state), ()), planted.entry)
            fine = figures.good(each)
            if not fine:
                continue
            held = sum(1 for line in fine if line["low"] <= line["truth"] <= line["high"])
            ratios = figures.values(fine, "ratio")
            rows.append(
                (
                    planted.entry,
                    state,
                    planted.budget,
                    figures.share(sum(1 for line in fine if line["found"]), len(each)),
                    figures.share(held, len(fine)),
                    f"{statistics.median(ratios):.4f} (planted {planted.truth:.4f})",
                    quartiles(figures.values(fine, "half_width"), 100, " %"),
                    quartiles(figures.values(fine, "racing_s"), 1, " s"),
                    calls(fine),
                )
            )
    heads = ("entry", "machine", "budget", "found", "interval holds the truth", "median ratio", "half-width", "racing")
    return grid((*heads, "calls"), rows) if rows else ""


def scenarios(results: Results) -> str:
    """Each simulated scenario."""
    each = figures.good(results.get(("coverage", "quiet"), ()))
    rows = [(line["tool"], str(line["races"]), percent(line["coverage"], 1)) for line in each]
    return grid(("scenario", "races", "interval holds the truth"), rows) if rows else ""


def starts(results: Results) -> str:
    """Each interpreter."""
    rows = []
    for line in results.get(("overhead", "quiet"), ()):
        if line["tool"].startswith("ready ") and line["ok"]:
            name = line["tool"].removeprefix("ready ")
            rows.append((name, *(f"{line[key]:.1f}" for key in ("guest_ms", "bare_ms", "extra_ms", "pass_ms"))))
    heads = ("interpreter", "guest ready, ms", "bare interpreter answers, ms", "difference", "whole `-c pass`, ms")
    return grid(heads, rows) if rows else ""


def method(results: Results) -> str:
    """Where and how, in words made from the lines."""
    every = [line for each in results.values() for line in each]
    if not every:
        return "Nothing has been measured yet.\n"
    machines = most_common(
        f"{line['machine']['cpu']}, {line['machine']['cores']} cores, {line['machine']['system']}" for line in every
    )
    versions = most_common(
        ", ".join(f"{name} {version}" for name, version in sorted(line["versions"].items())) for line in every
    )
    dates = sorted(line["date"] for line in every)
    loads = [line["machine"]["load"] for line in every if line["state"] == "quiet"]
    quiet = f" Load average after each quiet measurement: {quartiles(loads, 1, '')}." if loads else ""
    return METHOD.format(
        machines=machines,
        versions=versions,
        first=dates[0],
        last=dates[-1],
        quiet=quiet,
        kernel=f"{tools.KERNEL.parent.name}, n = {tools.KERNEL_SIZE:,}",
        calls=tools.HYPERFINE_CALLS,
        shortest=load.SHORTEST_S,
        longest=load.LONGEST_S,
        aa_budget=pairs.BUDGET,
        repeat_budget=repeatability.BUDGET,
    )


METHOD = """- Machine: {machines}. Versions: {versions}. Measured from {first} to {last}.{quiet}
- Kernel for all tools: the pure-Python entry of {kernel}, about 1 ms a call on CPython. runoff, pyperf and hyperfine
  take turns, so that all meet the same machine.
- `runoff` called different: the report's call was `faster` or `slower` (budget {aa_budget}, otherwise as it comes).
  Beside it: how often the interval alone excludes 1.
- `pyperf`: `pyperf timeit` twice with its defaults (or `--fast`), then `pyperf compare_to`; different when it prints
  a difference and does not hide it as not significant.
- `hyperfine -N --warmup 1` on two equal commands, each a script that calls the kernel {calls} times; different when
  the intervals mean +- 2 sd / sqrt(n) do not overlap. (hyperfine itself gives no verdict.)
- Loaded: one busy process per core, pinned nowhere, in bursts of {shortest} to {longest} s with pauses of {shortest}
  to {longest} s, all busy at the same times, drawn from a seed.
- Repeatability: budget {repeat_budget} for runoff, so that its wall time (starting and reporting included) is about
  that of the two `pyperf timeit --fast`; spread is the standard deviation of the logarithm of the ratio.
- Power: the entry does 2 or 5 % more iterations; found means that the interval excludes 1 on the right side. A 2 %
  slowdown lies on the edge of the +-2 % band, so `unknown` is the honest call for it. Races for 2 % run with
  `--precision 0.5%`.
- Overhead between turns: from a guest's answer to the command for the next turn, in timed rounds. A guest's start:
  from spawning it to `ready` (int-arithmetic, smallest size), against the same interpreter answering the host in its
  first line of code; started in turn, median.
- Half-widths, wall times and load are given as median (first to third quartile).
"""


def most_common(texts: object) -> str:
    """All different texts, the most frequent first."""
    assert hasattr(texts, "__iter__")
    return "; ".join(text for text, _ in Counter(texts).most_common())


def quartiles(numbers: Sequence[float], scale: float, unit: str) -> str:
    """`1.2 (1.0 to 1.4) %`; empty without numbers."""
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"{numbers[0] * scale:.2f}{unit}"
    first, _, third = statistics.quantiles(numbers, n=4, method="inclusive")
    return f"{statistics.median(numbers) * scale:.2f} ({first * scale:.2f} to {third * scale:.2f}){unit}"


def percent(value: float, digits: int = 2) -> str:
    """A share as text; empty when it is not a number."""
    return "" if value != value else f"{value * 100:.{digits}f} %"


def calls(fine: Sequence[Line]) -> str:
    """`same 58, unknown 2`; empty for tools without calls."""
    counted = Counter(line["call"] for line in fine if line.get("call"))
    return ", ".join(f"{call} {count}" for call, count in counted.most_common())
