"""Waiting for a quick machine, decided from the pacemaker's times alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from runoff.race.patience import ROUNDS_WAITED, Patience

ROUND_NS = 12_000_000


def test_a_quick_machine_is_never_waited_for() -> None:
    """Within 10 % of its best the race goes on at once."""
    patience = Patience(round_ns=ROUND_NS)
    assert not any(patience.wait(pace) for pace in (500_000, 520_000, 549_000, 501_000))


def test_a_slow_machine_is_asked_again_until_it_is_quick() -> None:
    """Three slow answers, then a quick one: three times wait, then race."""
    patience = Patience(round_ns=ROUND_NS)
    patience.wait(500_000)
    assert [patience.wait(pace) for pace in (800_000, 800_000, 800_000, 510_000)] == [True, True, True, False]


@given(st.lists(st.integers(500_000, 2_000_000), min_size=200, max_size=400))
def test_no_wait_lasts_longer_than_two_rounds(paces: list[int]) -> None:
    """Whatever the pacemaker says, the time from one race to the next is bounded."""
    patience, waited = Patience(round_ns=ROUND_NS), 0
    patience.wait(400_000)
    for pace in paces:
        waited = waited + pace if patience.wait(pace) else 0
        assert waited <= ROUNDS_WAITED * ROUND_NS


def test_a_machine_that_is_never_quick_is_soon_taken_as_it_is() -> None:
    """Vain waits halve each time: twenty rounds on such a machine cost four rounds of waiting, not forty."""
    patience = Patience(round_ns=ROUND_NS)
    patience.wait(400_000)
    spent = 0
    for _ in range(20):
        while patience.wait(800_000):
            spent += 800_000
    assert spent < 4 * ROUND_NS


def test_a_wait_that_paid_restores_the_patience() -> None:
    """After vain waits one success makes the next wait as long as the first."""
    patience = Patience(round_ns=ROUND_NS)
    patience.wait(400_000)
    for _ in range(3):
        while patience.wait(800_000):
            continue
    assert patience.share == 1 / 8
    patience.wait(800_000)
    patience.wait(400_000)
    assert patience.share == 1.0
