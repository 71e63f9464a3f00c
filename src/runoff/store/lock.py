"""Exclusive use of a store: one writer at a time, known by its process id."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

from runoff.errors import StoreError
from runoff.store.trouble import ELSEWHERE


class WriterLock:
    """Holds `FILE-lock` beside the store from construction until `close`.

    The lock is flock's, which the kernel drops however the process ends; the file stays behind
    and means nothing by itself. StoreError when another process holds it or it cannot be made.
    """

    def __init__(self, store: Path) -> None:
        path = store.with_name(store.name + "-lock")
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise unwritable(error, store) from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._fd, 32, 0).decode("ascii", "replace").strip()
            os.close(self._fd)
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise unwritable(error, store) from error
            who = f"process {holder}" if holder else "another process"
            raise StoreError(
                f"another runoff ({who}) is writing to this store",
                where=str(store),
                hint=f"wait until it has finished, or {ELSEWHERE}",
            ) from error
        self._sign()

    def _sign(self) -> None:
        try:
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, b"%d\n" % os.getpid(), 0)
        except OSError:
            # Who holds the lock is a courtesy; on a full disk the lock itself still holds.
            return

    def close(self) -> None:
        """Let the next writer in."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def unwritable(error: OSError, store: Path) -> StoreError:
    """The StoreError for a file or folder that the system refuses."""
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return StoreError("the folder of this store is a file", where=str(store), hint=ELSEWHERE)
    reason = error.strerror or str(error)
    return StoreError(
        f"the store cannot be written: {reason[:1].lower()}{reason[1:]}",
        where=str(store),
        hint=f"make file and folder writable, or {ELSEWHERE}",
    )
