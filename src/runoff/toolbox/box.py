"""The toolbox: everything a contender needs before it can start, made once and kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from runoff.errors import LacksError
from runoff.model.plan import Contender
from runoff.model.workload import Workload
from runoff.runtimes import Family, Recipe, family_of
from runoff.runtimes.command import Commands
from runoff.toolbox.builds import Builds, fill
from runoff.toolbox.environments import Environments, installed
from runoff.toolbox.inputs import Inputs
from runoff.toolbox.shelf import Shelf

Answer = TypeVar("Answer")

# One installs while the other waits for the network; more would only fight for the cores.
_AT_ONCE = 2
_SILENCE_S = 1.5
"""The longest time without a word while something is being made."""


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

    `cache` is the folder to keep things in; `say` hears one line per step and, while a
    step lasts, every 1.5 s that it still does, from several threads; `build`
    allows packages to be built from source (minutes).
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
        self._families = families
        self._commands = Commands()
        shelf = Shelf(cache, self._say)
        self._environments = Environments(shelf, self._say, self._commands, build=build)
        self._builds = Builds(shelf, self._say, self._commands)
        self._inputs = Inputs(shelf, self._say, self._commands)
        self._lock = threading.Lock()
        self._progress = ""
        self._last_step = ""
        self._last_said = 0.0

    def prepare(self, workload: Workload, contender: Contender) -> Prepared:
        """Make the environment or the build that `contender` needs; LacksError when it cannot be had."""
        answer = self.prepare_all(workload, [contender])[contender.id]
        if isinstance(answer, LacksError):
            raise answer
        return answer

    def prepare_all(self, workload: Workload, contenders: Iterable[Contender]) -> dict[str, Prepared | LacksError]:
        """Prepare several contenders, a few at once; what one lacks is its answer and stops no other."""
        todo = list(contenders)
        answers = self._patiently([partial(self._attempt, contender) for contender in todo])
        return dict(zip([contender.id for contender in todo], answers, strict=True))

    def make_input(self, workload: Workload, size: int, seed: int) -> Path | None:
        """The workload's input file at this size and seed; None when it has none. SpecError when its maker fails."""
        return self._patiently([partial(self._inputs.file_of, workload, size, seed)])[0]

    def _patiently(self, tasks: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """Do the tasks with a few threads, and keep saying so; an interruption ends what they started."""
        self._last_step = ""
        self._count(0, len(tasks))
        with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
            futures = [pool.submit(task) for task in tasks]
            try:
                self._watch(futures)
            except BaseException:
                self._commands.stop()
                pool.shutdown(cancel_futures=True)
                raise
        return [future.result() for future in futures]

    def _watch(self, futures: Sequence[Future[Answer]]) -> None:
        started = time.monotonic()
        waiting = set(futures)
        while waiting:
            self._count(len(futures) - len(waiting), len(futures))
            waiting = wait(waiting, timeout=_SILENCE_S, return_when="FIRST_COMPLETED").not_done
            if waiting and time.monotonic() - self._last_said >= _SILENCE_S and self._last_step:
                self._say(f"still {self._last_step}, {time.monotonic() - started:.0f} s", step=False)

    def _count(self, done: int, of: int) -> None:
        self._progress = f"environments: {done} of {of}, " if of > 1 else ""

    def _say(self, text: str, *, step: bool = True) -> None:
        with self._lock:
            if step:
                self._last_step = text
            self._last_said = time.monotonic()
            self._say_line(self._progress + text)

    def _attempt(self, contender: Contender) -> Prepared | LacksError:
        runtime = contender.runtime
        if not runtime.available:
            return LacksError(runtime.reason, hint=runtime.get)
        try:
            return self._make(contender, self._families(runtime.family).recipe(runtime, contender.entry))
        except LacksError as error:
            return error

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
            places["dir"] = str(self._builds.folder_of(recipe, places, contender.entry.name, runtime.id))
        if recipe.version_command:
            versions = self._builds.modules(recipe.version_command, places)
        return Prepared(
            argv=tuple(fill(part, places) for part in recipe.argv),
            env={name: fill(value, places) for name, value in recipe.env.items()},
            file=contender.entry.file,
            versions=versions,
        )
