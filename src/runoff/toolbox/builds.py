"""Compiled entries: a folder of sources and commands, built once for each content."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from runoff.errors import LacksError
from runoff.runtimes.command import Commands, Outcome
from runoff.runtimes.family import Recipe
from runoff.toolbox.shelf import Shelf, content_key, file_hash
from runoff.toolbox.uvwords import is_offline

_COMMAND_TIMEOUT_S = 900.0
_QUESTION_TIMEOUT_S = 30.0


class Builds:
    """Builds recipes and finds the result again by content. `say` hears each build."""

    def __init__(self, shelf: Shelf, say: Callable[[str], None], commands: Commands) -> None:
        self._shelf = shelf
        self._commands = commands
        self._say = say

    def folder_of(self, recipe: Recipe, places: Mapping[str, str], entry: str, runtime: str) -> Path:
        """The folder in which `recipe` was built; LacksError carries the compiler's first complaint.

        `places` fills the placeholders in commands; `entry` and `runtime` are the names used in messages.
        """
        contents = {
            name: file_hash(source) if isinstance(source, Path) else source for name, source in recipe.sources.items()
        }
        key = content_key([contents, recipe.commands, dict(recipe.build_env), recipe.toolchain, sorted(places.items())])

        def make(folder: Path) -> None:
            self._say(f"building {entry} for {runtime}")
            _lay_out(recipe.sources, folder)
            for command in recipe.commands:
                self._obey(command, recipe.build_env, {**places, "dir": str(folder)}, f"{entry} for {runtime}")

        return self._shelf.get("builds", key, make, whole=lambda folder: any(folder.iterdir()))

    def modules(self, command: tuple[str, ...], places: Mapping[str, str]) -> dict[str, str]:
        """Module versions from a command that prints lines such as `dep example.com/module v1.2.3`."""
        said = self._commands.run([fill(part, places) for part in command], timeout_s=_QUESTION_TIMEOUT_S).stdout
        modules = re.findall(r"^\s*dep\s+(\S+)\s+(v\S+)", said, re.MULTILINE)
        # Our own has no version.
        return {name: version for name, version in modules if version != "v0.0.0"}

    def _obey(
        self, command: tuple[str, ...], build_env: Mapping[str, str], places: Mapping[str, str], name: str
    ) -> None:
        folder = Path(places["dir"])
        filled = [fill(part, places) for part in command]
        env = {**os.environ, **{key: fill(value, places) for key, value in build_env.items()}}
        if "HOME" not in env:
            # Go refuses to build without a place for its caches.
            env.setdefault("GOPATH", str(folder.parent / "go"))
            env.setdefault("GOCACHE", str(folder.parent / "go-build"))
        outcome = self._commands.run(filled, timeout_s=_COMMAND_TIMEOUT_S, env=env, cwd=folder)
        if not outcome.fine:
            raise _trouble(filled, outcome, name)


def fill(text: str, places: Mapping[str, str]) -> str:
    """Put folders in for `{dir}`, `{python}` and `{tools}`; other braces stay as they are."""
    return re.sub(r"\{(dir|python|tools)\}", lambda match: places.get(match[1], match[0]), text)


def _lay_out(sources: Mapping[str, Path | str], folder: Path) -> None:
    for name, source in sources.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, Path):
            shutil.copyfile(source, target)
        else:
            target.write_text(source)


def _trouble(command: list[str], outcome: Outcome, name: str) -> LacksError:
    program = " ".join([Path(command[0]).name, *command[1:2]])
    if is_offline(outcome.stderr):
        return LacksError(
            f"{name} needs modules that cannot be fetched: {_complaint(outcome.stderr)}",
            hint="check the network or the proxy",
        )
    return LacksError(f"{name} does not build: {_complaint(outcome.stderr) or f'{program} {outcome.trouble}'}")


def _complaint(said: str) -> str:
    """The line that says what is wrong: the first that names a place or an error, else the last."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.startswith(("#", "go: creating"))]
    telling = [line for line in lines if re.search(r"\berror\b|^\S+:\d+(:\d+)?:", line)]
    return (telling or lines[-1:] or [""])[0][:240]
