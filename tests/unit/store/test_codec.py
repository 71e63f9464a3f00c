"""Records to JSON and back."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.races import make_run, typical_race
from runoff.errors import StoreError
from runoff.model.plan import Contender, Machine, Plan, Policy, Run
from runoff.model.runtime import Runtime
from runoff.model.workload import Change, Entry, Floor, Kind, Workload
from runoff.store.codec import dumps, loads

finite = st.floats(allow_nan=False, allow_infinity=False)
whole = st.integers(-(2**80), 2**80)
names = st.text(string.ascii_letters + string.digits + "-_.@#/ é\n", max_size=12)
texts = st.lists(names, max_size=3).map(tuple)
facts = st.dictionaries(names, names, max_size=3)
# A file name on Linux is bytes: Python shows what is not UTF-8 as lone surrogates.
paths = st.text(st.characters(exclude_characters="\0"), max_size=20).map(Path)

entries = st.builds(
    Entry,
    name=names,
    language=names,
    file=paths,
    change=st.sampled_from(Change),
    requires=texts,
    runtimes=texts,
    flags=texts,
)
runtimes = st.builds(
    Runtime,
    id=names,
    family=names,
    language=names,
    version=names,
    argv=texts.filter(bool),
    env=facts,
    requires=texts,
    facts=facts,
    by_name_only=st.booleans(),
) | st.builds(
    Runtime, id=names, family=names, language=names, version=names, available=st.just(False), reason=st.just("none")
)
workloads = st.builds(
    Workload,
    name=names,
    title=names,
    kind=st.sampled_from(Kind),
    question=names,
    root=paths,
    size_name=names,
    sizes=st.sets(st.integers(1, 10**12), min_size=1, max_size=4).map(lambda sizes: tuple(sorted(sizes))),
    quick_size=st.integers(1, 100),
    entries=st.lists(entries, min_size=1, max_size=3).map(tuple),
    expected=st.dictionaries(st.integers(1, 10**12), names, max_size=3),
    tolerance=finite,
    floor=st.none() | st.builds(Floor, cycles=st.floats(0.1, 1e6), because=names),
    input_maker=st.none() | paths,
    suite=names,
)
policies = st.builds(
    Policy,
    quick=st.booleans(),
    precision=finite,
    budget_ns=whole,
    heats=st.integers(0, 9),
    memory_limit=whole,
    affinity=st.booleans(),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans whose baseline is one of their contenders."""
    ids = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    contenders = tuple(
        draw(st.builds(Contender, id=st.just(each), entry=entries, runtime=runtimes, reason=names, versions=facts))
        for each in ids
    )
    return Plan(
        workload=draw(workloads),
        size=draw(whole),
        contenders=contenders,
        baseline=draw(st.sampled_from(ids)),
        policy=draw(policies),
        seed=draw(whole),
    )


machines = st.builds(
    Machine,
    hostname=names,
    system=names,
    cpu=names,
    cores=whole,
    top_hz=finite,
    memory=whole,
    load=finite,
    notes=texts,
)
runs = st.builds(
    Run,
    id=names,
    created=names,
    runoff=names,
    seed=whole,
    argv=texts,
    machine=machines,
    plans=st.lists(plans(), max_size=2).map(tuple),
)


@given(runs)
def test_a_run_comes_back_equal(run: Run) -> None:
    """Whatever a run holds, reading gives what was written."""
    assert loads(Run, dumps(run)) == run


@given(paths)
def test_paths_that_are_not_utf8_survive(path: Path) -> None:
    """Bytes of a file name that are no UTF-8 come back as the same bytes, through ASCII text."""
    entry = Entry(name="a", language="python", file=path, change=Change.NONE)
    text = dumps(entry)
    assert text.isascii()
    assert loads(Entry, text) == entry


def test_sizes_come_back_as_numbers() -> None:
    """JSON knows text keys only; the expected answers are by whole number again."""
    plan = typical_race().plan
    assert loads(Plan, dumps(plan)).workload.expected == {1_000_000: "3.141592653589794"}


def test_a_missing_member_takes_its_default() -> None:
    """A document from before a field was added can still be read."""
    document = json.loads(dumps(Policy(quick=True)))
    del document["affinity"]
    assert loads(Policy, json.dumps(document)) == Policy(quick=True)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "Expecting"),
        ("[]", "no attribute"),
        ('{"quick": "yes"}', "'yes' is not of type bool"),
        ('{"quick": 1}', "1 is not of type bool"),
        ('{"heats": 1.5}', "1.5 is not of type int"),
        ('{"speed": 1}', "Policy has no speed"),
    ],
    ids=["cut off", "an array", "text for a flag", "a number for a flag", "a fraction for a count", "unknown member"],
)
def test_a_document_that_is_none_is_refused(text: str, complaint: str) -> None:
    """Nothing unknown is swallowed; the error names the record and what is wrong."""
    with pytest.raises(StoreError, match="a Policy in the store cannot be read") as caught:
        loads(Policy, text)
    assert complaint in caught.value.what


def test_a_document_that_breaks_a_record_is_refused() -> None:
    """What the record itself refuses is an error of the store, not a traceback."""
    plan = json.loads(dumps(typical_race().plan))
    plan["baseline"] = "nobody"
    with pytest.raises(StoreError, match="the baseline 'nobody' is not among the contenders"):
        loads(Plan, json.dumps(plan))


def test_what_json_cannot_hold_is_refused_when_written() -> None:
    """NaN is not JSON; better an error now than an unreadable store later."""
    with pytest.raises(StoreError, match="a Floor cannot be written as JSON"):
        dumps(Floor(cycles=float("inf"), because="x"))


def test_a_whole_run_of_the_fakes_comes_back() -> None:
    """The realistic case beside the random ones."""
    run = make_run([typical_race()])
    assert loads(Run, dumps(run)) == run
