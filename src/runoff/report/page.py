"""A run's results as a Page: blocks of words and cells that every format prints in its own way. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from runoff.checks import words
from runoff.model.plan import Machine, Run
from runoff.model.result import Status, WorkloadResult
from runoff.report.blocks import Block, Cell, Column, Heading, Item, Items, Page, Table, Text, Tone
from runoff.report.found import misses, raced_how, traps, warnings
from runoff.report.rows import best_table, contender_table
from runoff.verdict.ladder import change_asked


def build_page(run: Run, results: Sequence[WorkloadResult]) -> Page:
    """Everything a reader of a run gets to see, in order."""
    blocks: list[Block] = [Heading(text=f"runoff {run.runoff}, run {run.id}", level=1), *_machine(run.machine)]
    for result in results:
        blocks += workload_blocks(result)
    if results:
        blocks.append(Text(lead="How to read it:", text=READING, tone=Tone.DIM))
    if len(results) > 1:
        blocks.append(_verdicts(results))
    return Page(blocks=tuple(blocks))


def _machine(machine: Machine) -> list[Block]:
    clock = f" at up to {machine.top_hz / 1e9:.1f} GHz" if machine.top_hz > 0 else ""
    cores = f"{machine.cores} core{'' if machine.cores == 1 else 's'}"
    text = f"{machine.hostname}: {machine.cpu}{clock}, {cores}, {words.size(machine.memory)}, {machine.system}"
    mind = Items(title="Mind", items=tuple(Item(mark="-", text=note, tone=Tone.WARN) for note in machine.notes))
    return [Text(text=text, tone=Tone.DIM), *([mind] if machine.notes else [])]


def workload_blocks(result: WorkloadResult) -> list[Block]:
    """One workload: question, table, what was found, how it was raced, verdict."""
    plan = result.race.plan
    workload = plan.workload
    op = f"One op is one call at {workload.size_name}={plan.size:,}; the baseline is {plan.baseline}."
    blocks: list[Block | None] = [
        Heading(text=f"{workload.name}: {workload.title}", level=2),
        Text(text=f"{workload.question} {op}" if workload.question else op),
        contender_table(result),
        best_table(result),
        traps(result),
        misses(result),
        warnings(result),
        _notes(result),
        Text(text=raced_how(result), lead="Raced:", tone=Tone.DIM),
        _verdict(result),
    ]
    return [block for block in blocks if block is not None]


def _notes(result: WorkloadResult) -> Items | None:
    """What the numbers went through, each said once with the contenders it applies to."""
    said: dict[str, list[str]] = {note: [] for note in result.notes}
    for row in result.rows:
        for note in row.summary.notes if row.summary and row.status is Status.OK else ():
            said.setdefault(note, []).append(row.contender.id)
    items = [
        Item(mark="-", text=f"{', '.join(names)}: {note}" if names else note, tone=Tone.DIM)
        for note, names in said.items()
    ]
    return Items(title="Notes", items=tuple(items)) if items else None


def _verdict(result: WorkloadResult) -> Text:
    verdict = result.verdict
    if verdict.call == "choose":
        lead, tone = f"Verdict: choose {verdict.choose}.", Tone.GOOD
    elif verdict.call == "stay":
        lead, tone = f"Verdict: stay with {verdict.choose}.", Tone.GOOD
    else:
        lead, tone = "Verdict: unknown.", Tone.WARN
    return Text(lead=lead, text=f"{verdict.because.rstrip('.')}. (Rule {verdict.rule}.)", tone=tone)


READING = (
    "ratio is the baseline's time over the contender's, so above 1 is faster than the baseline; in brackets its 95% "
    "interval over heats, which are sets of fresh processes (and ± is that of a time). 'same' lies within ±2%, "
    "'unknown' is not decided, all comparisons considered. Struck-out numbers failed a check: they enter no ratio, no "
    "ranking and no verdict. Start-up is without the making of data; break-even is the baseline's work after which "
    "start-up and warm-up are paid for; memory is what the process alone would free (USS); CPU is a share of one core."
)


def _verdicts(results: Sequence[WorkloadResult]) -> Table:
    """All verdicts of a run with several workloads, at its end where a terminal shows them."""
    titles = ("workload", "verdict", "choose", "change", "ratio [95%]")
    return Table(
        title="Verdicts",
        columns=tuple(Column(title=title, right=title.startswith("ratio")) for title in titles),
        rows=tuple(_verdict_row(result) for result in results),
    )


def _verdict_row(result: WorkloadResult) -> tuple[Cell, ...]:
    verdict, plan = result.verdict, result.race.plan
    tone = Tone.WARN if verdict.call == "unknown" else Tone.GOOD
    chosen = next((row for row in result.rows if row.contender.id == verdict.choose), None)
    change, ratio = "-", "-"
    if chosen is not None and verdict.call == "choose":
        change = str(change_asked(chosen.contender, plan.contender(plan.baseline)))
        ratio = words.ratio(chosen.summary.ratio) if chosen.summary else "-"
    texts = (plan.workload.name, verdict.call, verdict.choose or "-", change, ratio)
    return tuple(Cell(text=text, tone=tone if text == verdict.call else Tone.PLAIN) for text in texts)
