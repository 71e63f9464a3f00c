"""Quantities with their unit in type and name, and the parsing of what users write.

Exact things are integers: times read from a clock are whole nanoseconds, sizes
whole bytes. Ratios and estimates are floats.
"""

from __future__ import annotations

import re
from typing import NewType

Nanoseconds = NewType("Nanoseconds", int)
Bytes = NewType("Bytes", int)
Fraction = NewType("Fraction", float)
"""A share of one: 0.01 is one per cent."""

NS_PER_US = 1_000
NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000

_DURATION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?\s*$")
_SECONDS_PER = {"ms": 0.001, None: 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_BYTES = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([kMGT]?)(i?)B?\s*$")


def seconds_to_ns(seconds: float) -> Nanoseconds:
    """Whole nanoseconds nearest to `seconds`."""
    return Nanoseconds(round(seconds * NS_PER_S))


def parse_duration(text: str) -> Nanoseconds:
    """Read `500ms`, `60s`, `2m`, `1h` or a plain number of seconds; ValueError otherwise."""
    match = _DURATION.match(text)
    if not match or float(match[1]) <= 0:
        raise ValueError(f"{text!r} is not a duration; write for example 500ms, 60s or 2m")
    return seconds_to_ns(float(match[1]) * _SECONDS_PER[match[2]])


def parse_percent(text: str) -> Fraction:
    """Read `1%` or `0.01` as the fraction 0.01; ValueError when not between 0 and 1."""
    body = text.strip()
    try:
        value = float(body[:-1]) / 100 if body.endswith("%") else float(body)
    except ValueError:
        raise ValueError(f"{text!r} is not a share; write for example 1% or 0.01") from None
    if not 0 < value < 1:
        raise ValueError(f"{text!r} is not between 0% and 100%")
    return Fraction(value)


def parse_bytes(text: str) -> Bytes:
    """Read `200MB`, `2GiB` or a plain number of bytes; ValueError otherwise."""
    match = _BYTES.match(text)
    if not match:
        raise ValueError(f"{text!r} is not a size; write for example 200MB or 2GiB")
    step = 1024 if match[3] else 1000
    return Bytes(round(float(match[1]) * step ** " kMGT".index(match[2] or " ")))
