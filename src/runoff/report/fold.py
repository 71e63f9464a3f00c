"""Fold a wide table: some columns above, the others below, the first column repeated. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from runoff.report.blocks import Table


def fold(table: Table, widths: Sequence[int], limit: int, *, gap: int = 2) -> list[list[int]]:
    """Column indices per part, in order: as few parts as fit into `limit`, as even as they can be.

    Each part begins with column 0; a column that is `bound` stays beside the one before it.
    """
    units = _units(table)
    parts = _greedy(units, widths, limit, gap)
    while True:
        widest = max(_width(part, widths, gap) for part in parts)
        tighter = _greedy(units, widths, min(limit, widest - 1), gap)
        if len(tighter) > len(parts) or tighter == parts:
            return parts
        parts = tighter


def _units(table: Table) -> list[list[int]]:
    units: list[list[int]] = []
    for index, column in enumerate(table.columns[1:], 1):
        if column.bound and units:
            units[-1].append(index)
        else:
            units.append([index])
    return units


def _width(part: Sequence[int], widths: Sequence[int], gap: int) -> int:
    return sum(widths[index] + gap for index in part) - gap


def _greedy(units: Sequence[Sequence[int]], widths: Sequence[int], limit: int, gap: int) -> list[list[int]]:
    parts = [[0]]
    for unit in units:
        if len(parts[-1]) > 1 and _width([*parts[-1], *unit], widths, gap) > limit:
            parts.append([0])
        parts[-1].extend(unit)
    return parts
