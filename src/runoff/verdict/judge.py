"""One race, judged: summaries, checks, statuses, calls, lanes, rows in order, verdict. Pure and repeatable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from runoff.checks import Evidence, run_all
from runoff.model.plan import Machine
from runoff.model.result import Call, Finding, Interval, Lane, Row, Status, Summary, WorkloadResult
from runoff.model.sample import Race, Stage
from runoff.summary import summarise
from runoff.summary.live import LiveRatios
from runoff.verdict.calls import adjusted, with_enough_heats
from runoff.verdict.decide import decide
from runoff.verdict.ladder import Step
from runoff.verdict.status import lanes, speed_key, status_of

_ORDER = {Status.OK: 0, Status.INVALID: 1, Status.FAILED: 2, Status.UNAVAILABLE: 3}


def judge(race: Race, machine: Machine | None = None) -> WorkloadResult:
    """What a race says; `machine` gives the floor check its clock (6 GHz is assumed without)."""
    summaries = summarise(race)
    findings = run_all(Evidence(race=race, summaries=summaries, machine=machine))
    return judge_summaries(race, summaries, findings)


def judge_summaries(race: Race, summaries: Sequence[Summary], findings: Sequence[Finding]) -> WorkloadResult:
    """Rows and verdict from what was computed and found."""
    plan = race.plan
    known = {summary.contender: summary for summary in summaries}
    own = {each.id: tuple(one for one in findings if one.contender == each.id) for each in plan.contenders}
    statuses = {each.id: status_of(each, race, known.get(each.id), own[each.id]) for each in plan.contenders}
    with_baseline = statuses[plan.baseline][0] is Status.OK
    valid = {name: known[name] for name, (status, _) in statuses.items() if status is Status.OK}
    valid = adjusted(valid) if with_baseline else {name: _bare(each) for name, each in valid.items()}
    shown = {name: valid.get(name) or _bare(summary) for name, summary in known.items()}
    where = lanes(race, valid)
    gain = PairedGain(race)
    best = _best_ratios(race, where, valid, gain) if with_baseline else {}
    rows = [
        Row(
            contender=each,
            status=statuses[each.id][0],
            reason=statuses[each.id][1],
            lanes=where[each.id],
            summary=shown.get(each.id),
            findings=own[each.id],
            best_ratio=best.get(each.id),
        )
        for each in plan.contenders
    ]
    rows.sort(key=lambda row: _place(row, plan.baseline))
    pairs = [(each, valid[each.id]) for each in plan.contenders if each.id in valid]
    verdict = decide(plan.contender(plan.baseline), statuses, pairs, gain.of_steps)
    return WorkloadResult(race=race, rows=tuple(rows), verdict=verdict)


def _bare(summary: Summary) -> Summary:
    """Without ratio and call: an invalid number, or any beside an invalid baseline, enters no ratio."""
    return replace(summary, ratio=None, call=Call.UNKNOWN, differs=False, break_even=None)


def _place(row: Row, baseline: str) -> tuple[int, int, float]:
    fast = speed_key(row.summary) if row.summary is not None and row.status is Status.OK else 0.0
    return (0 if row.contender.id == baseline else 1, _ORDER[row.status], fast)


class PairedGain:
    """Compares any two contenders round by round, as the ratios to the baseline are."""

    def __init__(self, race: Race) -> None:
        self._race = race
        self._known: dict[tuple[str, str], Interval] = {}

    def __call__(self, base: str, other: str) -> Interval:
        """How many times faster `other` is than `base`."""
        if (base, other) not in self._known:
            self._known[base, other] = self._estimate(base, other)
        return self._known[base, other]

    def of_steps(self, base: Step, other: Step) -> Interval:
        """The same for two steps of a ladder; against the baseline the interval already shown."""
        if base.contender.id == self._race.plan.baseline and other.summary.ratio is not None:
            return other.summary.ratio
        return self(base.contender.id, other.contender.id)

    def _estimate(self, base: str, other: str) -> Interval:
        ratios = LiveRatios(base)
        for sample in self._race.samples:
            if sample.stage is Stage.PACE or sample.contender in (base, other):
                ratios.add(sample)
        estimate = ratios.estimate(other)
        return with_enough_heats(estimate.interval, estimate.heats_used)


def _best_ratios(
    race: Race, where: Mapping[str, Sequence[Lane]], valid: Mapping[str, Summary], gain: PairedGain
) -> dict[str, Interval]:
    """Members of the best-of-each lane against the baseline runtime's best."""
    plan = race.plan
    members = [each for each in plan.contenders if Lane.BEST_OF_EACH in where[each.id]]
    home = plan.contender(plan.baseline).runtime.id
    reference = next((each.id for each in members if each.runtime.id == home), None)
    if reference is None:
        return {}
    if reference == plan.baseline:
        return {each.id: ratio for each in members if (ratio := valid[each.id].ratio) is not None}
    return {each.id: gain(reference, each.id) for each in members if each.id != reference}
