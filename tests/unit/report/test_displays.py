"""The displays while a race is on: driven by a clock that the test turns."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pytest
from rich.console import Console

from fakes.races import fake, make_plan, make_race, make_run
from runoff.model.plan import Plan
from runoff.model.sample import Stage
from runoff.race.ports import Progress, Watcher
from runoff.report.display import Display, Silent, display_for
from runoff.report.lines import PlainDisplay
from runoff.report.live import LiveDisplay
from runoff.report.standing import Standing, clock_text

S = 1_000_000_000
A, B = "stdlib@cpython-3.11", "stdlib@pypy-3.11"


class HandClock:
    """Stands still until told to go."""

    def __init__(self) -> None:
        self.now_ns = 0

    def __call__(self) -> int:
        """The time."""
        return self.now_ns


class CountingStream(io.StringIO):
    """Remembers how often something was written."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0

    def write(self, text: str) -> int:
        """Count, and keep."""
        self.writes += 1
        return super().write(text)


def plan() -> Plan:
    """A and B, and one that cannot run."""
    return make_plan([fake(A), fake(B), fake("orjson@pypy-3.11", reason="no wheel")])


def progress(rounds: int, half: float | None, *, left_s: float = 40) -> Progress:
    """B at 7.4x with this half-width."""
    bounds = (None, None) if half is None else (7.4 * (1 - half), 7.4 * (1 + half))
    return Progress(
        heats=2,
        rounds=rounds,
        elapsed_ns=20 * S,
        budget_ns=60 * S,
        remaining_ns=round(left_s * S),
        intervals={B: (7.4, *bounds)},
    )


def plain() -> tuple[PlainDisplay, io.StringIO, HandClock]:
    """A display on a stream that is no terminal."""
    stream, clock = io.StringIO(), HandClock()
    return PlainDisplay(Console(file=stream, width=200), clock), stream, clock


def live(width: int = 100) -> tuple[LiveDisplay, CountingStream, HandClock]:
    """A display on a stream that takes itself for a terminal."""
    stream, clock = CountingStream(), HandClock()
    console = Console(file=stream, width=width, height=40, force_terminal=True, color_system=None)
    return LiveDisplay(console, clock), stream, clock


def race_a_round(display: Watcher, clock: HandClock, round_: int, half: float | None) -> None:
    """Both have a turn of a second, then the round has ended."""
    for contender in (A, B):
        display.turn(contender, 2, round_, Stage.MEASURE, 12)
        clock.now_ns += S
    display.progress(progress(round_, half))


def test_a_stream_that_is_no_terminal_gets_lines() -> None:
    """And nothing is drawn over."""
    assert isinstance(display_for(io.StringIO()), PlainDisplay)


@pytest.mark.parametrize("make", [Silent, lambda: plain()[0], lambda: live()[0]], ids=["silent", "plain", "live"])
def test_displays_survive_any_order_of_events(make: Callable[[], Display]) -> None:
    """Turns before a race, an end without a start, two ends."""
    display = make()
    display.tick()
    display.heat(0, 1, 1)
    display.turn(A, 0, 0, Stage.CALIBRATE, 0)
    display.progress(progress(0, None))
    display.message("hello")
    display.preparing(1, 4, "orjson for pypy-3.11")
    display.prepared("calc-pi", 2, 3)
    display.begin(make_run([make_race([fake(A)], heats=1, rounds=1)]))
    display.race(plan(), 0, 1)
    display.heat(1, 1, 1)
    display.tick()
    display.race_over()
    display.race_over()
    display.close()
    display.close()


def test_plain_lines_tell_the_race() -> None:
    """What is raced, a line a heat, and how precise it became."""
    display, stream, clock = plain()
    display.race(plan(), 0, 7)
    display.heat(0, 1, 1)
    display.heat(1, 1, 1)
    race_a_round(display, clock, 0, 0.05)
    display.heat(2, 1, 1)
    race_a_round(display, clock, 0, 0.008)
    display.race_over()
    lines = stream.getvalue().splitlines()
    assert lines[0] == f"[1/7] calc-pi at n=1,000,000: 2 contenders, baseline {A}"
    assert lines[1] == "  calibrating"
    assert lines[2] == "  heat 1, starting"
    assert lines[-1] == f"  done: widest ±0.8% ({B}), ±1% wanted"


