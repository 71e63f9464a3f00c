"""The two policies that the command line starts from, and how a policy is fitted to a field of contenders."""

from __future__ import annotations

from dataclasses import replace

from runoff.model.plan import Policy
from runoff.units import Fraction, Nanoseconds

THOROUGH = Policy()

QUICK = Policy(
    quick=True,
    turn_target_ns=Nanoseconds(40_000_000),
    precision=Fraction(0.03),
    rounds_min=8,
)

BUDGET_PER_CONTENDER_NS = {True: 5_000_000_000, False: 20_000_000_000}
"""Quick and thorough, for those who set no budget: half of it goes into timed turns."""
HEATS_HOPED_FOR = 8
"""Student's t falls from 4.3 to 2.4 between 3 and 8 heats; after that more rounds do as well."""
SHORTEST_TURN_NS = 20_000_000
# Calibration, starts and the untimed operation of every turn take about as long as the timed turns.
OVERHEAD = 2


def fit(policy: Policy, contenders: int) -> Policy:
    """Give a policy without a budget its share per contender, and shorten turns that the budget cannot hold.

    More heats of shorter turns beat few heats of long ones: what differs
    from process to process is only averaged over heats.
    """
    field = max(1, contenders)
    budget_ns = policy.budget_ns or BUDGET_PER_CONTENDER_NS[policy.quick] * max(2, field)
    affordable_ns = budget_ns // (HEATS_HOPED_FOR * policy.rounds_min * field * OVERHEAD)
    target_ns = max(min(policy.turn_target_ns, affordable_ns), min(SHORTEST_TURN_NS, policy.turn_target_ns))
    return replace(policy, budget_ns=Nanoseconds(budget_ns), turn_target_ns=Nanoseconds(target_ns))
