"""Which of the runtimes found take part. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from runoff.errors import UsageError
from runoff.model.runtime import Runtime

ALL = "all"


def choose_runtimes(found: Sequence[Runtime], names: Sequence[str] = ()) -> tuple[Runtime, ...]:
    """The runtimes to race, the one that runs runoff first.

    Without names: what the families enter by default, missing ones included as
    rows that say so. `all`: every runtime that works, and the defaults that are missing. Any
    other name is an id (`cpython-3.14`), a family (`pypy`: the newest) or the beginning of
    an id (`cpython-3`: the newest). A runtime named twice comes twice, as an A/A pair.
    UsageError, with the nearest names, for what is not there.
    """
    if not names:
        return _own_first(runtime for runtime in found if runtime.by_default)
    chosen: list[Runtime] = []
    for name in names:
        chosen += _everything(found) if name == ALL else [_named(found, name)]
    return tuple(chosen)


def is_own(runtime: Runtime) -> bool:
    """Whether this is the Python that runs runoff."""
    return runtime.facts.get("own") == "yes"


def named_by(name: str, runtimes: Sequence[Runtime]) -> list[Runtime]:
    """The runtimes that `name` may mean: the id, else the family, else the beginning of ids."""
    exact = [runtime for runtime in runtimes if runtime.id == name]
    family = [runtime for runtime in runtimes if runtime.family == name]
    beginning = [runtime for runtime in runtimes if runtime.id.startswith(name)] if name else []
    return exact or family or beginning


def nearest(name: str, names: Sequence[str]) -> str:
    """A hint with the names most like `name`, or with all of them when none is."""
    like = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if like:
        return f"did you mean {' or '.join(like)}?"
    return f"there are: {', '.join(names)}" if names else "there are none"


def _everything(found: Sequence[Runtime]) -> tuple[Runtime, ...]:
    return _own_first(runtime for runtime in found if runtime.available or runtime.by_default)


def _named(found: Sequence[Runtime], name: str) -> Runtime:
    meant = named_by(name, found)
    if not meant:
        names = [ALL, *dict.fromkeys(runtime.family for runtime in found), *(runtime.id for runtime in found)]
        hint = nearest(name, list(dict.fromkeys(names))) + " `runoff runtimes` lists them all"
        raise UsageError(f"unknown runtime {name!r}", where="-r", hint=hint)
    return max(meant, key=_preference)


def _preference(runtime: Runtime) -> tuple[object, ...]:
    """Sorts what one name may mean: working, ordinary builds (no JIT, lock or debug variant), newest, shortest id."""
    ordinary = runtime.facts.get("jit_enabled") != "yes" and runtime.facts.get("gil") != "no"
    version = tuple(int(number) for number in re.findall(r"\d+", runtime.version))
    return runtime.available, ordinary and runtime.facts.get("debug") != "yes", version, -len(runtime.id)


def _own_first(runtimes: Iterable[Runtime]) -> tuple[Runtime, ...]:
    return tuple(sorted(runtimes, key=lambda runtime: not is_own(runtime)))
