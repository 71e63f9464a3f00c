"""The least a host has to do: start a guest, say a line, hear a line.

    with Conversation([sys.executable, worker], folder=tmp_path) as guest:
        reply = guest.ask(protocol.format_turn(1, 1))

Guests are real processes; only the host is a stand-in.
"""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from runoff.race import protocol

PATIENCE_S = 60.0
_PATTERNS = {"int": "[0-9]+", "cpu": "(-1|[0-9]+)", "text": ".+", "any": ".*"}


class Conversation:
    """One guest process. Its stderr goes to a file in `folder`, so that nobody has to read it meanwhile."""

    def __init__(self, argv: Sequence[str | Path], *, folder: Path, env: Mapping[str, str] | None = None) -> None:
        self._errors = folder / f"stderr-{time.monotonic_ns()}.txt"
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [str(word) for word in argv],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **(env or {})},
                start_new_session=True,
                bufsize=0,
            )
        self._heard = b""

    def say(self, line: str) -> None:
        """Send one line; the newline may be missing."""
        assert self.process.stdin
        self.process.stdin.write(line.rstrip("\n").encode() + b"\n")

    def hear(self) -> str:
        """The next line without its newline; empty when the guest has closed its end."""
        assert self.process.stdout
        until = time.monotonic() + PATIENCE_S
        while b"\n" not in self._heard:
            if not select.select([self.process.stdout], [], [], max(0.0, until - time.monotonic()))[0]:
                raise AssertionError(f"no line within {PATIENCE_S:g} s; heard {self._heard!r}, stderr: {self.stderr()}")
            data = os.read(self.process.stdout.fileno(), 65_536)
            if not data:
                return ""
            self._heard += data
        line, self._heard = self._heard.split(b"\n", 1)
        return line.decode("ascii")

    def ask(self, line: str) -> protocol.Message:
        """Say a line and hear what comes back, parsed."""
        self.say(line)
        return protocol.parse(self.hear())

    def load(self, file: Path, *, size: int = 1, seed: int = 7, input: str = "") -> protocol.Message:
        """Load an entry whose size is called n."""
        return self.ask(protocol.format_load(file=str(file), size_name="n", size=size, seed=seed, input=input))

    def turn(self, inner: int = 1, *, warm: int = 0) -> protocol.Message:
        """Give it a turn."""
        return self.ask(protocol.format_turn(inner, warm))

    def end(self) -> int:
        """Close its input, and give its exit code once it has ended and said no more."""
        assert self.process.stdin
        self.process.stdin.close()
        rest = self.hear()
        assert rest == "", f"said {rest!r} after the end"
        return self.process.wait(PATIENCE_S)

    def stderr(self) -> str:
        """What it has written to stderr so far."""
        return self._errors.read_text(errors="replace")

    def __enter__(self) -> Conversation:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream
            stream.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A recorded conversation: `>` the host, `<` the guest, `=` its exit code; see docs/protocol.md."""

    name: str
    entry: str
    only: frozenset[str]
    lines: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, file: Path) -> Transcript:
        """Read one file; ValueError on a line that is none of its kinds."""
        heads = {"entry": "", "only": "python go c"}
        lines = []
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            name, colon, value = line.partition(": ")
            if line[:2] in ("> ", "< ", "= "):
                lines.append((line[0], line[2:]))
            elif colon and name in heads:
                heads[name] = value
            elif not line.startswith("#"):
                raise ValueError(f"{file}:{number}: {line!r} is no line of a transcript")
        return cls(name=file.stem, entry=heads["entry"], only=frozenset(heads["only"].split()), lines=tuple(lines))

    def replay(self, guest: Conversation, file: Path) -> None:
        """Hold this conversation with a guest; AssertionError where it says something else."""
        for mark, text in self.lines:
            if mark == ">":
                guest.say(text.replace("{file}", protocol.encode(str(file))))
            elif mark == "<":
                heard = guest.hear()
                assert fits(text, heard), f"{self.name}: wanted {text!r}, heard {heard!r}; stderr: {guest.stderr()}"
                assert protocol.parse(heard)
            else:
                code = str(guest.end())
                assert fits(text, code), f"{self.name}: ended with {code}; stderr: {guest.stderr()}"


def fits(wanted: str, heard: str) -> bool:
    """Whether a line has the word and the key=value patterns of `wanted`, in any order; ` ...` allows further ones."""
    pairs = wanted.removesuffix(" ...")
    word, *patterns = pairs.split(" ")
    said, *fields = heard.split(" ")
    if not _expression(word).fullmatch(said) or (pairs == wanted and len(fields) != len(patterns)):
        return False
    return all(any(_expression(pattern).fullmatch(field) for field in fields) for pattern in patterns)


def _expression(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", pattern)
    return re.compile("".join(_PATTERNS[part] if at % 2 else re.escape(part) for at, part in enumerate(parts)))
