"""The recorded conversations, held with a real guest of every language; Go's own tests read the same files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fakes.conversation import Conversation, Transcript, fits
from fakes.guests import NAMED, TRANSCRIPTS, WORKER, build_c, build_go, python_entry


@pytest.fixture(scope="session")
def go_guest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Go guest, built once."""
    return build_go(tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="session")
def c_guest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The C guest, built once."""
    return build_c(tmp_path_factory.mktemp("c"))


def spoken(language: str) -> pytest.MarkDecorator:
    """One case for each transcript that this language can hold."""
    cases = [transcript for transcript in TRANSCRIPTS if language in transcript.only]
    return pytest.mark.parametrize("transcript", cases, ids=lambda transcript: transcript.name)


@spoken("python")
def test_python_keeps_to_the_transcript(transcript: Transcript, tmp_path: Path) -> None:
    """The Python that runs the tests says what the transcript says."""
    with Conversation([sys.executable, WORKER], folder=tmp_path) as guest:
        transcript.replay(guest, python_entry(transcript.entry))


@spoken("go")
def test_go_keeps_to_the_transcript(transcript: Transcript, go_guest: Path, tmp_path: Path) -> None:
    """So does a Go program."""
    with Conversation([go_guest], folder=tmp_path, env={NAMED: transcript.entry}) as guest:
        transcript.replay(guest, tmp_path / "entry.go")


@spoken("c")
def test_c_keeps_to_the_transcript(transcript: Transcript, c_guest: Path, tmp_path: Path) -> None:
    """So does a C program."""
    with Conversation([c_guest], folder=tmp_path, env={NAMED: transcript.entry}) as guest:
        transcript.replay(guest, tmp_path / "entry.c")


def test_every_transcript_is_held_by_two_languages_or_more() -> None:
    """A conversation that only one guest can hold is no contract."""
    assert TRANSCRIPTS
    assert not [transcript.name for transcript in TRANSCRIPTS if len(transcript.only & {"python", "go", "c"}) < 2]


@pytest.mark.parametrize(
    ("wanted", "heard", "expected"),
    [
        ("turn inner={int} answer=45", "turn answer=45 inner=4", True),
        ("turn inner={int}", "turn inner=4 answer=45", False),
        ("turn inner={int} ...", "turn inner=4 answer=45", True),
        ("turn inner={int} ...", "turn inner=-1 answer=45", False),
        ("turn cpu_ns={cpu} ...", "turn cpu_ns=-1", True),
        ("error what={any}luck{any}", "error what=no%20luck", True),
        ("ready", "turn", False),
    ],
)
def test_a_pattern_fits_only_what_it_says(wanted: str, heard: str, expected: bool) -> None:
    """The matcher that all of this rests on."""
    assert fits(wanted, heard) is expected
