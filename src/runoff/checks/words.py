"""Numbers as a reader should see them: with their unit, and no digit that the interval does not support."""

from __future__ import annotations

import math

from runoff.model.result import Interval

_TIMES = (("ns", 1.0), ("µs", 1e3), ("ms", 1e6), ("s", 1e9))
_SIZES = (("B", 1.0), ("KiB", 2.0**10), ("MiB", 2.0**20), ("GiB", 2.0**30))


def rounded(value: float, step: float) -> str:
    """`value` to the digit that `step` (half an interval) reaches; four digits when `step` is 0."""
    if not math.isfinite(value):
        return "-"
    if step <= 0 or not math.isfinite(step):
        return significant(value, 4)
    digits = -math.floor(math.log10(step))
    return f"{round(value, digits):,.{max(digits, 0)}f}"


def significant(value: float, digits: int = 2) -> str:
    """`value` to so many significant digits, never in exponent notation: 0.031, 1.9, 23, 120,000."""
    if not value or not math.isfinite(value):
        return "0" if value == 0 else "-"
    # Rounded first: 0.0999 to one digit is 0.1, not 0.10.
    value = float(f"{value:.{digits - 1}e}")
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{round(value, places):,.{max(places, 0)}f}"


def ratio(interval: Interval | None) -> str:
    """`10.3x [10.1, 10.5]`; `~10x` where there is no interval; `-` where there is no ratio."""
    if interval is None:
        return "-"
    if interval.low is None or interval.high is None:
        return f"~{significant(interval.value)}x"
    half = (interval.high - interval.low) / 2
    # Near 1 the second decimal decides between faster and slower, however wide the interval.
    step = min(half, 0.09) if interval.value < 2 else half
    value, low, high = (rounded(each, step) for each in (interval.value, interval.low, interval.high))
    return f"{value}x [{low}, {high}]"


def ratio_value(interval: Interval) -> str:
    """The ratio alone, as precise as its interval: `10.3x`."""
    return ratio(interval).split(" ")[0]


def _scaled(value: float, units: tuple[tuple[str, float], ...]) -> tuple[str, float]:
    # 999.7 µs would be printed as 1,000 µs.
    fitting = [unit for unit in units if abs(value) >= 0.9995 * unit[1]]
    return fitting[-1] if fitting else units[0]


def time(ns: float, digits: int = 2) -> str:
    """A time in its own unit: `6.6 ns`, `480 ms`."""
    name, scale = _scaled(ns, _TIMES)
    return f"{significant(ns / scale, digits)} {name}"


def time_interval(interval: Interval) -> str:
    """`480.2 ms ±0.3%`, in the unit of the value; `~480 ms` where there is no interval."""
    half = interval.half_width
    if half is None or interval.low is None or interval.high is None:
        return f"~{time(interval.value)}"
    name, scale = _scaled(interval.value, _TIMES)
    step = (interval.high - interval.low) / 2 / scale
    return f"{rounded(interval.value / scale, step)} {name} ±{percent(half)}"


def percent(fraction: float) -> str:
    """A share of one as per cent: `0.04%`, `0.4%`, `8.3%`, `52%`."""
    value = fraction * 100
    if value >= 9.95:
        return f"{value:.0f}%"
    if value >= 0.95:
        return f"{value:.1f}%"
    return f"{significant(value, 1)}%"


def size(count: float) -> str:
    """Bytes in binary units: `7.6 MiB`, `130 MiB`."""
    name, scale = _scaled(count, _SIZES)
    return f"{significant(count / scale, 2 if count / scale < 100 else 3)} {name}"


def seconds(value: float) -> str:
    """Seconds in a readable unit: `0 s`, `0.9 s`, `31 ms`, `4.2 min`, `3.1 h`."""
    if 0.2 <= value < 1:
        return f"{significant(value)} s"
    if value >= 7200:
        return f"{significant(value / 3600)} h"
    if value >= 120:
        return f"{significant(value / 60)} min"
    return "0 s" if value <= 0 else time(value * 1e9)


def listed(names: list[str] | tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
