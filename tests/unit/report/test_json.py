"""The result document: complete, valid by its schema, and the same every time."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest

from fakes.races import fake, make_contender, make_race, make_run
from fakes.summaries import summary
from runoff.model.result import (
    Call,
    Finding,
    Interval,
    Lane,
    Level,
    Row,
    Status,
    Steady,
    SteadyReport,
    Verdict,
    WorkloadResult,
)
from runoff.report.json import document, text

BASELINE = fake("stdlib@cpython-3.11", per_op_ns=5e7)
PYPY = fake("stdlib@pypy-3.11", per_op_ns=7e6)
TRAP = fake("deleted@go-1.26", per_op_ns=3e5)
MISSING = fake("numba@numba", requires=("numba",), reason="numba cannot be installed here")
DEAD = fake("stdlib@cpython-3.15", dies_in=1)
RACE = make_race([BASELINE, PYPY, TRAP, MISSING, DEAD])
RUN = make_run([RACE])
JSON_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def result() -> WorkloadResult:
    """One row of every status, as a judge might hand it over."""
    removed = Finding(check="work-removed", contender=TRAP.id, level=Level.INVALID, evidence="0.3 ns, floor 1.3 ns")
    rows = (
        Row(
            contender=make_contender(BASELINE),
            status=Status.OK,
            reason="",
            lanes=(Lane.SAME_CODE,),
            summary=summary(BASELINE.id, per_op_ns=5e7),
        ),
        Row(
            contender=make_contender(PYPY),
            status=Status.OK,
            reason="",
            lanes=(Lane.SAME_CODE, Lane.BEST_OF_EACH),
            summary=summary(
                PYPY.id,
                per_op_ns=7e6,
                ratio=Interval(value=7.1, low=7.0, high=7.2),
                steady=SteadyReport(cls=Steady.WARM_UP, turns=2, seconds=0.3, per_heat=(Steady.WARM_UP,) * 3),
            ),
        ),
        Row(
            contender=make_contender(TRAP),
            status=Status.INVALID,
            reason="work-removed: 0.3 ns, floor 1.3 ns",
            lanes=(),
            summary=summary(TRAP.id, per_op_ns=3e5, ratio=Interval(value=166.0, low=165.0, high=167.0)),
            findings=(removed,),
        ),
        Row(contender=make_contender(DEAD), status=Status.FAILED, reason="died", lanes=(), summary=None),
        Row(
            contender=make_contender(MISSING),
            status=Status.UNAVAILABLE,
            reason=MISSING.reason,
            lanes=(),
            summary=None,
        ),
    )
    verdict = Verdict(call="choose", choose=PYPY.id, rule="effort/next-step", because="it is 7.1 times as fast")
    return WorkloadResult(race=RACE, rows=rows, verdict=verdict, notes=("a note",))


def complaints(value: Any, rule: dict[str, Any], schema: dict[str, Any], place: str = "$") -> list[str]:
    """What is wrong with a value by the part of JSON Schema that our schema uses."""
    if "$ref" in rule:
        return complaints(value, schema["$defs"][rule["$ref"].rpartition("/")[2]], schema, place)
    unknown = rule.keys() - {"type", "required", "properties", "additionalProperties", "items", "enum", "const"}
    found = [
        f"{place}: this test does not know {key}" for key in unknown - {"$schema", "title", "description", "$defs"}
    ]
    if "const" in rule and value != rule["const"]:
        found.append(f"{place}: {value!r} is not {rule['const']!r}")
    if "enum" in rule and value not in rule["enum"]:
        found.append(f"{place}: {value!r} is none of {rule['enum']}")
    if "type" in rule and not of_type(value, rule["type"]):
        return [*found, f"{place}: {value!r} is not of type {rule['type']}"]
    if isinstance(value, dict):
        found += in_object(value, rule, schema, place)
    if isinstance(value, list):
        found += [
            one for n, each in enumerate(value) for one in complaints(each, rule["items"], schema, f"{place}[{n}]")
        ]
    return found


def in_object(value: dict[str, Any], rule: dict[str, Any], schema: dict[str, Any], place: str) -> list[str]:
    """What is wrong with the members of an object."""
    known = rule.get("properties", {})
    others = rule.get("additionalProperties", True)
    found = [f"{place}: {name} is missing" for name in rule.get("required", ()) if name not in value]
    for name, each in value.items():
        if name in known:
            found += complaints(each, known[name], schema, f"{place}.{name}")
        elif isinstance(others, dict):
            found += complaints(each, others, schema, f"{place}.{name}")
        elif not others:
            found.append(f"{place}: {name} is not in the schema")
    return found


def of_type(value: Any, names: str | list[str]) -> bool:
    """Whether a value is of one of these JSON types; a flag is no number."""
    allowed = [names] if isinstance(names, str) else names
    if isinstance(value, bool):
        return "boolean" in allowed
    return any(isinstance(value, JSON_TYPES[each]) for each in allowed)


@pytest.fixture
def schema() -> dict[str, Any]:
    """The schema as it is shipped."""
    loaded: dict[str, Any] = json.loads(files("runoff.report").joinpath("result.schema.json").read_text("utf-8"))
    return loaded


def test_a_document_is_valid_by_its_schema(schema: dict[str, Any]) -> None:
    """Every status, with and without figures."""
    assert complaints(document(RUN, [result()]), schema, schema) == []


def test_the_schema_requires_every_member_it_knows(schema: dict[str, Any]) -> None:
    """A reader may rely on each member being there."""
    for rule in [schema, *schema["$defs"].values()]:
        assert set(rule.get("required", ())) == set(rule.get("properties", ()))


def test_the_validator_finds_what_is_wrong(schema: dict[str, Any]) -> None:
    """Or the test above would prove nothing."""
    broken = document(RUN, [result()])
    broken["schema"] = "runoff.result/2"
    broken["workloads"][0]["contenders"][0]["call"] = "great"
    broken["workloads"][0]["contenders"][1]["per_op_ns"]["value"] = "7"
    broken["workloads"][0]["extra"] = 1
    del broken["machine"]["cores"]
    assert len(complaints(broken, schema, schema)) == 5


def test_a_ratio_is_the_baselines_time_over_the_contenders() -> None:
    """Above 1 is faster; the baseline has none."""
    baseline, pypy = document(RUN, [result()])["workloads"][0]["contenders"][:2]
    assert (baseline["call"], baseline["ratio"]) == ("baseline", None)
    assert (pypy["call"], pypy["ratio"]) == ("faster", {"value": 7.1, "low": 7.0, "high": 7.2})
    assert pypy["steady"] == {"class": "warm-up", "turns": 2, "seconds": 0.3, "per_heat": ["warm-up"] * 3}
    assert pypy["lanes"] == ["same code", "best of each"]


def test_an_invalid_number_is_shown_but_compared_with_nothing() -> None:
    """Its time stands there beside the reason; no ratio, no call, no break-even, whatever the row carried."""
    trap = document(RUN, [result()])["workloads"][0]["contenders"][2]
    assert trap["status"] == "invalid"
    assert trap["per_op_ns"]["value"] == 3e5
    assert (trap["ratio"], trap["best_ratio"], trap["call"], trap["break_even"]) == (None, None, None, None)
    assert trap["findings"] == [{"check": "work-removed", "level": "invalid", "evidence": "0.3 ns, floor 1.3 ns"}]


def test_who_left_no_turns_has_no_figures_but_a_reason() -> None:
    """Unavailable and failed contenders have the same members as the others."""
    ok, *_, failed, missing = document(RUN, [result()])["workloads"][0]["contenders"]
    for each in (failed, missing):
        assert each.keys() == ok.keys()
        assert each["reason"]
        assert (each["per_op_ns"], each["rounds"], each["memory"]) == (None, 0, {})


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_json_cannot_hold_becomes_null(bad: float, schema: dict[str, Any]) -> None:
    """NaN and infinity are not JSON."""
    good = result()
    row = good.rows[0]
    assert row.summary is not None
    changed = replace(row.summary, cpu_ns=bad, per_op_ns=Interval(value=1.0, low=bad, high=bad), call=Call.BASELINE)
    found = json.loads(text(RUN, [replace(good, rows=(replace(row, summary=changed),))]), parse_constant=refuse)
    assert found["workloads"][0]["contenders"][0]["cpu_ns"] is None
    assert found["workloads"][0]["contenders"][0]["per_op_ns"] == {"value": 1.0, "low": None, "high": None}
    assert complaints(found, schema, schema) == []


def refuse(constant: str) -> None:
    """What a strict reader does with NaN."""
    raise AssertionError(f"{constant} in the document")


def test_memory_that_the_kernel_did_not_tell_is_null() -> None:
    """The records have -1 for it, which nobody should add up."""
    one = result()
    row = one.rows[0]
    assert row.summary is not None
    changed = replace(one, rows=(replace(row, summary=replace(row.summary, memory={"uss_end": 8e6, "pss_end": -1.0})),))
    assert document(RUN, [changed])["workloads"][0]["contenders"][0]["memory"] == {"pss_end": None, "uss_end": 8e6}


def test_the_same_result_gives_the_same_bytes() -> None:
    """Members stand in one order, whatever the order of the mappings they come from."""
    one = result()
    row = one.rows[0]
    assert row.summary is not None
    memory = dict(reversed(list(row.summary.memory.items())))
    other = replace(one, rows=(replace(row, summary=replace(row.summary, memory=memory)), *one.rows[1:]))
    assert text(RUN, [one]) == text(RUN, [other])
    assert text(RUN, [one]).endswith("}\n")
