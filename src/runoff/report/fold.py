"""Fold a wide table: some columns above, the others below, the first column repeated. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from runoff.report.blocks import Table


def fold(table: Table, widths: Sequence[int], limit: int, *, gap: int = 2) -> list[list[int]]:
    """Column indices per part, in order; each part begins with column 0 and fits `limit` where its columns can."""
    parts = [[0]]
    for index in range(1, len(table.columns)):
        wanted = sum(widths[each] + gap for each in parts[-1]) + widths[index]
        if wanted > limit and len(parts[-1]) > 1:
            parts.append([0])
        parts[-1].append(index)
    return parts
