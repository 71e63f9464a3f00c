"""Guest protocol, version 1: lines of text in, frozen records out. Pure; the contract is docs/protocol.md.

Version history:

1. `load`, `turn`, `phase`, `quit`; `ready`, `turn`, `phase`, `error`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from runoff.errors import ProtocolError
from runoff.units import Nanoseconds

VERSION = 1
MAX_LINE = 32_768
"""A line is at most this many bytes, newline included; a longer one is not protocol."""
QUIT = "quit\n"
ERROR_KINDS = frozenset({"import", "setup", "run", "answer", "exit", "fork", "load", "protocol"})
FATAL_KINDS = frozenset({"exit", "fork"})
"""After an error of one of these kinds the guest is on its way out; after any other it can be told `load` again."""

_LARGEST = 2**63 - 1
_SHOWN = 120
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_TO_ENCODE = re.compile(rb"[^\x21-\x24\x26-\x3c\x3e-\x7e]")
_ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A guest has loaded its entry and made its state.

    `clock_step_ns` is the smallest step the guest saw its clock take, 0 when it saw none.
    `import_ns` and `setup_ns` are by the guest's clock. `facts` holds what else it told.
    """

    runtime: str
    version: str
    clock: str
    clock_step_ns: Nanoseconds
    cpu_clock: str
    pid: int
    import_ns: Nanoseconds
    setup_ns: Nanoseconds
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnDone:
    """A turn's times by the guest's clocks, for `inner` operations; `cpu_ns` is -1 without a CPU clock."""

    inner: int
    warm_ns: Nanoseconds
    wall_ns: Nanoseconds
    cpu_ns: Nanoseconds
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseDone:
    """The guest is now in the named memory phase."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReport:
    """What went wrong in the guest; `where` is `file:line` of the entry, empty when unknown."""

    kind: str
    what: str
    where: str = ""

    @property
    def fatal(self) -> bool:
        """Whether the guest ends after this report."""
        return self.kind in FATAL_KINDS


Message = Ready | TurnDone | PhaseDone | ErrorReport


def parse(line: str) -> Message:
    """Read one line of a guest, with or without its newline; ProtocolError names a line that is not protocol."""
    text = line[:-1] if line.endswith("\n") else line
    if len(text) >= MAX_LINE or not text.isascii() or not text.isprintable():
        _refuse(line, "not a line of printable ASCII")
    word, *pairs = text.split(" ")
    try:
        match word:
            case "turn":
                return _turn(_fields(pairs))
            case "ready":
                return _ready(_fields(pairs))
            case "phase":
                return _phase(_fields(pairs))
            case "error":
                return _error(_fields(pairs))
            case _:
                raise ValueError(f"{_shorten(word)!r} is not a word of the protocol")
    except KeyError as missing:
        _refuse(line, f"{missing.args[0]} is missing")
    except ValueError as reason:
        _refuse(line, str(reason))


def format_load(*, file: str, size_name: str, size: int, seed: int, input: str = "") -> str:
    """The `load` line, newline included. `input` is empty when the workload has none."""
    return (
        f"load file={encode(file)} size_name={encode(size_name)} size={_whole(size)} "
        f"seed={_whole(seed)} input={encode(input)}\n"
    )


def format_turn(inner: int, warm: int) -> str:
    """The `turn` line, newline included: `inner` timed operations after `warm` (0 or 1) separately timed ones."""
    if inner < 1 or warm not in (0, 1):
        raise ValueError(f"no such turn: inner={inner} warm={warm}")
    return f"turn inner={_whole(inner)} warm={int(warm)}\n"


def format_phase(name: str) -> str:
    """The `phase` line, newline included."""
    return f"phase name={encode(name)}\n"


def encode(value: str) -> str:
    """`value` as UTF-8 with every byte that is not printable, and space, `=` and `%`, as `%XX`."""
    raw = value.encode("utf-8", "surrogateescape")
    return _TO_ENCODE.sub(lambda found: b"%%%02X" % found[0][0], raw).decode("ascii")


def decode(value: str) -> str:
    """The text behind `encode`d; bytes that are not UTF-8 come out as `\\xNN`. ValueError on a stray `%`."""
    if "%" not in value:
        return value
    return _ENCODED.sub(_byte, value.encode("ascii")).decode("utf-8", "backslashreplace")


def _byte(found: re.Match[bytes]) -> bytes:
    if found[1] is None:
        raise ValueError("a % is not followed by two hexadecimal digits")
    return bytes((int(found[1], 16),))


def _fields(pairs: list[str]) -> dict[str, str]:
    fields = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or "=" in value or key in fields or not _KEY.fullmatch(key):
            raise ValueError(f"{_shorten(pair)!r} is not a new key=value")
        fields[key] = decode(value)
    return fields


def _turn(fields: dict[str, str]) -> TurnDone:
    done = TurnDone(
        inner=_number(fields, "inner"),
        warm_ns=Nanoseconds(_number(fields, "warm_ns")),
        wall_ns=Nanoseconds(_number(fields, "wall_ns")),
        cpu_ns=Nanoseconds(-1 if fields["cpu_ns"] == "-1" else _number(fields, "cpu_ns")),
        answer=fields["answer"],
    )
    if len(fields) != 5:
        raise ValueError("turn has a key too many")
    if done.inner < 1:
        raise ValueError("a turn has at least one operation")
    return done


def _ready(fields: dict[str, str]) -> Ready:
    if _number(fields, "protocol") != VERSION:
        raise ValueError(f"the guest speaks protocol {fields['protocol']}, this host {VERSION}")
    del fields["protocol"]
    numbers = {name: _number(fields, name) for name in ("clock_step_ns", "import_ns", "setup_ns", "pid")}
    texts = {name: fields[name] for name in ("runtime", "version", "clock", "cpu_clock")}
    facts = {key: value for key, value in fields.items() if key not in numbers and key not in texts}
    return Ready(
        runtime=texts["runtime"],
        version=texts["version"],
        clock=texts["clock"],
        clock_step_ns=Nanoseconds(numbers["clock_step_ns"]),
        cpu_clock=texts["cpu_clock"],
        pid=numbers["pid"],
        import_ns=Nanoseconds(numbers["import_ns"]),
        setup_ns=Nanoseconds(numbers["setup_ns"]),
        facts=facts,
    )


def _phase(fields: dict[str, str]) -> PhaseDone:
    done = PhaseDone(name=fields["name"])
    if len(fields) != 1:
        raise ValueError("phase has a key too many")
    return done


def _error(fields: dict[str, str]) -> ErrorReport:
    report = ErrorReport(kind=fields["kind"], what=fields["what"], where=fields.get("where", ""))
    if len(fields) != 2 + ("where" in fields):
        raise ValueError("error has a key too many")
    if report.kind not in ERROR_KINDS:
        raise ValueError(f"{_shorten(report.kind)!r} is not a kind of error")
    return report


def _number(fields: dict[str, str], name: str) -> int:
    text = fields[name]
    # Not int() alone: it also takes signs, underscores and the digits of other scripts.
    if text.isdigit() and text.isascii() and len(text) < 20:
        number = int(text)
        if number <= _LARGEST:
            return number
    raise ValueError(f"{name} is not a whole number from 0 to 2**63 - 1")


def _whole(number: int) -> int:
    if not 0 <= number <= _LARGEST:
        raise ValueError(f"{number} cannot be told to a guest: not from 0 to 2**63 - 1")
    return int(number)


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def _refuse(line: str, reason: str) -> NoReturn:
    raise ProtocolError(
        f"not a protocol line: {_shorten(line)!r} ({reason})",
        hint="a guest may say only what docs/protocol.md lists; does the entry write to the protocol's stream?",
    ) from None
