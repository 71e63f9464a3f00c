"""The two policies that the command line starts from, and how a policy is fitted to a field of contenders."""

from __future__ import annotations

from dataclasses import replace

from runoff.model.plan import Policy
from runoff.units import Fraction, Nanoseconds

THOROUGH = Policy()

QUICK = Policy(quick=True, precision=Fraction(0.03), rounds_min=60)

BUDGET_PER_CONTENDER_NS = {True: 5_000_000_000, False: 20_000_000_000}
"""Quick and thorough, for those who set no budget: half of it goes into timed turns."""
HEATS_HOPED_FOR = 8
"""Student's t falls from 4.3 to 2.4 between 3 and 8 heats; after that more rounds do as well."""


def fit(policy: Policy, contenders: int) -> Policy:
    """Give a policy without a budget its share per contender, at least two shares."""
    budget_ns = policy.budget_ns or BUDGET_PER_CONTENDER_NS[policy.quick] * max(2, contenders)
    return replace(policy, budget_ns=Nanoseconds(budget_ns))
