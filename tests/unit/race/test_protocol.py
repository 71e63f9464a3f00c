"""The protocol's host side: what it writes, what it understands, and what it refuses."""

from __future__ import annotations

import timeit
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runoff.errors import ProtocolError
from runoff.race import protocol
from runoff.race.protocol import ErrorReport, PhaseDone, Ready, TurnDone, decode, encode, parse
from runoff.units import Nanoseconds

TURN = "turn inner=4 warm_ns=12 wall_ns=48 cpu_ns=47 answer=3.141592653589794"
READY = (
    "ready protocol=1 runtime=CPython version=3.11.7 clock=perf_counter_ns clock_step_ns=41 "
    "cpu_clock=process_time_ns pid=123 import_ns=5 setup_ns=6"
)
WHOLE = st.integers(min_value=0, max_value=2**63 - 1)
# A lone surrogate is no text that a guest could send.
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def test_a_turn_is_understood() -> None:
    """The line that comes a thousand times in a race."""
    assert parse(TURN + "\n") == TurnDone(
        inner=4,
        warm_ns=Nanoseconds(12),
        wall_ns=Nanoseconds(48),
        cpu_ns=Nanoseconds(47),
        answer="3.141592653589794",
    )


def test_a_guest_without_a_cpu_clock_says_minus_one() -> None:
    """-1 stands for unknown, in this field only."""
    done = parse(TURN.replace("cpu_ns=47", "cpu_ns=-1"))
    assert isinstance(done, TurnDone)
    assert done.cpu_ns == -1


def test_ready_keeps_further_fields_as_facts() -> None:
    """A runtime may tell more about itself than the protocol asks."""
    ready = parse(READY + " gil=no gomaxprocs=2")
    assert isinstance(ready, Ready)
    assert (ready.runtime, ready.version, ready.pid, ready.clock_step_ns) == ("CPython", "3.11.7", 123, 41)
    assert ready.facts == {"gil": "no", "gomaxprocs": "2"}


def test_errors_and_phases_are_understood() -> None:
    """`where` is optional; exit and fork are the last words of a guest."""
    assert parse("phase name=after-free") == PhaseDone(name="after-free")
    report = parse("error kind=run what=no%20luck where=/a/b.py:12")
    assert report == ErrorReport(kind="run", what="no luck", where="/a/b.py:12")
    assert isinstance(report, ErrorReport)
    assert not report.fatal
    assert ErrorReport(kind="exit", what="").fatal


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "''"),
        ("hello world", "'hello'"),
        ("turn inner=4", "warm_ns is missing"),
        (TURN + " inner=4", "not a new key=value"),
        (TURN + " colour=red", "a key too many"),
        (TURN + " ", "not a new key=value"),
        (TURN.replace("=48", "=4_8"), "wall_ns is not a whole number"),
        (TURN.replace("=48", "=-48"), "wall_ns is not a whole number"),
        (TURN.replace("=48", "=" + "9" * 19), "wall_ns is not a whole number"),
        (TURN.replace("inner=4", "inner=0"), "at least one operation"),
        (TURN.replace("=3.", "=3=."), "not a new key=value"),
        (TURN.replace("=3.", "=%z"), "% is not followed"),
        (TURN.replace("turn ", "turn\t"), "printable"),
        (TURN.replace("=3.", "=ä"), "printable"),
        (TURN + "\r\n", "printable"),
        (READY.replace("protocol=1", "protocol=2"), "speaks protocol 2"),
        (READY.replace("pid=123", "pid=me"), "pid is not a whole number"),
        (READY.replace(" runtime=CPython", ""), "runtime is missing"),
        ("error kind=mood what=bad", "'mood' is not a kind"),
        ("phase name=a more=b", "a key too many"),
        ("turn answer=" + "x" * 40_000, "printable"),
    ],
)
def test_what_is_not_protocol_is_refused(line: str, reason: str) -> None:
    """With the line, shortened, and what is wrong about it."""
    with pytest.raises(ProtocolError) as caught:
        parse(line)
    assert reason in caught.value.what
    assert len(caught.value.what) < 400


@given(TEXT)
def test_any_text_survives_the_wire(text: str) -> None:
    """Encoded it is printable ASCII without space and =; decoded it is itself."""
    wire = encode(text)
    assert wire.isascii()
    assert wire == "" or wire.isprintable()
    assert not set(wire) & set(" =\n")
    assert decode(wire) == text
    assert unquote(wire) == text


@given(
    inner=st.integers(1, 2**63 - 1),
    warm=WHOLE,
    wall=WHOLE,
    cpu=st.integers(-1, 2**63 - 1),
    answer=st.text(st.characters(exclude_categories=["Cs"]), max_size=900),
)
def test_every_turn_a_guest_can_write_is_read_back(inner: int, warm: int, wall: int, cpu: int, answer: str) -> None:
    """All numbers in range, any text as answer."""
    line = f"turn inner={inner} warm_ns={warm} wall_ns={wall} cpu_ns={cpu} answer={encode(answer)}\n"
    assert parse(line) == TurnDone(
        inner=inner,
        warm_ns=Nanoseconds(warm),
        wall_ns=Nanoseconds(wall),
        cpu_ns=Nanoseconds(cpu),
        answer=answer,
    )


ODDITIES = ["error", "kind=run", "what=%", "phase", "name=%C3", "=", "a=b=c"]
WORDS = st.sampled_from([*TURN.split(" "), *READY.split(" "), *ODDITIES])
ALMOST = st.builds(str.__add__, st.sampled_from([TURN, READY]), st.text())


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join), ALMOST))
def test_any_text_is_parsed_or_refused(line: str) -> None:
    """Nothing else can come out: no other exception, no None."""
    try:
        message = parse(line)
    except ProtocolError:
        return
    assert isinstance(message, Ready | TurnDone | PhaseDone | ErrorReport)


def test_bytes_that_are_not_text_are_shown() -> None:
    """A Python 2 entry may answer any bytes; they stay visible and distinct."""
    assert decode("%FF%C3%A9") == "\\xffé"


def test_host_lines_are_what_guests_read() -> None:
    """Newline included, values encoded."""
    load = protocol.format_load(file="/a b/c=d.py", size_name="n", size=1_000_000, seed=7)
    assert load == "load file=/a%20b/c%3Dd.py size_name=n size=1000000 seed=7 input=\n"
    assert protocol.format_turn(4, 1) == "turn inner=4 warm=1\n"
    assert protocol.format_phase("after-free") == "phase name=after-free\n"
    assert protocol.QUIT == "quit\n"


@pytest.mark.parametrize(("inner", "warm"), [(0, 0), (1, 2), (2**63, 0), (-1, 1)])
def test_an_impossible_turn_is_not_asked_for(inner: int, warm: int) -> None:
    """The mistake is the host's, and found there."""
    with pytest.raises(ValueError, match=r"turn|told"):
        protocol.format_turn(inner, warm)


def test_file_names_that_are_not_text_reach_the_guest_as_their_bytes() -> None:
    """As the file system has them."""
    assert encode(b"/a/\xff.py".decode("utf-8", "surrogateescape")) == "/a/%FF.py"


def test_a_turn_is_read_in_microseconds() -> None:
    """The host has 200 us between two turns for everything: parsing may take 15 of them."""
    best = min(timeit.repeat(lambda: parse(TURN), number=200, repeat=20)) / 200
    assert best < 15e-6
