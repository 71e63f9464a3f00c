"""A folder of things that were made once: found by content, made in one step, safe between two runoffs."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from runoff.errors import LacksError


def content_key(parts: object) -> str:
    """A short name for everything that decides a result; `parts` is made of what JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:24]


def file_hash(file: Path) -> str:
    """The content of a file, as a hash; LacksError when it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise LacksError(f"cannot read {file.name}: {error.strerror}", where=str(file)) from error


class Shelf:
    """Keeps folders by kind and key. `say` hears of waiting for another process.

    What failed once fails again at once, for as long as this object lives.
    """

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._say = say
        self._failed: dict[tuple[str, str], LacksError] = {}
        self._ours: defaultdict[tuple[str, str], threading.Lock] = defaultdict(threading.Lock)

    def get(self, kind: str, key: str, make: Callable[[Path], None], *, whole: Callable[[Path], bool]) -> Path:
        """The folder kept under `key`, made by `make(folder)` when it is not there or not `whole`.

        `make` fills a temporary folder that is moved into place only when it returns,
        so a kill at any moment leaves either everything or nothing. What `make` raises
        is passed on and nothing is kept.
        """
        kept = self._folder / kind / key
        if kept.is_dir() and whole(kept):
            return kept
        with self._ours[kind, key], self._writing(kind), self._alone(kind, key):
            if kept.is_dir() and whole(kept):
                return kept
            if (kind, key) in self._failed:
                raise self._failed[kind, key]
            for leftover in (kept, *kept.parent.glob(f".{key}-*")):
                shutil.rmtree(leftover, ignore_errors=True)
            new = Path(tempfile.mkdtemp(prefix=f".{key}-", dir=kept.parent))
            try:
                make(new)
                new.rename(kept)
            except LacksError as error:
                self._failed[kind, key] = error
                raise
            finally:
                shutil.rmtree(new, ignore_errors=True)
        return kept

    @contextmanager
    def _writing(self, kind: str) -> Iterator[None]:
        try:
            (self._folder / kind).mkdir(parents=True, exist_ok=True)
            (self._folder / "locks").mkdir(exist_ok=True)
            yield
        except OSError as error:
            raise LacksError(
                f"the cache cannot be written: {error.strerror or error}",
                where=str(self._folder),
                hint="set RUNOFF_CACHE to a folder with free space that you may write",
            ) from error

    @contextmanager
    def _alone(self, kind: str, key: str) -> Iterator[None]:
        # The lock is the kernel's and dies with its process; the file stays, because removing it would let two in.
        with (self._folder / "locks" / f"{kind}-{key}").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._say(f"{kind}: waiting for another runoff that makes the same")
                fcntl.flock(file, fcntl.LOCK_EX)
            file.write(str(os.getpid()))
            file.flush()
            yield
