"""How often the 95 % interval holds the truth, over simulated races with the program's own stopping rule.

    python benchmarks/coverage.py                    # 1,000 races of each scenario, about three minutes
    python benchmarks/coverage.py --races 200
    python benchmarks/coverage.py --alternatives     # the intervals that were not chosen, for docs/adr/0005

Every race is made of samples, goes through `summary.live.LiveRatios` as in the referee, and ends as a
race does: after the first heat (from the third on) whose interval is at most +-1 % wide, or after 12 heats.
Prints a Markdown table. Seeded: the same table on every machine.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from runoff.model.result import Interval
from runoff.model.sample import Sample, Stage
from runoff.stats.interval import FLOOR, median_variance, student
from runoff.summary.live import LiveRatios
from runoff.units import Nanoseconds

Floats = NDArray[np.float64]
HEATS_MAX = 12
TURN_NS = 20_000_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """How the turns of two contenders scatter; standard deviations are of log time.

    `heat` is what a fresh process draws once (layout, hash seed, JIT), for each contender;
    `shape` its distribution. `noise` is drawn for each turn, `tail` its distribution,
    `memory` its correlation from round to round. `drift` is a random walk that both share, per
    round; `slow` the share of heats that fall into a phase 1.7 times slower for both;
    `contended` the share of turns that wait for a core; `warm_up` the slowness of the
    other contender's first two turns. `rounds` per heat are drawn between the two numbers.
    """

    name: str
    heat: float = 0.0
    shape: str = "normal"
    noise: float = 0.007
    tail: str = "normal"
    memory: float = 0.0
    drift: float = 0.003
    slow: float = 0.0
    contended: float = 0.0
    warm_up: float = 0.0
    rounds: tuple[int, int] = (8, 12)
    precision: float = 0.01
    heats_max: int = HEATS_MAX


SCENARIOS = (
    Scenario(name="no heat effects"),
    Scenario(name="no heat effects, noisy", noise=0.03),
    Scenario(name="no heat effects, heavy tails", tail="spikes"),
    Scenario(name="no heat effects, autocorrelated", memory=0.6),
    Scenario(name="small heat effects", heat=0.002),
    Scenario(name="medium heat effects", heat=0.004),
    Scenario(name="medium, heavy tails, autocorrelated", heat=0.004, tail="student", memory=0.5),
    Scenario(name="medium, quiet rounds", heat=0.005, noise=0.002),
    Scenario(name="medium, drift and slow phases", heat=0.005, drift=0.02, slow=0.3),
    Scenario(name="medium, contended turns", heat=0.005, contended=0.3),
    Scenario(name="medium, warm-up", heat=0.005, warm_up=0.5),
    Scenario(name="large heat effects", heat=0.01, tail="student"),
    Scenario(name="very large heat effects", heat=0.04),
    Scenario(name="two layouts", heat=0.007, shape="two"),
    Scenario(name="skewed heat effects", heat=0.007, shape="skewed"),
    Scenario(name="quick, no heat effects", rounds=(6, 8), precision=0.03, heats_max=5),
    Scenario(name="quick, large heat effects", heat=0.01, rounds=(6, 8), precision=0.03, heats_max=5),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one race ended."""

    covered: bool
    half_width: float
    heats: int
    different: bool


def _heat_effects(scenario: Scenario, rng: np.random.Generator) -> Floats:
    if scenario.shape == "two":
        raw = 2.0 * rng.integers(0, 2, 2).astype(np.float64) - 1.0
    elif scenario.shape == "skewed":
        raw = rng.exponential(size=2) - 1.0
    else:
        raw = rng.normal(size=2)
    scaled: Floats = raw * scenario.heat
    return scaled


def _turn_noise(scenario: Scenario, rounds: int, rng: np.random.Generator) -> Floats:
    shape = (rounds, 2)
    if scenario.tail == "student":
        raw = rng.standard_t(2.5, size=shape) * 0.6
    elif scenario.tail == "spikes":
        raw = rng.normal(size=shape) + (rng.random(shape) < 0.08) * rng.exponential(20, size=shape)
    else:
        raw = rng.normal(size=shape)
    for index in range(1, rounds):
        raw[index] = scenario.memory * raw[index - 1] + math.sqrt(1 - scenario.memory**2) * raw[index]
    scaled: Floats = raw * scenario.noise
    return scaled


