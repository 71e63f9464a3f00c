"""One exception type per kind of trouble; each says what, where and what to try.

Only `cli` prints them and turns them into exit codes: 0 fine, 1 a run with
invalid results or a failed gate, 2 wrong use, 3 the environment lacks something.
"""

from __future__ import annotations


class RunoffError(Exception):
    """Trouble that a user can act on.

    `what` is one line; `where` a place such as `workload.toml:12`; `hint` the
    next thing to try. `exit_code` is what the command line ends with.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.what}{hint}"


class UsageError(RunoffError):
    """The command line asks for something that does not exist or cannot be."""


class SpecError(RunoffError):
    """A workload's description is wrong; `where` is file and line."""


class LacksError(RunoffError):
    """This machine lacks something (a toolchain, a permission, a registry)."""

    exit_code = 3


class StoreError(RunoffError):
    """The journal cannot be opened, read or written."""

    exit_code = 3


class ProtocolError(RunoffError):
    """A guest said something that is not in the protocol."""


class GuestFailure(RunoffError):
    """A guest died, hung, overran its memory or reported an error.

    `kind` is one word: died, timeout, memory, protocol, import, setup, run,
    answer, exit, fork, load.
    """

    def __init__(self, kind: str, what: str, *, where: str = "", hint: str = "", stderr: str = "") -> None:
        super().__init__(what, where=where, hint=hint)
        self.kind = kind
        self.stderr = stderr
