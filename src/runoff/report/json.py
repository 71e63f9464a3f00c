"""A run's results as one JSON document, schema `runoff.result/1` (docs/store.md tells it field by field).

Rebuilt from the store alone: the same run gives the same bytes on every machine.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from runoff.model.plan import Run
from runoff.model.result import BreakEven, Growth, Interval, Row, Status, SteadyReport, Summary, WorkloadResult
from runoff.store.codec import to_document

SCHEMA = "runoff.result/1"

Document = dict[str, Any]


def text(run: Run, results: Sequence[WorkloadResult]) -> str:
    """The document as indented JSON with a newline at its end; no NaN and no infinity in it."""
    return json.dumps(document(run, results), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def document(run: Run, results: Sequence[WorkloadResult]) -> Document:
    """The document as plain dictionaries, lists, text, whole numbers, and floats that are finite or None."""
    whole: Document = {
        "schema": SCHEMA,
        "run": run.id,
        "created": run.created,
        "runoff": run.runoff,
        "seed": run.seed,
        "machine": to_document(run.machine),
        "workloads": [_workload(result) for result in results],
    }
    finite: Document = _finite(whole)
    return finite


def _workload(result: WorkloadResult) -> Document:
    plan, verdict = result.race.plan, result.verdict
    return {
        "name": plan.workload.name,
        "kind": str(plan.workload.kind),
        "size_name": plan.workload.size_name,
        "size": plan.size,
        "baseline": plan.baseline,
        "outcome": str(result.race.outcome),
        "contenders": [_contender(row) for row in result.rows],
        "verdict": {
            "call": verdict.call,
            "choose": verdict.choose,
            "rule": verdict.rule,
            "because": verdict.because,
        },
        "notes": list(result.notes),
    }


def _contender(row: Row) -> Document:
    contender = row.contender
    return {
        "id": contender.id,
        "entry": contender.entry.name,
        "runtime": contender.runtime.id,
        "version": contender.runtime.version,
        "language": contender.entry.language,
        "change": str(contender.entry.change),
        "versions": dict(sorted(contender.versions.items())),
        "lanes": [str(lane) for lane in row.lanes],
        "status": str(row.status),
        "reason": row.reason,
        **_figures(row),
        "findings": [
            {"check": finding.check, "level": str(finding.level), "evidence": finding.evidence}
            for finding in row.findings
        ],
    }


def _figures(row: Row) -> Document:
    """What was measured; every figure null for a contender that left nothing to summarise."""
    summary = row.summary
    if summary is None:
        return {**dict.fromkeys(_MEASURED), "memory": {}, "rounds": 0, "heats": 0, "notes": []}
    # An invalid or half-finished number is shown, but enters no ratio.
    compared = row.status is Status.OK
    return {
        "per_op_ns": _interval(summary.per_op_ns),
        "ratio": _interval(summary.ratio) if compared else None,
        "best_ratio": _interval(row.best_ratio) if compared else None,
        "call": str(summary.call) if compared else None,
        "differs": summary.differs if compared else None,
        "basis": summary.basis,
        "cpu_ns": summary.cpu_ns,
        "start_ms": summary.start_ms,
        "ready_ms": summary.ready_ms,
        "steady": _steady(summary.steady),
        "break_even": _break_even(summary.break_even) if compared else None,
        "growth": _growth(summary.growth),
        "memory": {name: held if held >= 0 else None for name, held in sorted(summary.memory.items())},
        "rounds": summary.rounds,
        "heats": summary.heats,
        **_disturbance(summary),
        "notes": list(summary.notes),
    }


_MEASURED = (
    "per_op_ns",
    "ratio",
    "best_ratio",
    "call",
    "differs",
    "basis",
    "cpu_ns",
    "start_ms",
    "ready_ms",
    "steady",
    "break_even",
    "growth",
    "memory",
    "rounds",
    "heats",
    "rounds_contended",
    "rounds_slow_phase",
    "wait_share",
    "modes",
)


def _disturbance(summary: Summary) -> Document:
    return {
        "rounds_contended": summary.rounds_contended,
        "rounds_slow_phase": summary.rounds_slow_phase,
        "wait_share": summary.wait_share,
        "modes": summary.modes,
    }


def _interval(interval: Interval | None) -> Document | None:
    return None if interval is None else {"value": interval.value, "low": interval.low, "high": interval.high}


def _steady(steady: SteadyReport) -> Document:
    return {
        "class": str(steady.cls),
        "turns": steady.turns,
        "seconds": steady.seconds,
        "per_heat": [str(each) for each in steady.per_heat],
    }


def _break_even(point: BreakEven | None) -> Document | None:
    return None if point is None else to_document(point)


def _growth(growth: Growth | None) -> Document | None:
    return None if growth is None else to_document(growth)


def _finite(value: Any) -> Any:
    """The same without NaN and infinity, which JSON does not know: null instead; numpy's floats as plain ones."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_finite(each) for each in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value
