"""The toolbox: everything a contender needs before it can start, made once and kept."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runoff.errors import LacksError
from runoff.model.plan import Contender
from runoff.model.workload import Workload
from runoff.runtimes import Family, Recipe, family_of
from runoff.runtimes.command import run
from runoff.toolbox.builds import Builds, fill
from runoff.toolbox.environments import Environments, installed
from runoff.toolbox.inputs import Inputs
from runoff.toolbox.shelf import Shelf

# Two at once: one installs while the other waits for the network; more would only fight for the cores.
_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """How to start a contender: `argv` with `env` added; `file` is what it is told to load.

    `versions` holds every installed package (or Go module) by name.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str]
    file: Path
    versions: Mapping[str, str] = field(default_factory=dict)


class Toolbox:
    """Prepares contenders, at most once each per content; what failed once is not tried again by this object.

    `cache` is the folder to keep things in; `say` hears one line per step, from several
    threads; `build` allows packages to be built from source (minutes).
    """

    def __init__(
        self,
        cache: Path,
        say: Callable[[str], None],
        *,
        build: bool = False,
        families: Callable[[str], Family] = family_of,
    ) -> None:
        self._say_line = say
        self._prefix = ""
        self._families = families
        self._shelf = Shelf(cache, self._say)
        self._environments = Environments(self._shelf, self._say, build=build)
        self._builds = Builds(self._shelf, self._say)
        self._inputs = Inputs(self._shelf, self._say)
        self._lock = threading.Lock()

    def prepare(self, workload: Workload, contender: Contender) -> Prepared:
        """Make the environment or the build that `contender` needs; LacksError when it cannot be had."""
        runtime = contender.runtime
        if not runtime.available:
            raise LacksError(runtime.reason, hint=runtime.get)
        recipe = self._families(runtime.family).recipe(runtime, contender.entry)
        return self._make(contender, recipe)

    def prepare_all(self, workload: Workload, contenders: Iterable[Contender]) -> dict[str, Prepared | LacksError]:
        """Prepare several contenders, a few at once; what one lacks is its answer and stops no other."""
        from concurrent.futures import ThreadPoolExecutor

        todo = list(contenders)
        done = 0

        def prepare(contender: Contender) -> Prepared | LacksError:
            nonlocal done
            try:
                return self.prepare(workload, contender)
            except LacksError as error:
                return error
            finally:
                with self._lock:
                    done += 1
                    self._prefix = f"environments: {done} of {len(todo)}, "

        self._prefix = f"environments: 0 of {len(todo)}, "
        try:
            with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
                return dict(zip([each.id for each in todo], pool.map(prepare, todo), strict=True))
        finally:
            self._prefix = ""

    def make_input(self, workload: Workload, size: int, seed: int) -> Path | None:
        """The workload's input file at this size and seed; None when it has none. SpecError when its maker fails."""
        return self._inputs.file_of(workload, size, seed)

    def _say(self, text: str) -> None:
        self._say_line(self._prefix + text)

    def _make(self, contender: Contender, recipe: Recipe) -> Prepared:
        runtime = contender.runtime
        places: dict[str, str] = {}
        versions: Mapping[str, str] = {}
        if recipe.python:
            python = self._environments.python_of(recipe.python, recipe.toolchain, recipe.requires, runtime.id)
            places["python"] = str(python)
            versions = installed(python)
        if recipe.tools:
            places["tools"] = str(self._environments.tools(recipe.tools))
        if recipe.commands:
            folder = self._builds.folder_of(recipe, places, contender.entry.name, runtime.id)
            places["dir"] = str(folder)
        argv = tuple(fill(part, places) for part in recipe.argv)
        if recipe.version_command:
            command = [fill(part, places) for part in recipe.version_command]
            versions = _modules(run(command, timeout_s=30).stdout)
        return Prepared(
            argv=argv,
            env={name: fill(value, places) for name, value in recipe.env.items()},
            file=contender.entry.file,
            versions=versions,
        )


def _modules(said: str) -> dict[str, str]:
    """Module versions from lines such as `dep example.com/module v1.2.3`."""
    modules = re.findall(r"^\s*dep\s+(\S+)\s+(v\S+)", said, re.MULTILINE)
    # Ours has no version of its own.
    return {name: version for name, version in modules if version != "v0.0.0"}
