"""Rows of results as table cells."""

from __future__ import annotations

from collections.abc import Callable

from runoff.checks import words
from runoff.model.plan import Contender
from runoff.model.result import Call, Lane, Level, Row, Status, Summary, WorkloadResult
from runoff.report.blocks import Cell, Column, Table, Tone
from runoff.verdict.ladder import change_asked
from runoff.verdict.wording import memory

CALL_TONES = {Call.FASTER: Tone.GOOD, Call.SLOWER: Tone.BAD, Call.UNKNOWN: Tone.WARN, Call.BASELINE: Tone.STRONG}
EMPTY = Cell(text="-", tone=Tone.DIM)

COLUMNS: tuple[tuple[Column, Callable[[Row, Summary], Cell]], ...] = (
    (
        Column(title="time per op", right=True),
        lambda row, summary: _number(row, words.time_interval(summary.per_op_ns)),
    ),
    (Column(title="ratio [95%]", right=True, bound=True), lambda row, summary: _ratio(row, summary)),
    (Column(title="call", bound=True), lambda row, summary: _call(row, summary)),
    (Column(title="change"), lambda row, summary: EMPTY),
    (Column(title="lane"), lambda row, summary: Cell(text=lane(row))),
    (Column(title="start-up", right=True), lambda row, summary: Cell(text=words.seconds(summary.start_ms / 1e3))),
    (Column(title="break-even", right=True), lambda row, summary: Cell(text=break_even(row, summary))),
    (Column(title="memory", right=True), lambda row, summary: Cell(text=_memory(summary))),
    (Column(title="CPU", right=True), lambda row, summary: Cell(text=cpu(summary))),
    (Column(title="steady state"), lambda row, summary: Cell(text=str(summary.steady.cls))),
    (Column(title="warnings"), lambda row, summary: Cell(text=warned(row) or "-", tone=Tone.WARN)),
)


def contender_table(result: WorkloadResult) -> Table:
    """One row per contender, in the result's order."""
    baseline = result.race.plan.contender(result.race.plan.baseline)
    columns = (Column(title="contender"), *(column for column, _ in COLUMNS))
    return Table(columns=columns, rows=tuple(_row(row, baseline) for row in result.rows))


def _row(row: Row, baseline: Contender) -> tuple[Cell, ...]:
    change = Cell(text=str(change_asked(row.contender, baseline)))
    name = Cell(text=row.contender.id, tone=Tone.STRONG if row.contender.id == baseline.id else Tone.PLAIN)
    if row.summary is None:
        state = Cell(text=str(row.status), tone=Tone.BAD if row.status is Status.FAILED else Tone.DIM)
        return (name, *(_blank(column, state, change) for column, _ in COLUMNS))
    cells = (change if column.title == "change" else make(row, row.summary) for column, make in COLUMNS)
    return (name, *cells)


def _blank(column: Column, state: Cell, change: Cell) -> Cell:
    return {"ratio [95%]": state, "change": change}.get(column.title, EMPTY)


def _number(row: Row, text: str) -> Cell:
    if row.status is Status.OK:
        return Cell(text=text)
    return Cell(text=text, struck=True, tone=Tone.DIM)


def _ratio(row: Row, summary: Summary) -> Cell:
    if row.status in (Status.INVALID, Status.FAILED):
        return Cell(text=str(row.status).upper(), tone=Tone.BAD)
    if summary.call is Call.BASELINE:
        return Cell(text="1", tone=Tone.STRONG)
    return Cell(text=words.ratio(summary.ratio))


def _call(row: Row, summary: Summary) -> Cell:
    if row.status is not Status.OK:
        return EMPTY
    return Cell(text=str(summary.call), tone=CALL_TONES.get(summary.call, Tone.PLAIN))


def lane(row: Row) -> str:
    """`same code`, `best of each`, `both` or `-`."""
    if len(row.lanes) > 1:
        return "both"
    return str(row.lanes[0]) if row.lanes else "-"


def break_even(row: Row, summary: Summary) -> str:
    """Seconds of the baseline's work after which the contender is ahead."""
    even = summary.break_even
    if even is None or row.status is not Status.OK or summary.call is Call.SAME:
        return "-"
    if even.seconds is None:
        return "never"
    return "at once" if even.seconds <= 0 else words.seconds(even.seconds)


def _memory(summary: Summary) -> str:
    held = memory(summary)
    return "-" if held is None else words.size(held)


def cpu(summary: Summary) -> str:
    """CPU time as a share of the wall time of an operation: 100% is one busy core."""
    if summary.cpu_ns is None or summary.per_op_ns.value <= 0:
        return "-"
    if summary.basis == "cpu":
        return "compared"
    return f"{summary.cpu_ns / summary.per_op_ns.value * 100:.0f}%"


def warned(row: Row) -> str:
    """Names of the checks that warn."""
    if row.status is not Status.OK:
        return ""
    return ", ".join(dict.fromkeys(finding.check for finding in row.findings if finding.level is Level.WARN))


def best_table(result: WorkloadResult) -> Table | None:
    """Every runtime's fastest entry against the fastest on the baseline's runtime; None when that is the baseline."""
    rows = [row for row in result.rows if Lane.BEST_OF_EACH in row.lanes and row.summary is not None]
    reference = [row for row in rows if row.best_ratio is None]
    if len(rows) < 2 or len(reference) != 1 or reference[0].contender.id == result.race.plan.baseline:
        return None
    against = reference[0].contender
    cells = [
        (
            Cell(text=row.contender.runtime.id),
            Cell(text=row.contender.entry.name),
            _number(row, words.time_interval(row.summary.per_op_ns)),
            Cell(text=words.ratio(row.best_ratio) if row.best_ratio else "1"),
        )
        for row in sorted(rows, key=lambda row: -row.best_ratio.value if row.best_ratio else -1.0)
        if row.summary is not None
    ]
    columns = ("runtime", "its best entry"), ("time per op", "ratio [95%]")
    return Table(
        title=f"Best of each runtime, against {against.id}",
        columns=(
            *(Column(title=name) for name in columns[0]),
            *(Column(title=name, right=True) for name in columns[1]),
        ),
        rows=tuple(cells),
    )
