"""From a name or a path to a workload."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from runoff.errors import UsageError
from runoff.model.workload import Workload
from runoff.spec.read import FILE_NAME, read_workload

_SUITE = Path(__file__).resolve().parent.parent / "suite"


def bundled() -> tuple[Workload, ...]:
    """All workloads that come with runoff: those outside any suite first, then by suite and name."""
    found = [read_workload(folder) for folder in _folders().values()]
    return tuple(sorted(found, key=lambda workload: (workload.suite, workload.name)))


def find_workload(name_or_path: str) -> Workload:
    """A bundled workload by name, or the one in a folder; UsageError with the nearest names when there is neither.

    A path is a folder or its workload.toml. A bundled name wins over a folder
    of that name in the current folder, which `./name` reaches.
    """
    folders = _folders()
    if name_or_path in folders:
        return read_workload(folders[name_or_path])
    path = Path(name_or_path).expanduser()
    if path.name == FILE_NAME:
        return read_workload(path.parent)
    if name_or_path and path.is_dir():
        return read_workload(path)
    raise UsageError(f"unknown workload {name_or_path!r}", hint=_hint(name_or_path, path, list(folders)))


def _folders() -> dict[str, Path]:
    return {file.parent.name: file.parent for file in sorted(_SUITE.glob(f"*/{FILE_NAME}"))}


def _hint(asked: str, path: Path, names: list[str]) -> str:
    if path.is_file():
        return f"{asked} is a file; a workload is a folder with a {FILE_NAME} in it"
    if os.sep in asked:
        return f"there is no such folder; bundled: {', '.join(names)}"
    like = difflib.get_close_matches(asked, names, n=3, cutoff=0.5)
    if like:
        return f"did you mean {' or '.join(repr(name) for name in like)}?"
    return f"bundled: {', '.join(names)}; or give the path of a folder with a {FILE_NAME}"
