"""A workload.toml: its path, its values, and errors that know their line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from runoff.errors import SpecError
from runoff.spec.lines import Key, key_lines


class Source:
    """One parsed TOML file. `path` is kept as the user gave it, for messages."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.values = _parse(path, text)
        self._lines = key_lines(text)

    @classmethod
    def read(cls, path: Path) -> Source:
        """Read and parse `path`; SpecError when it is missing, unreadable, not UTF-8 or not TOML."""
        try:
            return cls(path, path.read_bytes().decode("utf-8").replace("\r\n", "\n"))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise SpecError("the text is not UTF-8", where=f"{path}:{line}", hint="save the file as UTF-8") from None
        except OSError as error:
            hint = "a workload is a folder with a workload.toml in it"
            raise SpecError(f"cannot be read: {error.strerror}", where=str(path), hint=hint) from None

    def error(self, what: str, *keys: Key, hint: str) -> SpecError:
        """A SpecError at the line of the innermost of `keys` that is there."""
        return SpecError(what, where=f"{self.path}:{self.line_of(*keys)}", hint=hint)

    def line_of(self, *keys: Key) -> int:
        """The line, from 1, of what `keys` lead to; of the nearest table above it when it is not there."""
        for length in range(len(keys), 0, -1):
            if keys[:length] in self._lines:
                return self._lines[keys[:length]]
        return 1


def _parse(path: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # RecursionError: thousands of brackets.
        message = str(error)
    lines = text.split("\n")
    found = re.search(r" \(at line (\d+), column \d+\)", message)
    number = int(found[1]) if found else len(text.rstrip("\n").split("\n"))
    what = re.sub(r" \(at .*\)$", "", message)
    if ";" in lines[number - 1]:
        hint = "one key to a line; TOML knows no ';'"
    else:
        hint = f"not TOML: {lines[number - 1].strip()[:60] or 'an empty line'}"
    raise SpecError(what[:1].lower() + what[1:], where=f"{path}:{number}", hint=hint) from None
