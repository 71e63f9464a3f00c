"""The referee with guests made of numbers: who has the turn, what is recorded, what a failure costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from fakes.ledger import MemoryLedger
from fakes.races import fake, make_race
from fakes.stable import MIB, FakeStable, Horse, QuietWatcher
from runoff.errors import GuestFailure
from runoff.model.plan import Plan, Policy
from runoff.model.sample import PACEMAKER, Outcome, Race, Stage
from runoff.race.referee import Referee
from runoff.units import Nanoseconds

A, B, C = "stdlib@cpython-3.11", "stdlib@pypy-3.11", "go@go-1.26"


def plan_of(*names: str, **policy: object) -> Plan:
    """A plan with these contenders, the first as baseline."""
    race = make_race([fake(name, per_op_ns=1e6) for name in names])
    settings: dict[str, object] = {
        "turn_target_ns": Nanoseconds(10_000_000),
        "rounds_min": 12,
        "budget_ns": Nanoseconds(60_000_000_000),
        **policy,
    }
    return Plan(
        workload=race.plan.workload,
        size=race.plan.size,
        contenders=race.plan.contenders,
        baseline=race.plan.baseline,
        policy=Policy(**settings),  # type: ignore[arg-type]
        seed=11,
    )


def race_of(
    horses: Mapping[str, Horse],
    *,
    memory: int = 1024 * MIB,
    earlier: Race | None = None,
    pace: Horse | None = None,
    **policy: object,
) -> tuple[Race, FakeStable, QuietWatcher]:
    """Race these horses to the end."""
    plan = earlier.plan if earlier else plan_of(*horses, **policy)
    everybody = {**horses, PACEMAKER: pace} if pace else horses
    stable, watcher = FakeStable(everybody, memory=memory), QuietWatcher()
    ledger = MemoryLedger(plan)
    Referee(
        plan,
        stable=stable,
        ledger=ledger,
        watcher=watcher,
        apart=True,
        pace=pace is not None,
        earlier=earlier,
        clock=stable.clock,
    ).run()
    return ledger.race(), stable, watcher


def horses() -> dict[str, Horse]:
    """One slow, one ten times faster."""
    return {A: Horse(cost_ns=100), B: Horse(cost_ns=10)}


def test_every_round_gives_everybody_one_turn_in_changing_order() -> None:
    """Three contenders: each round holds all three once, and the orders differ."""
    race, _, _ = race_of({**horses(), C: Horse(cost_ns=11)})
    turns = [s for s in race.samples if s.stage is Stage.MEASURE]
    orders = set()
    for heat, round_ in {(s.heat, s.round) for s in turns}:
        together = sorted((s for s in turns if (s.heat, s.round) == (heat, round_)), key=lambda s: s.position)
        assert [s.position for s in together] == [0, 1, 2]
        assert len({s.contender for s in together}) == 3
        orders.add(tuple(s.contender for s in together))
    assert len(orders) == 6


def test_guests_without_noise_need_the_fewest_heats_and_no_more() -> None:
    """Without any noise the intervals have no width, and the first heats are enough."""
    race, _, _ = race_of(horses())
    assert race.outcome is Outcome.PRECISE
    assert max(s.heat for s in race.samples) == race.plan.policy.heats_min


def test_turns_last_about_the_target_for_fast_and_slow_alike() -> None:
    """Ten times faster does ten times more operations a turn."""
    race, _, _ = race_of(horses())
    for sample in race.samples:
        if sample.stage is Stage.MEASURE:
            assert 5_000_000 <= sample.wall_ns <= 20_000_000


def test_guests_of_a_heat_are_fresh_and_none_is_left_alive() -> None:
    """Every heat starts everybody anew; at the end nobody runs."""
    race, stable, _ = race_of(horses())
    heats = max(s.heat for s in race.samples)
    assert Counter(guest.name for guest in stable.guests) == {A: heats + 1, B: heats + 1}
    assert not any(guest.alive for guest in stable.guests)
    assert len({seed for _, seed, _ in stable.luck}) == len(stable.luck)


def test_growth_turns_cover_three_sizes_in_heat_0() -> None:
    """Slope and growth need three sizes, taken before the race."""
    race, _, _ = race_of(horses())
    grown = [s for s in race.samples if s.stage is Stage.GROWTH]
    assert {s.heat for s in grown} == {0}
    assert len({s.size for s in grown if s.contender == A}) >= 3


def test_a_guest_that_fails_once_is_restarted_and_the_others_go_on() -> None:
    """One turn is lost, one mishap recorded; nobody is out."""
    runners = horses()
    runners[B].fails_at = {30: GuestFailure("died", "was killed by SIGSEGV")}
    race, _, watcher = race_of(runners)
    assert [(m.contender, m.kind, m.final) for m in race.mishaps] == [(B, "died", False)]
    assert race.outcome is Outcome.PRECISE
    assert any("restarted once" in text for text in watcher.messages)


def test_a_guest_that_fails_twice_is_out_and_costs_only_itself() -> None:
    """The second failure is final; the baseline and the third contender finish."""
    runners = {**horses(), C: Horse(cost_ns=11)}
    runners[B].fails_at = {n: GuestFailure("died", "exit code 3") for n in range(1, 1000)}
    race, _, _ = race_of(runners)
    assert [m.final for m in race.mishaps] == [False, True]
    assert {s.contender for s in race.samples if s.stage is Stage.MEASURE} == {A, C}
    assert race.outcome is Outcome.PRECISE


def test_an_entry_that_cannot_be_read_is_not_tried_again() -> None:
    """A syntax error is the same the second time: one mishap, final."""
    runners = horses()
    runners[B].fails_at = {1: GuestFailure("import", "SyntaxError")}
    race, _, _ = race_of(runners)
    assert [m.final for m in race.mishaps] == [True]


def test_a_guest_that_cannot_start_is_tried_twice() -> None:
    """Spawning fails both times: two mishaps, the others race."""
    runners = horses()
    runners[B].start_fails_at = {n: GuestFailure("died", "cannot start") for n in range(1, 9)}
    race, _, _ = race_of(runners)
    assert [m.final for m in race.mishaps] == [False, True]


def test_when_everybody_is_out_the_race_says_so() -> None:
    """Nothing to race is an outcome, not a crash and not an endless loop."""
    runners = {A: Horse(cost_ns=1, fails_at={n: GuestFailure("run", "ValueError") for n in range(1, 9)})}
    race, _, _ = race_of(runners)
    assert race.outcome is Outcome.NOTHING


def test_guests_that_do_not_fit_together_race_in_groups_with_the_baseline() -> None:
    """Three guests of 400 MB in 1 GB: two groups, the baseline twice."""
    runners = {name: Horse(cost_ns=10, peak=400 * MIB) for name in (A, B, C)}
    race, _, watcher = race_of(runners, memory=1024 * MIB)
    assert [set(group) for group in race.groups] == [{A, B}, {A, C}]
    assert any("groups" in text for text in watcher.messages)


def test_the_budget_ends_a_race_that_is_not_precise() -> None:
    """A guest that alternates by heat keeps the interval wide: the budget is used up and said."""

    class Moody(Horse):
        """Slower in every other start."""

        def __getattribute__(self, name: str) -> object:
            value = super().__getattribute__(name)
            return value * (1 + super().__getattribute__("starts") % 2) if name == "cost_ns" else value

    race, _, _ = race_of({A: Horse(cost_ns=100), B: Moody(cost_ns=100)}, budget_ns=Nanoseconds(8_000_000_000))
    assert race.outcome is Outcome.BUDGET
    assert race.elapsed_ns == pytest.approx(8e9, rel=0.15)


def test_a_resumed_race_keeps_what_was_recorded_and_repeats_no_heat() -> None:
    """Cut after the second heat: heat 0 is not raced again, heat 3 is the next."""
    whole, _, _ = race_of(horses(), heats=4)
    kept = tuple(s for s in whole.samples if s.heat <= 2)
    cut = Race(
        plan=whole.plan,
        groups=whole.groups,
        starts=tuple(s for s in whole.starts if s.heat <= 2),
        memories=tuple(m for m in whole.memories if m.heat <= 2),
        samples=kept,
    )
    rest, _, _ = race_of(horses(), earlier=cut)
    assert {s.heat for s in rest.samples} == {3, 4}
    inner = {(s.contender, s.inner) for s in whole.samples if s.stage is Stage.MEASURE}
    assert {(s.contender, s.inner) for s in rest.samples} == inner


def test_what_is_recorded_adds_up() -> None:
    """CPU time from outside holds the timed and the warm operations of exactly its own turn."""
    race, _, _ = race_of(horses())
    for sample in race.samples:
        if sample.stage is Stage.MEASURE:
            assert sample.sched_cpu_ns == sample.wall_ns + sample.warm_ns
            assert sample.sched_wait_ns == 0


def test_the_pacemaker_has_one_turn_in_every_round_and_leaves_with_the_heat() -> None:
    """As many pacemaker turns as rounds, in heats 1 and up; nobody is left alive."""
    race, stable, _ = race_of(horses(), pace=Horse(cost_ns=200))
    rounds = {(s.heat, s.round) for s in race.samples if s.stage is Stage.MEASURE}
    paced = [(s.heat, s.round) for s in race.samples if s.stage is Stage.PACE]
    assert len(paced) == len(set(paced))
    assert rounds == set(paced)
    assert not any(guest.alive for guest in stable.guests)


def test_a_pacemaker_that_fails_costs_nobody_anything() -> None:
    """It is no contender: no mishap, one message, and the race goes on without it."""
    pace = Horse(cost_ns=200, fails_at={3: GuestFailure("died", "was killed by SIGKILL")})
    race, _, watcher = race_of(horses(), pace=pace)
    assert race.outcome is Outcome.PRECISE
    assert not race.mishaps
    assert any("pacemaker" in text for text in watcher.messages)
