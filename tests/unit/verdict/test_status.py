"""What became of each contender, and its lanes."""

from __future__ import annotations

from dataclasses import replace

from fakes.races import fake, make_race
from fakes.summaries import around, summary
from runoff.model.result import Finding, Lane, Level, Status
from runoff.model.sample import Mishap, Outcome, Race
from runoff.units import Nanoseconds
from runoff.verdict.status import lanes, status_of

A, B = "stdlib@cpython-3.11", "stdlib@pypy-3.11"


def race(*, reason: str = "") -> Race:
    """A short race of A and B."""
    return make_race([fake(A), fake(B, reason=reason)], heats=1, rounds=4)


def status(of: Race, findings: tuple[Finding, ...] = (), *, raced: bool = True) -> tuple[Status, str]:
    """What became of B."""
    return status_of(of.plan.contender(B), of, summary(B) if raced else None, findings)


def mishap(*, final: bool, what: str = "killed by signal 9") -> Mishap:
    """B dies in its second heat."""
    return Mishap(contender=B, heat=2, round=7, kind="died", what=what, stderr="", final=final, at_ns=Nanoseconds(0))


def test_a_contender_without_trouble_is_ok() -> None:
    """Warnings do not change that."""
    warning = Finding(check="build", contender=B, level=Level.WARN, evidence="built without PGO")
    assert status(race(), (warning,)) == (Status.OK, "")


def test_the_unavailable_keep_their_reason() -> None:
    """It was decided before the race."""
    assert status(race(reason="orjson has no wheel"), raced=False) == (Status.UNAVAILABLE, "orjson has no wheel")


def test_a_crash_must_never_win() -> None:
    """Turns before the end do not save a contender that died for good: a crashing server looks fast."""
    died = replace(race(), mishaps=(mishap(final=True),))
    assert status(died) == (Status.FAILED, "died: killed by signal 9 (heat 2, round 7)")


def test_the_last_final_mishap_tells_why() -> None:
    """The restart's end counts, not the first one's."""
    died = replace(race(), mishaps=(mishap(final=False, what="first"), mishap(final=True, what="second")))
    assert "second" in status(died)[1]


def test_one_restart_is_forgiven() -> None:
    """A mishap that is not final costs a turn, not the race."""
    assert status(replace(race(), mishaps=(mishap(final=False),)))[0] is Status.OK


def test_every_invalid_finding_is_a_reason() -> None:
    """Evidence included."""
    findings = tuple(
        Finding(check=check, contender=B, level=Level.INVALID, evidence=why)
        for check, why in (("same-answer", "41, expected 42"), ("work-removed", "0.31 ns per n"))
    )
    assert status(race(), findings) == (Status.INVALID, "same-answer: 41, expected 42; work-removed: 0.31 ns per n")


def test_a_contender_that_never_had_a_turn_has_failed() -> None:
    """An unfinished race says so."""
    assert status(race(), raced=False) == (Status.FAILED, "no turn of it was measured")
    cut = replace(race(), outcome=Outcome.UNFINISHED)
    assert "not finished" in status(cut, raced=False)[1]


def test_lanes() -> None:
    """The baseline's entry on all runtimes; and each runtime's fastest valid contender."""
    fakes = [fake(A), fake("orjson@cpython-3.11"), fake(B), fake("orjson@pypy-3.11")]
    made = make_race(fakes, heats=1, rounds=1)
    valid = {
        A: summary(A),
        "orjson@cpython-3.11": summary("orjson@cpython-3.11", ratio=around(3.0, 0.01)),
        B: summary(B, ratio=around(2.4, 0.01)),
    }
    assert lanes(made, valid) == {
        A: (Lane.SAME_CODE,),
        "orjson@cpython-3.11": (Lane.BEST_OF_EACH,),
        B: (Lane.SAME_CODE, Lane.BEST_OF_EACH),
        "orjson@pypy-3.11": (),
    }


def test_lanes_without_a_baseline() -> None:
    """With the baseline invalid the times decide who is best."""
    made = make_race([fake(A), fake("orjson@cpython-3.11"), fake("ujson@cpython-3.11")], heats=1, rounds=1)
    valid = {
        "orjson@cpython-3.11": summary("orjson@cpython-3.11", per_op_ns=2e6),
        "ujson@cpython-3.11": summary("ujson@cpython-3.11", per_op_ns=3e6),
    }
    assert lanes(made, valid)["orjson@cpython-3.11"] == (Lane.BEST_OF_EACH,)
    assert lanes(made, valid)["ujson@cpython-3.11"] == ()
