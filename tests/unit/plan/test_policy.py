"""How a policy is fitted to the number of contenders."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runoff.plan import policy as policies
from runoff.units import Nanoseconds

S = 1_000_000_000


def test_without_a_budget_every_contender_brings_its_share() -> None:
    """Six contenders at 5 s each in a quick race, at 20 s each in a thorough one."""
    assert policies.fit(policies.QUICK, 6).budget_ns == 30 * S
    assert policies.fit(policies.THOROUGH, 6).budget_ns == 120 * S


def test_a_budget_that_was_asked_for_is_kept() -> None:
    """--budget 7s stays 7 s for any field."""
    asked = replace(policies.QUICK, budget_ns=Nanoseconds(7 * S))
    assert policies.fit(asked, 20).budget_ns == 7 * S


def test_a_generous_budget_leaves_turns_at_their_target() -> None:
    """Ten minutes for two contenders: 100 ms turns."""
    asked = replace(policies.THOROUGH, budget_ns=Nanoseconds(600 * S))
    assert policies.fit(asked, 2).turn_target_ns == 100_000_000


@given(st.integers(1, 600), st.integers(1, 60))
def test_turns_are_shortened_but_never_below_what_a_turn_needs(seconds: int, contenders: int) -> None:
    """Between 20 and 100 ms, whatever the budget and the field."""
    asked = replace(policies.THOROUGH, budget_ns=Nanoseconds(seconds * S))
    fitted = policies.fit(asked, contenders)
    assert policies.SHORTEST_TURN_NS <= fitted.turn_target_ns <= 100_000_000


def test_ten_seconds_for_a_pair_hold_eight_heats() -> None:
    """Turns of about 26 ms: eight heats of twelve rounds of two turns take half of the budget."""
    asked = replace(policies.THOROUGH, budget_ns=Nanoseconds(10 * S))
    assert policies.fit(asked, 2).turn_target_ns == pytest.approx(26_000_000, rel=0.02)
