"""The two policies that the command line starts from."""

from __future__ import annotations

from runoff.model.plan import Policy
from runoff.units import Fraction, Nanoseconds

THOROUGH = Policy()

QUICK = Policy(
    quick=True,
    turn_target_ns=Nanoseconds(40_000_000),
    precision=Fraction(0.03),
    budget_ns=Nanoseconds(30_000_000_000),
    heats_min=4,
    rounds_min=8,
)
