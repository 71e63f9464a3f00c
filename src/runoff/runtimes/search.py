"""Where to look for runtimes: folders of programs, each with the name of where it comes from."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ADD_ON_SOFTWARE = Path("/opt")
"""The folder that the Filesystem Hierarchy Standard (3.13) sets aside for add-on software."""
_SAYS_NOTHING = re.compile(r"bin|usr|local|lib|versions|installs|[\d.]+")
MOST_FOLDERS = 64
"""How many folders of one kind are looked at, so that a crowded machine cannot make discovery slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder of programs; `origin` names its manager (`pyenv`, `uv`), empty where there is none."""

    folder: Path
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What a probe found out: `facts`, or `trouble` in one line."""

    facts: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Everything discovery may look at, so that tests can hand in a world of their own.

    `own` is the interpreter that runs runoff, outside any virtual environment.
    `cache` is the folder that keeps probe results, or None to keep none.
    `absent` are folders that RUNOFF_RUNTIMES names and that are not there.
    `timeout_s` limits each probe; `probed` remembers results for as long as the search is used.
    """

    places: tuple[Place, ...] = ()
    own: Path | None = None
    cache: Path | None = None
    absent: tuple[Path, ...] = ()
    timeout_s: float = 10.0
    probed: dict[Path, Probed] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of_this_machine(cls, environ: Mapping[str, str] | None = None, cache: Path | None = None) -> Search:
        """Look on PATH, in RUNOFF_RUNTIMES, and where uv, pyenv, asdf, mise and add-on software keep theirs."""
        environ = os.environ if environ is None else environ
        return cls(
            places=tuple(_places(environ)),
            own=own_interpreter(),
            cache=cache or cache_folder(environ),
            absent=tuple(folder for folder in _named(environ) if not folder.is_dir()),
        )

    def programs(self, wanted: str) -> Iterator[Path]:
        """Every program whose whole name matches the regular expression `wanted`, in the order of the places."""
        matches = re.compile(wanted).fullmatch
        for place in self.places:
            try:
                with os.scandir(place.folder) as entries:
                    names = sorted(entry.name for entry in entries if matches(entry.name))
            except OSError:  # PATH may name what is not there, or not ours to read.
                continue
            yield from (place.folder / name for name in names)

    def origin(self, file: Path) -> str:
        """One word for where a program comes from: its manager, else the folder it is kept in."""
        for place in self.places:
            if place.origin and file.is_relative_to(Path(os.path.realpath(place.folder))):
                return place.origin
        names = [part.lstrip(".") for part in file.parent.parts[1:] if not _SAYS_NOTHING.fullmatch(part)]
        return names[-1] if names else "system"


def own_interpreter() -> Path:
    """The interpreter that runs runoff; for a virtual environment, the one it was made from."""
    return Path(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where runoff keeps what can be made again: RUNOFF_CACHE, else the user's cache folder."""
    if environ.get("RUNOFF_CACHE"):
        return Path(environ["RUNOFF_CACHE"]).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("runoff")


def _places(environ: Mapping[str, str]) -> Iterator[Place]:
    home = Path(environ.get("HOME") or "~").expanduser()
    for folder in _named(environ):
        yield from _prefix(folder)
    for name in filter(None, environ.get("PATH", "").split(os.pathsep)):
        # A shim starts a version manager, which starts whatever it likes today.
        if Path(name).name != "shims":
            yield Place(folder=Path(name))
    pyenv = Path(environ.get("PYENV_ROOT") or home / ".pyenv")
    asdf = Path(environ.get("ASDF_DATA_DIR") or home / ".asdf")
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    mise = Path(environ.get("MISE_DATA_DIR") or data / "mise")
    uv = Path(environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    yield from _versions("uv", uv)
    yield from _versions("pyenv", pyenv / "versions")
    yield from _versions("asdf", asdf / "installs" / "python")
    yield from _versions("mise", mise / "installs" / "python")
    for folder in _folders(ADD_ON_SOFTWARE):
        yield from _prefix(folder)


def _named(environ: Mapping[str, str]) -> list[Path]:
    names = filter(None, environ.get("RUNOFF_RUNTIMES", "").split(os.pathsep))
    return [Path(name).expanduser().absolute() for name in names]


def _prefix(folder: Path) -> Iterator[Place]:
    """A prefix's folders of programs, or the folder itself when it has none."""
    found = [folder / inner for inner in ("bin", "usr/bin") if (folder / inner).is_dir()]
    for programs in found or [folder]:
        yield Place(folder=programs)


def _versions(origin: str, folder: Path) -> Iterator[Place]:
    for version in _folders(folder):
        yield Place(origin=origin, folder=version / "bin")


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if entry.is_dir())[:MOST_FOLDERS]
    except OSError:  # Not there, or not ours to read: then nothing is found in it.
        return []