def test_plain_is_never_silent_for_two_seconds() -> None:
    """Ticks come every tenth of a second while a turn of a minute lasts."""
    display, stream, clock = plain()
    display.race(plan(), 0, 1)
    display.heat(1, 1, 1)
    display.turn(A, 1, 0, Stage.MEASURE, 12)
    stream.truncate(0)
    for _ in range(600):
        clock.now_ns += S // 10
        display.tick()
    lines = stream.getvalue().splitlines()
    assert 30 <= len(lines) <= 32
    assert f"{A} has the turn" in lines[-1]


def test_plain_says_that_it_still_prepares() -> None:
    """With the seconds since it began."""
    display, stream, clock = plain()
    display.message("installing numba for cpython-3.14")
    clock.now_ns += 5 * S
    display.tick()
    assert stream.getvalue().splitlines()[-1] == "installing numba for cpython-3.14 (5 s)"


def test_the_table_shows_whose_turn_it_is() -> None:
    """With the ratio as it narrows, and the time left."""
    display, stream, clock = live()
    display.race(plan(), 1, 7)
    display.heat(2, 1, 1)
    race_a_round(display, clock, 0, 0.05)
    display.turn(B, 2, 1, Stage.MEASURE, 12)
    clock.now_ns += S
    display.tick()
    picture = stream.getvalue()
    assert "[2/7] calc-pi" in picture
    assert "heat 2, round 2 of 12" in picture
    assert "at most 39 s left" in picture
    assert f"> {B}" in " ".join(picture.split())
    assert "7.4x [7.0, 7.8]" in picture
    assert "widest ±5.0%" in picture
    assert "orjson@pypy-3.11" not in picture


def test_the_table_is_drawn_four_times_a_second() -> None:
    """However often something happens."""
    display, stream, clock = live()
    display.race(plan(), 0, 1)
    drawn = 0
    for step in range(4000):
        before = stream.writes
        display.turn(A if step % 2 else B, 1, step, Stage.MEASURE, 12)
        drawn += stream.writes > before
        clock.now_ns += S // 1000
    assert 15 <= drawn <= 17


def test_a_message_stays_above_the_table() -> None:
    """It is not drawn over."""
    display, stream, _ = live()
    display.race(plan(), 0, 1)
    display.tick()
    display.message(f"{B}: killed by signal 9; restarted once")
    assert "restarted once" in stream.getvalue()
    display.close()


def test_drawing_takes_a_few_milliseconds() -> None:
    """With twenty contenders, so that a display never holds up a race."""
    display, _, clock = live(width=160)
    many = make_plan([fake(f"stdlib@cpython-3.{minor}") for minor in range(20)])
    display.race(many, 0, 1)
    display.heat(1, 1, 1)
    took = []
    for step in range(20):
        clock.now_ns += S
        begin = time.perf_counter()
        display.turn("stdlib@cpython-3.5", 1, step, Stage.MEASURE, 12)
        took.append(time.perf_counter() - begin)
    assert sorted(took)[len(took) // 2] < 0.03


def test_the_cursor_comes_back() -> None:
    """Even when a race is interrupted."""
    display, stream, _ = live()
    display.race(plan(), 0, 1)
    display.tick()
    display.close()
    assert stream.getvalue().rstrip().endswith("\x1b[?25h") or "\x1b[?25h" in stream.getvalue()


@pytest.mark.parametrize(("ns", "text"), [(0, "0 s"), (41.4 * S, "41 s"), (125 * S, "2 min 05 s")])
def test_clock_text(ns: float, text: str) -> None:
    """Whole seconds."""
    assert clock_text(round(ns)) == text


def test_a_heat_that_goes_on_does_not_claim_round_13_of_12() -> None:
    """Guests that still warm up get more rounds than first wanted."""
    standing = Standing(plan=plan(), place="1/1")
    standing.take_heat(1, 1, 1)
    for round_ in range(13):
        standing.take_turn(A, 1, round_, Stage.MEASURE, 12)
    assert standing.where() == "heat 1, round 13"


def test_silence_keeps_messages() -> None:
    """For tests that ask what was said."""
    silent = Silent()
    silent.message("one")
    assert silent.messages == ["one"]
