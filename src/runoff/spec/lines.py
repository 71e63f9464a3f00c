"""On which line of a TOML text each key stands. tomllib does not tell; this small scan does."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

Key = str | int
"""A step into a document: a key, or a position in an array."""

_TOKEN = re.compile(
    r'(?P<string>"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)|(?P<newline>\n)|(?P<mark>[\[\]{}=,.])|(?P<word>[^\s\[\]{}=,.#\"']+)",
    re.DOTALL,
)


def key_lines(text: str) -> dict[tuple[Key, ...], int]:
    """Every key, table and array item of a valid TOML `text`, as a path, with its line from 1.

    >>> key_lines("sizes = { n = [1, 2] }")[("sizes", "n")]
    1
    """
    scan = _Scan(text)
    scan.document()
    return scan.lines


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


class _Scan:
    """Recursive descent over tokens that tomllib has already found to be in order."""

    def __init__(self, text: str) -> None:
        self.lines: dict[tuple[Key, ...], int] = {}
        self._tokens = _tokens(text)
        self._next = 0
        self._tables: Counter[tuple[Key, ...]] = Counter()

    def document(self) -> None:
        table: tuple[Key, ...] = ()
        while (token := self._peek()) is not None:
            if token.kind == "newline":
                self._next += 1
            elif token.text == "[":
                table = self._header()
            else:
                self._assignment(table)

    def _header(self) -> tuple[Key, ...]:
        brackets = 2 if self._peek_text(1) == "[" else 1
        line = self._tokens[self._next].line
        self._next += brackets
        names = self._name()
        self._next += brackets
        path = self._open(names)
        if brackets == 2:
            self.lines.setdefault(path, line)
            self._tables[path] += 1
            path = (*path, self._tables[path] - 1)
        self.lines.setdefault(path, line)
        return path

    def _open(self, names: list[str]) -> tuple[Key, ...]:
        """The path of header `names`, through the newest tables of the arrays above it."""
        path: tuple[Key, ...] = ()
        for name in names[:-1]:
            path = (*path, name)
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        return (*path, names[-1])

    def _assignment(self, table: tuple[Key, ...]) -> None:
        line = self._tokens[self._next].line
        path = table
        for name in self._name():
            path = (*path, name)
            self.lines.setdefault(path, line)
        self._next += 1
        self._value(path)

    def _name(self) -> list[str]:
        names = []
        while (token := self._tokens[self._next]).text not in ("=", "]"):
            if token.text != ".":
                names.append(token.text.strip("\"'"))
            self._next += 1
        return names

    def _value(self, path: tuple[Key, ...]) -> None:
        if self._peek_text() == "{":
            self._inline_table(path)
        elif self._peek_text() == "[":
            self._array(path)
        else:
            while (token := self._peek()) is not None and token.kind != "newline" and token.text not in (",", "]", "}"):
                self._next += 1

    def _inline_table(self, path: tuple[Key, ...]) -> None:
        self._next += 1
        while (token := self._tokens[self._next]).text != "}":
            if token.kind == "newline" or token.text == ",":
                self._next += 1
            else:
                self._assignment(path)
        self._next += 1

    def _array(self, path: tuple[Key, ...]) -> None:
        self._next += 1
        index = 0
        while (token := self._tokens[self._next]).text != "]":
            if token.kind == "newline" or token.text == ",":
                self._next += 1
                continue
            self.lines[(*path, index)] = token.line
            self._value((*path, index))
            index += 1
        self._next += 1

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _peek_text(self, ahead: int = 0) -> str:
        return self._tokens[self._next + ahead].text


def _tokens(text: str) -> list[_Token]:
    found = []
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind != "comment":
            found.append(_Token(kind, match[0], line))
        line += match[0].count("\n")
    return found
