"""From entries and runtimes to a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from runoff.errors import UsageError
from runoff.model.plan import Plan, Policy
from runoff.model.runtime import Runtime
from runoff.model.workload import Change, Entry, Kind, Workload
from runoff.plan.build import build_plan, settle_plan


def entry(name: str, language: str, change: Change, *families: str) -> Entry:
    """An entry whose file nobody opens."""
    return Entry(name=name, language=language, file=Path("/nowhere"), change=change, runtimes=families)


def runtime(name: str, **facts: str) -> Runtime:
    """A runtime that works; numba only by name."""
    family = name.split("-")[0]
    language = "go" if family == "go" else "python"
    return Runtime(
        id=name, family=family, language=language, version="1", argv=(name,), by_name_only=name == "numba", facts=facts
    )  # fmt: skip


WORKLOAD = Workload(
    name="json-logs", title="t", kind=Kind.COMPUTE, question="q", root=Path("/nowhere"), size_name="n",
    sizes=(10, 100, 1000), quick_size=100,
    entries=(
        entry("orjson", "python", Change.LIBRARY),
        entry("stdlib", "python", Change.NONE),
        entry("jitted", "python", Change.ANNOTATE, "numba"),
        entry("go", "go", Change.REWRITE),
    ),
)  # fmt: skip
OWN = runtime("cpython-3.11", own="yes")
NEWEST = runtime("cpython-3.15")
GO = runtime("go-1.26")
PYPY = Runtime(
    id="pypy", family="pypy", language="python", version="", available=False, reason="no PyPy found", get="fetch pypy"
)  # fmt: skip
EVERY = (NEWEST, OWN, runtime("numba"), GO, PYPY)


def plan(*runtimes: Runtime, entries: tuple[str, ...] = (), baseline: str | None = None, quick: bool = False) -> Plan:
    """A plan of WORKLOAD on `runtimes`."""
    return build_plan(WORKLOAD, runtimes, entries, Policy(quick=quick), 7, baseline)


def test_entries_meet_the_runtimes_that_take_them() -> None:
    """Language and family decide; every pair is there once."""
    assert {contender.id for contender in plan(*EVERY).contenders} == {
        "orjson@cpython-3.15", "orjson@cpython-3.11", "orjson@pypy",
        "stdlib@cpython-3.15", "stdlib@cpython-3.11", "stdlib@pypy",
        "jitted@numba", "go@go-1.26",
    }  # fmt: skip


def test_the_last_size_is_raced_and_the_quick_one_on_request() -> None:
    """Sizes rise; quick has its own."""
    assert (plan(OWN).size, plan(OWN, quick=True).size) == (1000, 100)


def test_a_runtime_that_is_missing_is_a_contender_with_the_reason() -> None:
    """And with the command that would get it."""
    assert plan(*EVERY).contender("stdlib@pypy").reason == "no PyPy found; get it: fetch pypy"


def test_a_runtime_entered_twice_has_numbered_copies() -> None:
    """The second is `#2`, and the baseline is the first."""
    pair = plan(OWN, OWN, entries=("stdlib",))
    assert [contender.id for contender in pair.contenders] == ["stdlib@cpython-3.11", "stdlib@cpython-3.11#2"]
    assert pair.baseline == "stdlib@cpython-3.11"


@pytest.mark.parametrize(
    ("runtimes", "baseline"),
    [
        (EVERY, "stdlib@cpython-3.11"),
        ((NEWEST, GO), "stdlib@cpython-3.15"),
        ((PYPY, GO), "go@go-1.26"),
        ((PYPY,), "stdlib@pypy"),
    ],
    ids=["what the user has", "own not entered", "only one works", "none works"],
)
def test_the_default_baseline_is_what_the_user_has_today(runtimes: tuple[Runtime, ...], baseline: str) -> None:
    """No change on the own Python, else the nearest to it that can run."""
    assert plan(*runtimes).baseline == baseline


@pytest.mark.parametrize(
    ("named", "baseline"),
    [
        ("orjson@cpython-3.15", "orjson@cpython-3.15"),
        ("orjson", "orjson@cpython-3.11"),
        ("cpython-3.15", "stdlib@cpython-3.15"),
        ("go", "go@go-1.26"),
    ],
)
def test_a_baseline_can_be_a_contender_an_entry_or_a_runtime(named: str, baseline: str) -> None:
    """Where a name leaves a choice, the default rule makes it."""
    assert plan(*EVERY, baseline=named).baseline == baseline


@pytest.mark.parametrize(
    ("entries", "baseline", "offered"),
    [(("orjsn",), None, "orjson"), ((), "stdlib@cpython-3.12", "stdlib@cpython-3.11")],
    ids=["entry", "baseline"],
)
def test_what_is_not_there_is_refused_with_the_nearest_name(
    entries: tuple[str, ...], baseline: str | None, offered: str
) -> None:
    """A slip of the finger is answered with what was meant."""
    with pytest.raises(UsageError) as caught:
        plan(*EVERY, entries=entries, baseline=baseline)
    assert offered in caught.value.hint


def test_a_baseline_that_cannot_run_is_refused() -> None:
    """With the reason, because the user asked for just that one."""
    with pytest.raises(UsageError, match="no PyPy found"):
        plan(*EVERY, baseline="stdlib@pypy")


def test_nothing_to_race_is_refused_with_what_there_is() -> None:
    """A workload without an entry for the runtimes chosen."""
    with pytest.raises(UsageError) as caught:
        plan(GO, entries=("stdlib",))
    assert "stdlib (python)" in caught.value.hint


def test_a_baseline_that_could_not_be_prepared_is_replaced() -> None:
    """What preparation found out goes into the plan: reasons, versions, and another baseline."""
    settled = settle_plan(
        plan(*EVERY), {"stdlib@cpython-3.11": "gone"}, {"orjson@cpython-3.11": {"orjson": "3.13.0"}}
    )  # fmt: skip
    assert settled.baseline == "stdlib@cpython-3.15"
    assert settled.contender("stdlib@cpython-3.11").reason == "gone"
    assert settled.contender("orjson@cpython-3.11").versions == {"orjson": "3.13.0"}
