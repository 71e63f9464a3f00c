"""Input files of workloads: made from a seed by the workload's own maker, once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from runoff.errors import SpecError
from runoff.model.workload import Workload
from runoff.runtimes.command import Commands
from runoff.toolbox.shelf import Shelf, content_key, file_hash

_TIMEOUT_S = 600.0
_CALL = "import json, runpy, sys; runpy.run_path(sys.argv[1])['make'](sys.argv[2], **json.loads(sys.argv[3]))"


class Inputs:
    """Makes input files and finds them again by maker, size and seed. `say` hears each one made."""

    def __init__(self, shelf: Shelf, say: Callable[[str], None], commands: Commands) -> None:
        self._shelf = shelf
        self._commands = commands
        self._say = say

    def file_of(self, workload: Workload, size: int, seed: int) -> Path | None:
        """The input at this size and seed, or None for a workload without; SpecError when its maker fails."""
        maker = workload.input_maker
        if maker is None:
            return None
        parameters = {"seed": seed, workload.size_name: size}

        def make(folder: Path) -> None:
            self._say(f"input: making {workload.name} at {workload.size_name}={size:,}")
            # -P: the maker's folder may hold entries called json.py or orjson.py.
            command = [sys.executable, "-P", "-c", _CALL, str(maker), str(folder / "input"), json.dumps(parameters)]
            outcome = self._commands.run(command, timeout_s=_TIMEOUT_S, cwd=folder)
            if not outcome.fine:
                last = next((line for line in reversed(outcome.stderr.splitlines()) if line.strip()), outcome.trouble)
                raise SpecError(
                    f"the input cannot be made: {last}", where=str(maker), hint="it is called as make(path, seed, n)"
                )
            if not (folder / "input").is_file():
                raise SpecError("make(path, ...) returned without writing the file", where=str(maker))

        key = content_key([file_hash(maker), parameters, sys.version_info[:2]])
        return self._shelf.get("inputs", key, make, whole=lambda folder: (folder / "input").is_file()) / "input"
