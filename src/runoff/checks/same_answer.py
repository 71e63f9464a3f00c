"""Do all contenders return the same answer, and the expected one?

Computing something else, or less, is the commonest way to win a benchmark. Answers of every turn at every size
count, the growth turns of heat 0 included.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from runoff.checks.check import Check, Evidence, finder
from runoff.model.result import Finding, Level

NAME = "same-answer"
found = finder(NAME)

Answers = Mapping[str, Sequence[str]]
"""Contender to its distinct answers at one size, in the order they came."""


def same(one: str, other: str, tolerance: float) -> bool:
    """Equal text; or, where at least one is a float, within the relative tolerance."""
    if one == other:
        return True
    if not tolerance or (_whole(one) and _whole(other)):
        return False
    try:
        return math.isclose(float(one), float(other), rel_tol=tolerance)
    except ValueError:
        return False


def _whole(text: str) -> bool:
    return text.removeprefix("-").isdigit()


def answers_by_size(evidence: Evidence) -> dict[int, dict[str, list[str]]]:
    """Size to contender to its distinct answers."""
    sizes: dict[int, dict[str, list[str]]] = {}
    for summary in evidence.summaries:
        for sample in evidence.samples(summary.contender):
            seen = sizes.setdefault(sample.size, {}).setdefault(summary.contender, [])
            if sample.answer not in seen:
                seen.append(sample.answer)
    return sizes


def agreed(answers: Answers, baseline: str, tolerance: float) -> str | None:
    """The answer that most contenders give; the baseline's when as many give another; None when nobody is sure."""
    camps: list[list[str]] = []
    sure = {name: given[0] for name, given in answers.items() if _steadfast(given, tolerance)}
    for name, answer in sure.items():
        home = next((camp for camp in camps if same(sure[camp[0]], answer, tolerance)), None)
        if home is None:
            camps.append([name])
        else:
            home.append(name)
    if not camps:
        return None
    # max keeps the first of equals, which is the earliest in the plan.
    best = max(camps, key=lambda camp: (len(camp), baseline in camp))
    return sure[baseline] if baseline in best else sure[best[0]]


def _steadfast(given: Sequence[str], tolerance: float) -> bool:
    return all(same(given[0], other, tolerance) for other in given[1:])


def _short(answer: str) -> str:
    return (answer if len(answer) <= 40 else f"{answer[:30]}... ({len(answer)} characters)") or "nothing"


def _judge(evidence: Evidence) -> Iterator[Finding]:
    workload = evidence.race.plan.workload
    faults: dict[str, str] = {}
    proven: dict[str, list[str]] = {}
    for size, answers in sorted(answers_by_size(evidence).items(), reverse=True):
        place = f"at {workload.size_name}={size}"
        expected = workload.expected.get(size)
        right = expected if expected is not None else agreed(answers, evidence.race.plan.baseline, workload.tolerance)
        against = "expected" if expected is not None else "the others return"
        for name, given in answers.items():
            proven.setdefault(name, [])
            wrong = [each for each in given if right is not None and not same(each, right, workload.tolerance)]
            if not _steadfast(given, workload.tolerance):
                fault = f"answers differ from turn to turn: {_short(given[0])}, then {_short(given[1])} {place}"
                faults.setdefault(name, fault)
            elif wrong and right is not None:
                faults.setdefault(name, f"{_short(wrong[0])} {place}, {against} {_short(right)}")
            elif expected is not None or len(answers) > 1:
                kind = "expected" if expected is not None else "agreed"
                proven[name].append(f"{kind} {_short(given[0])} {place}")
    for summary in evidence.summaries:
        yield _verdict(summary.contender, faults.get(summary.contender), proven.get(summary.contender, []))


def _verdict(name: str, fault: str | None, proven: Sequence[str]) -> Finding:
    if fault:
        return found(name, Level.INVALID, fault)
    if not proven:
        return found(name, Level.WARN, "no expected answer is given and nobody else ran: the answer is unproven")
    return found(name, Level.OK, "; ".join(proven))


CHECK = Check(name=NAME, asks="the same answer from all, and the expected one where given", rule=_judge)
