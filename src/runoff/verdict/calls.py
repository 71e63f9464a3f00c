"""Calls of many comparisons in one race, adjusted by Holm over the contenders that are valid.

The interval shown stays the plain 95 % one; the call has to survive the adjustment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from runoff.model.result import Interval, Summary
from runoff.stats.compare import holm_calls

FEWEST_HEATS = 3
"""Fewer heats than this carry no interval across heats (methods, section 1)."""


def with_enough_heats(interval: Interval, heats: int) -> Interval:
    """The interval without its bounds when too few heats stand behind it."""
    return interval if heats >= FEWEST_HEATS else Interval(value=interval.value)


def adjusted(valid: Mapping[str, Summary]) -> dict[str, Summary]:
    """The valid contenders' summaries, each with a call that holds among all of them."""
    changed = dict(valid)
    compared = [name for name, summary in valid.items() if summary.ratio is not None]
    ratios = [with_enough_heats(ratio, valid[name].heats) for name in compared if (ratio := valid[name].ratio)]
    calls = holm_calls(ratios, [valid[name].heats for name in compared])
    for name, ratio, (call, differs) in zip(compared, ratios, calls, strict=True):
        changed[name] = replace(valid[name], ratio=ratio, call=call, differs=differs)
    return changed
