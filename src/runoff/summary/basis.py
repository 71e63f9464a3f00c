"""Wall time or CPU time: what is compared when turns had to wait for a core."""

from __future__ import annotations

from collections.abc import Sequence

from runoff.stats.order import Mask

FEWEST_UNCONTENDED = 4
"""Turns a heat needs outside contention to be used by wall time."""


def enough_uncontended(masks: Sequence[Mask]) -> bool:
    """Whether the uncontended turns, marked per heat, carry a wall time.

    At least half of the heats, and two where there are two, need 4 of them (or all there are).
    Half, because a burst from outside hits some heats and spares others, and dropping heats at random costs
    width and nothing else; four, because the median of fewer is at the mercy of one.
    """
    fit = sum(int(mask.sum()) >= min(FEWEST_UNCONTENDED, len(mask)) for mask in masks)
    return fit * 2 >= len(masks) and fit >= min(2, len(masks))
