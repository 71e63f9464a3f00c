"""Programs with an interpreter's name that behave as badly, or as well, as a test needs."""

from __future__ import annotations

import shlex
from pathlib import Path
from urllib.parse import quote

from runoff.runtimes.search import Place, Search

GOOD_FACTS = {
    "implementation": "cpython",
    "version": "3.14.2",
    "sys_version": "3.14.2 (main) [GCC 14.2.0]",
    "venv": "no",
    "base": "",
    "pgo": "yes",
    "lto": "yes",
    "debug": "no",
    "assertions": "no",
    "gil": "yes",
    "jit": "no",
    "compiler": "GCC 14.2.0",
}


class Shop:
    """A folder of fake programs, with a search that sees nothing else."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.root.mkdir(parents=True, exist_ok=True)

    def search(self, *, own: Path | None = None, cache: Path | None = None, timeout_s: float = 5.0) -> Search:
        """A search of this folder and the ones made in it."""
        places = [Place(folder=self.root)] + [
            Place(folder=folder / "bin", origin=folder.name)
            for folder in sorted(self.root.iterdir())
            if folder.is_dir()
        ]
        return Search(places=tuple(places), own=own, cache=cache, timeout_s=timeout_s)

    def script(self, name: str, body: str) -> Path:
        """A shell script; `name` may hold a manager's folder, as in `pyenv/python3.14`."""
        file = self.root / (f"{Path(name).parent}/bin/{Path(name).name}" if "/" in name else name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)
        return file

    def python(self, name: str, **facts: str) -> Path:
        """An interpreter that answers a probe with GOOD_FACTS, changed by `facts`."""
        file = self.script(name, "")
        told = {"executable": str(file), **GOOD_FACTS, **facts}
        line = " ".join(f"{fact}={quote(value, safe='')}" for fact, value in told.items())
        return self.script(
            name, f"echo asked >> {shlex.quote(str(file))}.log\necho {shlex.quote(f'runoff-probe {line}')}"
        )

    def times_asked(self, file: Path) -> int:
        """How often a fake made by `python` was started."""
        log = file.with_name(f"{file.name}.log")
        return len(log.read_text().splitlines()) if log.exists() else 0


BAD_BODIES = {
    "garbage": "echo 'Python 9.9.9 (probably)'",
    "silence": "exit 0",
    "crash": "echo 'Fatal Python error: init' >&2; kill -SEGV $$",
    "refusal": "echo 'no such option' >&2; exit 3",
    "flood": "while :; do echo ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp; done",
    "hang": "sleep 600 & wait",
    "half an answer": "echo 'runoff-probe version=3.14.2'",
}
"""Shell bodies by what is wrong with them."""
