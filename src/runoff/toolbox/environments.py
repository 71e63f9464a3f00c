"""Virtual environments per (interpreter, requirements), made with uv; wheels only unless builds are allowed."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from runoff.errors import LacksError
from runoff.runtimes.command import Commands, Outcome
from runoff.toolbox.shelf import Shelf, content_key
from runoff.toolbox.uvwords import explain, is_offline, last_cause

_VENV_TIMEOUT_S = 120.0
_INSTALL_TIMEOUT_S = 900.0
NO_NETWORK = "check the network or the proxy settings; what is already in uv's cache is used without a network"

_FINDING_UV = threading.Lock()


class Environments:
    """Makes environments and finds them again by content. `say` hears each step."""

    def __init__(self, shelf: Shelf, say: Callable[[str], None], commands: Commands, *, build: bool = False) -> None:
        self._shelf = shelf
        self._commands = commands
        self._say = say
        self._build = build
        self._offline = False

    def python_of(self, interpreter: str, toolchain: str, requires: tuple[str, ...], runtime: str) -> Path:
        """The interpreter of an environment with `requires`; LacksError names the package that has no place in it.

        `runtime` is the name used in messages.
        """
        key = content_key([interpreter, toolchain, _stamp(interpreter), sorted(requires), self._build])

        def make(folder: Path) -> None:
            self._say(f"installing {', '.join(requires)} for {runtime}")
            python = self._create(interpreter, folder / "env", runtime)
            self._install(python, requires, runtime)

        kept = self._shelf.get("environments", key, make, whole=lambda folder: _python_in(folder / "env").exists())
        return _python_in(kept / "env")

    def tools(self, packages: tuple[str, ...]) -> Path:
        """The folder of programs that `packages` bring, installed for the Python that runs runoff."""
        own = getattr(sys, "_base_executable", None) or sys.executable
        return self.python_of(own, sys.version, packages, "runoff itself").parent

    def _install(self, python: Path, requires: tuple[str, ...], runtime: str) -> None:
        outcome = self._pip(python, requires)
        if not outcome.fine and is_offline(outcome.stderr) and not self._offline:
            # Asking a silent registry costs ten seconds each time: from now on only uv's cache is asked.
            self._offline = True
            outcome = self._pip(python, requires)
        if not outcome.fine and self._offline:
            wanted = ", ".join(requires)
            raise LacksError(f"{wanted} cannot be fetched for {runtime}: no package registry answers", hint=NO_NETWORK)
        if not outcome.fine:
            said = outcome.stderr or outcome.trouble
            raise LacksError(explain(said, requires, runtime))

    def _create(self, interpreter: str, env: Path, runtime: str) -> Path:
        """An empty environment; interpreters too old for uv are asked for one themselves."""
        uv = [uv_program(), "venv", "--quiet", "--no-project", "--relocatable", "--python", interpreter, str(env)]
        refused = self._run(uv, _VENV_TIMEOUT_S, env.parent)
        if refused.fine:
            return _python_in(env)
        for module in ("venv", "virtualenv"):
            if self._run([interpreter, "-m", module, str(env)], _VENV_TIMEOUT_S, env.parent).fine:
                return _python_in(env)
        reason = last_cause(refused.stderr or refused.trouble)
        raise LacksError(f"{runtime} cannot have an environment for packages: {reason}")

    def _pip(self, python: Path, requires: tuple[str, ...]) -> Outcome:
        wheels = [] if self._build else ["--only-binary", ":all:"]
        # Compiled now, so that the first guest's start-up is not charged with what happens once.
        options = [*wheels, "--compile-bytecode", *(["--offline"] if self._offline else [])]
        command = [uv_program(), "pip", "install", "--no-progress", "--python", str(python), *options, *requires]
        outcome = self._run(command, _INSTALL_TIMEOUT_S, python.parent)
        if outcome.fine or not (python.parent / "pip").exists():
            return outcome
        # Only an environment that its interpreter made itself has a pip: uv does not speak to this one.
        own = [str(python), "-m", "pip", "install", "--quiet", *wheels, *requires]
        return self._run(own, _INSTALL_TIMEOUT_S, python.parent)

    def _run(self, command: list[str], timeout_s: float, folder: Path) -> Outcome:
        return self._commands.run(command, timeout_s=timeout_s, env=_environment(), cwd=folder)


def installed(python: Path) -> dict[str, str]:
    """Name and version of every distribution in the environment of `python`."""
    found = {}
    for info in python.parent.parent.glob("lib*/**/site-packages/*.dist-info"):
        name, _, version = info.name.removesuffix(".dist-info").partition("-")
        found[name.replace("_", "-").lower()] = version
    return dict(
        sorted((name, version) for name, version in found.items() if name not in ("pip", "setuptools", "wheel"))
    )


def uv_program() -> str:
    """uv's own program, from the package that runoff depends on, else from PATH."""
    from uv import find_uv_bin

    # sysconfig, which uv asks, hands half-read values to a second thread (CPython 3.11).
    with _FINDING_UV:
        try:
            return find_uv_bin()
        except FileNotFoundError as error:
            if on_path := shutil.which("uv"):
                return on_path
            raise LacksError("the program uv is missing", hint="pip install --force-reinstall uv") from error


def _python_in(env: Path) -> Path:
    return env / "bin" / "python"


def _environment() -> dict[str, str]:
    """Ours, without what would point uv or an interpreter at the caller's own environment."""
    foreign = ("VIRTUAL_ENV", "CONDA_PREFIX", "UV_PYTHON", "UV_PROJECT_ENVIRONMENT", "UV_SYSTEM_PYTHON", "UV_TARGET")
    return {name: value for name, value in os.environ.items() if name not in foreign and not name.startswith("PYTHON")}


def _stamp(interpreter: str) -> str:
    """Changes when the interpreter does, even under the same version."""
    try:
        stat = Path(interpreter).stat()
    except OSError as error:
        raise LacksError(f"{interpreter} is gone: {error.strerror}") from error
    return f"{stat.st_mtime_ns}-{stat.st_size}"
