"""Where the cumulative cost of one contender crosses that of another."""

from __future__ import annotations


def crossing(*, fixed: float, per_op: float, base_fixed: float, base_per_op: float) -> float | None:
    """Operations after which fixed + n per_op has fallen to base_fixed + n base_per_op.

    0 when it is no dearer from the start, None when it is and never catches up. All in one unit.
    """
    if fixed <= base_fixed:
        return 0.0
    if per_op >= base_per_op:
        return None
    return (fixed - base_fixed) / (base_per_op - per_op)
