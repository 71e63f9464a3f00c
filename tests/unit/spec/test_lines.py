"""Finding the line on which a key stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runoff
from runoff.spec.lines import Key, key_lines

FOLDER = Path(runoff.__file__).parent
FILES = sorted([*FOLDER.glob("suite/*/workload.toml"), *FOLDER.glob("selftest/*/workload.toml")])

HARD = '''\
a = """
b = 1
[c]
"""  # d = 2
'quoted key'.inner = [1, [2, 3],
  { x = 1, y = "}" },  # z = ]
]
e = \'\'\'[[f]]\'\'\'
g = 1979-05-27T07:32:00Z
[h.i]
j.k = -1.5e3
[[l]]
m = "\\"]"
[[l]]
m = 'a # b'
[[l.n]]
o = {}
[l.p]
q = []
'''


def paths(value: object, above: tuple[Key, ...] = ()) -> Iterator[tuple[Key, ...]]:
    """Ways to everything in a parsed document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*above, key)
        yield from paths(inner, (*above, key))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 1),
        (("quoted key", "inner"), 5),
        (("quoted key", "inner", 1, 1), 5),
        (("quoted key", "inner", 2, "y"), 6),
        (("e",), 8),
        (("g",), 9),
        (("h", "i", "j", "k"), 11),
        (("l", 0, "m"), 13),
        (("l", 1), 14),
        (("l", 1, "m"), 15),
        (("l", 1, "n", 0, "o"), 17),
        (("l", 1, "p", "q"), 19),
    ],
    ids=str,
)
def test_keys_in_hard_places_are_found(path: tuple[Key, ...], line: int) -> None:
    """Strings, comments, inline tables, nested arrays and dotted names do not mislead the scan."""
    assert key_lines(HARD)[path] == line


def test_what_looks_like_a_key_in_a_text_is_none() -> None:
    """Text and comments hold no keys."""
    assert not {("b",), ("c",), ("d",), ("f",), ("z",)} & key_lines(HARD).keys()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_key_of_every_bundled_workload_has_its_line(file: Path) -> None:
    """What tomllib finds, the scan finds, on a line where the key is written."""
    text = file.read_text()
    found = key_lines(text)
    for path in paths(tomllib.loads(text)):
        if isinstance(path[-1], str):
            assert path[-1] in text.splitlines()[found[path] - 1]


@given(
    st.recursive(
        st.integers() | st.booleans() | st.text("ab#[]{}=.,'", max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz", min_size=1), inner, max_size=3),
        max_leaves=12,
    ).filter(lambda value: isinstance(value, dict))
)
def test_every_key_of_any_document_is_found(document: dict[str, object]) -> None:
    """For any values, the scan finds the same keys as tomllib, each key of the top level on its own line."""
    text = "".join(f"{key} = {written(value)}\n" for key, value in document.items())
    found = key_lines(text)
    assert set(paths(tomllib.loads(text))) <= found.keys()
    assert [found[(key,)] for key in document] == list(range(1, len(document) + 1))


def written(value: object) -> str:
    """A value in TOML, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
