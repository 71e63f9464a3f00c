"""How a policy is fitted to the number of contenders."""

from __future__ import annotations

from dataclasses import replace

from runoff.plan import policy as policies
from runoff.units import Nanoseconds

S = 1_000_000_000


def test_without_a_budget_every_contender_brings_its_share() -> None:
    """Six contenders at 5 s each in a quick race, at 20 s each in a thorough one."""
    assert policies.fit(policies.QUICK, 6).budget_ns == 30 * S
    assert policies.fit(policies.THOROUGH, 6).budget_ns == 120 * S


def test_a_lonely_contender_gets_as_much_time_as_a_pair() -> None:
    """What cannot be prepared leaves at least two shares."""
    assert policies.fit(policies.QUICK, 0).budget_ns == policies.fit(policies.QUICK, 2).budget_ns == 10 * S


def test_a_budget_that_was_asked_for_is_kept() -> None:
    """--budget 7s stays 7 s for any field."""
    asked = replace(policies.QUICK, budget_ns=Nanoseconds(7 * S))
    assert policies.fit(asked, 20).budget_ns == 7 * S
