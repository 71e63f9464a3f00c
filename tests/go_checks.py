"""gofmt, go vet and go test on everything that is Go here; run by `./dev check` as `python tests/go_checks.py`.

Without a Go toolchain on PATH it says so and succeeds: Go is a guest, not a requirement.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "runoff"
MODULES = sorted(file.parent for file in SOURCE.rglob("go.mod"))


def run(argv: list[str], folder: Path) -> bool:
    """Run a command, show what it says when it fails; whether it succeeded."""
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"go checks: {' '.join(argv)} in {folder.relative_to(SOURCE)}:\n{done.stdout}{done.stderr}")
    return done.returncode == 0


def unformatted() -> list[str]:
    """Go files that gofmt would change."""
    files = [str(file) for file in SOURCE.rglob("*.go")]
    done = subprocess.run(["gofmt", "-l", *files], capture_output=True, text=True, check=True)
    return done.stdout.split()


def main() -> int:
    """Exit code: 0 when all is well or there is no Go."""
    if shutil.which("go") is None:
        print("go checks: skipped, no go on PATH")
        return 0
    # The race detector needs a C compiler.
    race = ["-race"] if shutil.which("cc") else []
    ugly = unformatted()
    if ugly:
        print("go checks: run gofmt -w on", *ugly)
    passed = [run(["go", "vet", "./..."], folder) and run(["go", "test", *race, "./..."], folder) for folder in MODULES]
    print(f"go checks: {len(MODULES)} module(s), {'fine' if all(passed) and not ugly else 'NOT fine'}")
    return 0 if all(passed) and not ugly else 1


if __name__ == "__main__":
    sys.exit(main())