def heats(scenario: Scenario, truth: float, rng: np.random.Generator) -> Iterator[list[Sample]]:
    """Samples of heat after heat of a baseline `a` and a contender `b` that is `truth` times faster.

    The noise of both has one distribution, so that the median of their difference is
    the truth exactly.
    """
    level = 0.0
    low, high = scenario.rounds
    for heat in range(1, scenario.heats_max + 1):
        rounds = int(rng.integers(low, high + 1))
        effects = _heat_effects(scenario, rng)
        noise = _turn_noise(scenario, rounds, rng)
        walk = level + np.cumsum(rng.normal(size=rounds) * scenario.drift)
        level = float(walk[-1])
        slow = math.log(1.7) if rng.random() < scenario.slow else 0.0
        waits = (rng.random((rounds, 2)) < scenario.contended) * rng.uniform(0.1, 0.6, size=(rounds, 2))
        logs = noise + effects + walk[:, None] + slow + np.array([0.0, -math.log(truth)])
        logs[:2, 1] += scenario.warm_up
        yield [
            _sample("ab"[who], heat, index, math.exp(logs[index, who]) * TURN_NS, float(waits[index, who]))
            for index in range(rounds)
            for who in range(2)
        ]


def _sample(contender: str, heat: int, index: int, busy_ns: float, wait: float) -> Sample:
    wall = busy_ns / (1 - wait)
    return Sample(
        contender=contender,
        heat=heat,
        round=index,
        position=0,
        stage=Stage.MEASURE,
        size=1,
        inner=1,
        warm_ns=Nanoseconds(0),
        wall_ns=Nanoseconds(round(wall)),
        cpu_ns=Nanoseconds(round(busy_ns)),
        outside_ns=Nanoseconds(round(wall) + 60_000),
        sched_cpu_ns=Nanoseconds(round(busy_ns) + 40_000),
        sched_wait_ns=Nanoseconds(round(wall - busy_ns)),
        at_ns=Nanoseconds((heat * 1_000 + index) * round(TURN_NS)),
        answer="1",
    )


def race(scenario: Scenario, truth: float, rng: np.random.Generator, heats_min: int) -> Outcome:
    """Race until the interval is as narrow as asked or the heats are used up."""
    live = LiveRatios("a")
    done = 0
    interval = Interval(value=1.0)
    for done, samples in enumerate(heats(scenario, truth, rng), start=1):
        for sample in samples:
            live.add(sample)
        if done >= heats_min:
            interval = live.estimate("b").interval
            if interval.half_width is not None and interval.half_width <= scenario.precision:
                break
    low, high = interval.low or 0.0, interval.high or math.inf
    return Outcome(
        covered=low <= truth <= high,
        half_width=interval.half_width or math.inf,
        heats=done,
        different=not low <= 1 <= high,
    )


def simulate(scenario: Scenario, races: int, seed: int, heats_min: int = 3) -> list[Outcome]:
    """Many races of one scenario, with truths between 1 and 20."""
    outcomes = []
    for index in range(races):
        rng = _generator(scenario, seed, index)
        outcomes.append(race(scenario, math.exp(rng.uniform(0, 3)), rng, heats_min))
    return outcomes


def _generator(scenario: Scenario, seed: int, index: int) -> np.random.Generator:
    """Each race of each scenario its own stream: shared ones would make one unlucky draw count many times."""
    return np.random.default_rng((seed, SCENARIOS.index(scenario) if scenario in SCENARIOS else 99, index))


def coverage(outcomes: Sequence[Outcome]) -> float:
    """Share of races whose interval held the truth."""
    return sum(one.covered for one in outcomes) / len(outcomes)


# -- the intervals that were not chosen ------------------------------------------------------------

Method = Callable[[list[Floats], np.random.Generator], float]


def _values(rows: list[Floats]) -> Floats:
    return np.array([np.median(row) for row in rows])


def _within(rows: list[Floats]) -> float:
    return float(np.median([median_variance(row) for row in rows]))


def student_plain(rows: list[Floats], rng: np.random.Generator) -> float:
    """Student t over heat values."""
    values = _values(rows)
    return student(len(values) - 1) * float(values.std(ddof=1)) / math.sqrt(len(values))


def student_floored(rows: list[Floats], rng: np.random.Generator) -> float:
    """The chosen one: variance at least half of what the rounds explain."""
    values = _values(rows)
    variance = max(float(values.var(ddof=1)), FLOOR * _within(rows))
    return student(len(values) - 1) * math.sqrt(variance / len(values))


def normal_or_student(rows: list[Floats], rng: np.random.Generator) -> float:
    """The wider of Student over heats and a normal interval from rounds alone (HKSJ with its usual floor)."""
    values = _values(rows)
    return max(student_plain(rows, rng), 1.96 * math.sqrt(_within(rows) / len(values)))


