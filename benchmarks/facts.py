"""What every line says about where it was measured."""

from __future__ import annotations

import functools
import os
import platform
import re
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

import runoff


def of_line(seed: int) -> dict[str, Any]:
    """Machine, versions and seed, with the load at this moment."""
    return {
        "machine": {**machine(), "load": round(os.getloadavg()[0], 2)},
        "versions": versions(),
        "seed": seed,
    }


@functools.cache
def machine() -> dict[str, Any]:
    """Processor and cores; nothing that names this very machine."""
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(errors="replace"), re.MULTILINE)
    return {
        "cpu": found[1].strip() if found else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "system": f"{platform.system()} {platform.release()}",
    }


@functools.cache
def versions() -> dict[str, str]:
    """Versions of the tools compared; hyperfine only where it is installed."""
    known = {"runoff": runoff.__version__, "python": platform.python_version()}
    known |= {"runoff_commit": commit()} if commit() else {}
    try:
        known["pyperf"] = metadata.version("pyperf")
    except metadata.PackageNotFoundError:
        known["pyperf"] = "missing"
    try:
        told = subprocess.run(["hyperfine", "--version"], capture_output=True, text=True, check=True).stdout
        known["hyperfine"] = told.split()[-1]
    except (OSError, subprocess.CalledProcessError):
        known["hyperfine"] = "missing"
    return known


def commit() -> str:
    """The commit measured, with `+` when files under src differ from it; empty outside a checkout."""
    root = Path(__file__).parents[1]

    def git(*words: str) -> str:
        told = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True)
        return told.stdout.strip()

    try:
        return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--", "src") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""
