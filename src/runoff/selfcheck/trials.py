"""Which races are run, and how long each may take. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from runoff.model.plan import Policy
from runoff.plan.policy import QUICK
from runoff.units import Fraction, seconds_to_ns

PLANTED = {"plus-2": 1 / 1.02, "plus-5": 1 / 1.05, "plus-10": 1 / 1.10}
"""Entries of selftest/planted by their true ratio to `base`."""
TRAPS = {
    "go-deleted": "work-removed",
    "c-deleted": "work-removed",
    "constant": "work-removed",
    "wrong": "same-answer",
}
"""Entries of selftest/deleted by the check that has to find them."""
SILENCE_S = 1.0
PRECISION = Fraction(0.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One race: a workload of selftest, its entries, and whether its Python is entered twice."""

    name: str
    workload: str
    entries: tuple[str, ...]
    policy: Policy
    twice: bool = False

    @property
    def seconds(self) -> float:
        """About how long it takes, with calibrating and starting guests."""
        return self.policy.budget_ns / 1e9 + 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many races of which length."""

    same_races: int
    same_s: float
    planted_races: int
    planted_s: float
    other_s: float


THOROUGH_SIZE = Size(same_races=14, same_s=3.5, planted_races=3, planted_s=20.0, other_s=6.0)
QUICK_SIZE = Size(same_races=4, same_s=3.0, planted_races=1, planted_s=12.0, other_s=5.0)


def trials(*, quick: bool) -> tuple[Trial, ...]:
    """All races in order."""
    size = QUICK_SIZE if quick else THOROUGH_SIZE
    return (
        Trial(name="deleted", workload="deleted", entries=("python", *TRAPS), policy=policy(size.other_s)),
        Trial(name="silent", workload="misbehaving", entries=("base", "silent"), policy=impatient(2.0)),
        Trial(
            name="misbehaving",
            workload="misbehaving",
            entries=("base", "stalled", "slow-clock"),
            policy=policy(size.other_s + 2.0),
        ),
        *(
            Trial(name="planted", workload="planted", entries=("base", *PLANTED), policy=policy(size.planted_s))
            for _ in range(size.planted_races)
        ),
        *(
            Trial(name="same", workload="planted", entries=("base",), policy=policy(size.same_s), twice=True)
            for _ in range(size.same_races)
        ),
    )


def policy(seconds: float) -> Policy:
    """Small sizes and short turns, as `--quick`, to the usual precision."""
    return replace(QUICK, budget_ns=seconds_to_ns(seconds), precision=PRECISION)


def impatient(seconds: float) -> Policy:
    """The same, with little patience for a guest that does not answer."""
    return replace(policy(seconds), turn_timeout_ns=seconds_to_ns(SILENCE_S))