def _bootstrap_means(rows: list[Floats], rng: np.random.Generator, draws: int = 1_000, block: int = 3) -> Floats:
    """Means over heats of medians over rounds, heats resampled, then blocks of three rounds."""
    count = len(rows)
    medians = np.empty((draws, count))
    for index, row in enumerate(rows):
        starts = rng.integers(0, len(row), size=(draws, -(-len(row) // block)))
        picks = ((starts[:, :, None] + np.arange(block)) % len(row)).reshape(draws, -1)[:, : len(row)]
        medians[:, index] = np.median(row[picks], axis=1)
    chosen = rng.integers(0, count, size=(draws, count))
    # A heat drawn twice should have its rounds drawn twice; shuffling draws gives each copy its own.
    shuffled = rng.integers(0, draws, size=(draws, count))
    means: Floats = medians[shuffled, chosen].mean(axis=1)
    return means


def percentile_bootstrap(rows: list[Floats], rng: np.random.Generator) -> float:
    """Half the width between the percentiles (the centre moves by little)."""
    low, high = np.quantile(_bootstrap_means(rows, rng), (0.025, 0.975))
    return float(high - low) / 2


def rescaled_bootstrap(rows: list[Floats], rng: np.random.Generator) -> float:
    """The bootstrap's standard deviation with the factor n / (n - 1) and Student's quantile."""
    count = len(rows)
    deviation = float(_bootstrap_means(rows, rng).std(ddof=1))
    return student(count - 1) * deviation * math.sqrt(count / (count - 1))


ALTERNATIVES: dict[str, Method] = {
    "percentile bootstrap": percentile_bootstrap,
    "rescaled bootstrap": rescaled_bootstrap,
    "Student": student_plain,
    "wider of two": normal_or_student,
    "Student, floored": student_floored,
}


def alternative(
    scenario: Scenario, method: Method, races: int, seed: int, heats_min: int
) -> tuple[float, float, float]:
    """Coverage, median half-width and mean heats of one method, on the log ratios themselves."""
    covered, widths, used = 0, [], 0
    for index in range(races):
        rng, own = _generator(scenario, seed, index), np.random.default_rng((seed, index))
        rows: list[Floats] = []
        half = math.inf
        # Slow phases and warm-up are taken out before there are heat values; here the values are compared.
        for samples in heats(replace(scenario, slow=0.0, warm_up=0.0), 1.0, rng):
            logs = np.log([sample.wall_ns - sample.sched_wait_ns for sample in samples])
            rows.append(logs[0::2] - logs[1::2])
            if len(rows) >= heats_min:
                half = method(rows, own)
                if half <= scenario.precision:
                    break
        covered += abs(float(_values(rows).mean())) <= half
        widths.append(half)
        used += len(rows)
    return covered / races, float(np.median(widths)), used / races


# -- tables ----------------------------------------------------------------------------------------


def _print_chosen(races: int, seed: int) -> None:
    print(f"{races} races of each scenario, 95 % intervals; seed {seed}.\n")
    columns = "coverage | half-width | heats"
    print(f"| scenario | stop from heat 3: {columns} | stop from heat 5: {columns} |")
    print("|---|---|---|---|---|---|---|")
    totals: dict[int, list[Outcome]] = {3: [], 5: []}
    for scenario in SCENARIOS:
        cells = []
        for heats_min, all_outcomes in totals.items():
            outcomes = simulate(scenario, races, seed, heats_min)
            all_outcomes += outcomes
            cells.append(_cells(outcomes))
        print(f"| {scenario.name} | {' | '.join(cells)} |", flush=True)
    print(f"| **all** | {' | '.join(_cells(outcomes) for outcomes in totals.values())} |")


def _cells(outcomes: Sequence[Outcome]) -> str:
    width = float(np.median([one.half_width for one in outcomes]))
    used = float(np.mean([one.heats for one in outcomes]))
    return f"{coverage(outcomes) * 100:.1f} % | {width * 100:.2f} % | {used:.1f}"


def _print_alternatives(races: int, seed: int) -> None:
    print(f"Coverage (median half-width, mean heats); {races} races of each scenario; stop from heat 3; seed {seed}.\n")
    print(f"| scenario | {' | '.join(ALTERNATIVES)} |")
    print("|---" * (len(ALTERNATIVES) + 1) + "|")
    totals: dict[str, list[float]] = {name: [] for name in ALTERNATIVES}
    for scenario in SCENARIOS:
        cells = []
        for name, method in ALTERNATIVES.items():
            held, width, used = alternative(scenario, method, races, seed, 3)
            totals[name].append(held)
            cells.append(f"{held * 100:.1f} % ({width * 100:.2f} %, {used:.1f})")
        print(f"| {scenario.name} | {' | '.join(cells)} |", flush=True)
    print(f"| **all** | {' | '.join(f'{np.mean(held) * 100:.1f} %' for held in totals.values())} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--races", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alternatives", action="store_true")
    asked = parser.parse_args()
    (_print_alternatives if asked.alternatives else _print_chosen)(asked.races, asked.seed)


if __name__ == "__main__":
    main()
