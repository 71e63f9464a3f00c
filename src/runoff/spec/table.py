"""One table of a workload.toml, read key by key; each reader refuses what it cannot use."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from runoff.spec.lines import Key
from runoff.spec.source import Source

Word = TypeVar("Word", bound=StrEnum)

_LARGEST = 2**63 - 1


def nearest(word: str, known: Iterable[str], otherwise: str = "known: ") -> str:
    """A hint: the known word most like `word`, or all that are known."""
    names = list(known)
    like = difflib.get_close_matches(word, names, n=1)
    return f"did you mean {like[0]!r}?" if like else otherwise + ", ".join(names)


class Table:
    """A table's values with the way to it (`keys`), for the line in messages.

    `examples` gives for every known key a value to write; a key not among them is refused.
    """

    def __init__(self, source: Source, values: Mapping[str, object], examples: Mapping[str, str], *keys: Key) -> None:
        self.source = source
        self.values = values
        self.keys = keys
        self._examples = examples
        for key in values:
            if key not in examples:
                raise source.error(f"unknown key {key!r}", *keys, key, hint=nearest(key, examples))

    def refuse(self, what: str, *keys: Key, hint: str) -> NoReturn:
        """Raise SpecError at the line of `keys` below this table."""
        raise self.source.error(what, *self.keys, *keys, hint=hint)

    def refuse_value(self, key: str, wanted: str) -> NoReturn:
        """Raise SpecError: the value of `key` is not `wanted`; hint at one that would be."""
        self.refuse(f"{key} has to be {wanted}", key, hint=self.example(key))

    def example(self, key: str) -> str:
        """A hint showing how to write `key`."""
        return f"write for example: {key} = {self._examples[key]}"

    def need(self, key: str) -> object:
        """The value of `key`, which has to be there."""
        if key not in self.values:
            self.refuse(f"{key} is missing", hint=self.example(key))
        return self.values[key]

    def text(self, key: str, default: str | None = None) -> str:
        """A string that is not blank; without a `default` it has to be there."""
        if default is not None and key not in self.values:
            return default
        value = self.need(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse_value(key, "a text that is not empty")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """An array of strings; empty when the key is not there."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.refuse_value(key, "an array of texts")
        return tuple(value)

    def choice(self, key: str, words: type[Word], default: Word | None = None) -> Word:
        """One word of an enumeration."""
        value = self.text(key, default)
        known = [word.value for word in words]
        if value not in known:
            self.refuse(f"unknown {key} {value!r}", key, hint=nearest(value, known))
        return words(value)

    def whole(self, key: str, default: int) -> int:
        """A whole number above 0."""
        value = self.values.get(key, default)
        if not is_size(value):
            self.refuse_value(key, "a whole number above 0")
        return int(str(value))

    def number(self, key: str, default: float | None = None) -> float:
        """A finite number, whole or not."""
        value = self.need(key) if default is None else self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
            self.refuse_value(key, "a number")
        return float(value)

    def table(self, key: str) -> Mapping[str, object]:
        """A table; empty when the key is not there."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.refuse_value(key, "a table")
        return value

    def file(self, key: str) -> Path:
        """An existing file, named relative to the workload's folder; absolute."""
        name = self.text(key)
        path = self.source.path.resolve().parent / name
        if not path.is_file():
            beside = [other.name for other in path.parent.glob("*") if other.is_file()] if path.parent.is_dir() else []
            hint = nearest(name, sorted(beside), "in that folder: ") if beside else f"there is no folder {path.parent}"
            self.refuse(f"{key} {name!r} is not there", key, hint=hint)
        return path.resolve()


def is_size(value: object) -> bool:
    """Whether `value` is a whole number above 0 that fits 64 bits."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST
