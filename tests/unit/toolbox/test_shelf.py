"""Things made once: in one step, by one at a time."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from runoff.errors import LacksError
from runoff.toolbox.shelf import Shelf, content_key


def whole(folder: Path) -> bool:
    """What these tests make is whole with its file."""
    return (folder / "made").exists()


def test_a_thing_is_made_once(tmp_path: Path) -> None:
    """The second shelf finds what the first one made."""
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "made").touch()

    places = {Shelf(tmp_path, print).get("kind", "key", make, whole=whole) for _ in range(2)}
    assert places == {tmp_path / "kind" / "key"}
    assert len(made) == 1


def test_what_fails_leaves_nothing_and_is_not_tried_again(tmp_path: Path) -> None:
    """Within one process; the next one tries afresh."""
    tries = []

    def make(folder: Path) -> None:
        tries.append(folder)
        (folder / "made").touch()
        raise LacksError("no wheel")

    shelf = Shelf(tmp_path, print)
    for attempt in (shelf, shelf, Shelf(tmp_path, print)):
        with pytest.raises(LacksError, match="no wheel"):
            attempt.get("kind", "key", make, whole=whole)
    assert len(tries) == 2
    assert not list((tmp_path / "kind").iterdir())


def test_leftovers_of_a_killed_process_are_cleared(tmp_path: Path) -> None:
    """A temporary folder without an owner, and a kept folder that is not whole."""
    (tmp_path / "kind" / ".key-left").mkdir(parents=True)
    (tmp_path / "kind" / "key").mkdir()
    Shelf(tmp_path, print).get("kind", "key", lambda folder: (folder / "made").touch(), whole=whole)
    assert [entry.name for entry in (tmp_path / "kind").iterdir()] == ["key"]


def test_two_that_want_the_same_make_it_once(tmp_path: Path) -> None:
    """As two runoffs do: the second waits, says so, and finds it made."""
    said: list[str] = []
    made: list[Path] = []
    waiting = threading.Event()
    inside = threading.Event()

    def slow(folder: Path) -> None:
        inside.set()
        assert waiting.wait(10)
        made.append(folder)
        (folder / "made").touch()

    def say(text: str) -> None:
        said.append(text)
        waiting.set()

    first = threading.Thread(target=lambda: Shelf(tmp_path, print).get("kind", "key", slow, whole=whole))
    first.start()
    assert inside.wait(10)
    Shelf(tmp_path, say).get("kind", "key", slow, whole=whole)
    first.join()
    assert len(made) == 1
    assert said == ["kind: waiting for another runoff that makes the same"]


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With the folder and the way out."""
    (tmp_path / "file").touch()
    with pytest.raises(LacksError) as caught:
        Shelf(tmp_path / "file", print).get("kind", "key", lambda folder: None, whole=whole)
    assert "RUNOFF_CACHE" in caught.value.hint


def test_a_key_follows_the_content() -> None:
    """Equal for equal parts in any order of keys, different otherwise."""
    assert content_key({"a": 1, "b": [2]}) == content_key({"b": [2], "a": 1})
    assert content_key(["a", "b"]) != content_key(["b", "a"])
