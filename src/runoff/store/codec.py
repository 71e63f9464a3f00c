"""Records to JSON documents and back, by their type hints.

A record becomes an object with one member per field: paths and enumerations as
text, tuples as arrays, mappings as objects with text keys. What is read back
equals what was written. A missing member takes the field's default, so a field
added with a default can still read older documents; an unknown member is an error.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path, PurePath
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from runoff.errors import StoreError

Record = TypeVar("Record")
Reader = Callable[[Any], Any]


def dumps(record: object) -> str:
    """One line of ASCII JSON; StoreError when it holds what JSON cannot (NaN, bytes)."""
    try:
        # ASCII, because a path may hold bytes that are not UTF-8 (lone surrogates).
        return json.dumps(to_document(record), ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise StoreError(f"a {type(record).__name__} cannot be written as JSON: {error}") from error


def loads(cls: type[Record], text: str) -> Record:
    """The record that `dumps` wrote; StoreError when the text is something else."""
    try:
        reader: Reader = _reader(cls)  # type: ignore[arg-type]  # mypy: a class object is not Hashable
        record: Record = reader(json.loads(text))
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(f"a {cls.__name__} in the store cannot be read: {error}") from error
    return record


def to_document(value: Any) -> Any:
    """What `json` can write for a record, or for any value that a field may hold."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_document(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, (StrEnum, PurePath)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): to_document(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_document(each) for each in value]
    return value


@cache
def _reader(hint: Any) -> Reader:
    """The function that turns a JSON value into what `hint` describes."""
    if isinstance(hint, NewType):
        return _reader(hint.__supertype__)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record_reader(hint)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _optional_reader(hint)
    if origin is tuple:
        return _array_reader(get_args(hint)[0])
    if origin is Mapping:
        return _mapping_reader(*get_args(hint))
    if isinstance(hint, type) and issubclass(hint, (StrEnum, Path)):
        return hint
    return _exact_reader(hint)


def _exact_reader(kind: type) -> Reader:
    def read(value: Any) -> Any:
        # bool is an int to isinstance, and a float may have been written as a whole number.
        if type(value) is kind:
            return value
        if kind is float and type(value) is int:
            return float(value)
        raise TypeError(f"{value!r} is not of type {kind.__name__}")

    return read


def _optional_reader(hint: Any) -> Reader:
    inner = _reader(next(each for each in get_args(hint) if each is not type(None)))
    return lambda value: None if value is None else inner(value)


def _array_reader(hint: Any) -> Reader:
    inner = _reader(hint)

    def read(values: Any) -> tuple[Any, ...]:
        if not isinstance(values, list):
            raise TypeError(f"{values!r} is not an array")
        return tuple(inner(value) for value in values)

    return read


def _mapping_reader(key_hint: Any, value_hint: Any) -> Reader:
    inner = _reader(value_hint)
    # JSON has text keys only; a size as key comes back as the whole number it was.
    key = int if key_hint is int else str
    return lambda values: {key(name): inner(value) for name, value in values.items()}


def _record_reader(cls: type) -> Reader:
    hints = get_type_hints(cls)
    inner = {each.name: _reader(hints[each.name]) for each in fields(cls)}

    def read(document: Any) -> Any:
        unknown = document.keys() - inner.keys()
        if unknown:
            raise ValueError(f"{cls.__name__} has no {', '.join(sorted(unknown))}")
        return cls(**{name: inner[name](value) for name, value in document.items()})

    return read
