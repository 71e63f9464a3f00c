"""Run a program that may hang, flood or crash, and come back with what it said."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a command. `trouble` is one line, empty when it ended with 0."""

    stdout: str = ""
    stderr: str = ""
    trouble: str = ""

    @property
    def fine(self) -> bool:
        """Whether the command ended by itself, with 0."""
        return not self.trouble


class Commands:
    """Runs programs, from any thread, and can stop all of them at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(
        self,
        argv: Sequence[str | Path],
        *,
        timeout_s: float,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        most_bytes: int | None = None,
    ) -> Outcome:
        """Run `argv` without input; stop it, and everything it started, after `timeout_s` or `most_bytes` of output."""
        with self._lock:
            if self._stopped:
                return Outcome(trouble="is not started: runoff is stopping")
            try:
                process = subprocess.Popen(
                    [os.fspath(part) for part in argv],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=env,
                    cwd=cwd,
                    start_new_session=True,
                )
            except OSError as error:
                return Outcome(trouble=f"cannot be started: {error.strerror or error}")
            self._running.add(process)
        with process:
            try:
                stdout, stderr, trouble = _listen(process, time.monotonic() + timeout_s, timeout_s, most_bytes)
            finally:
                with self._lock:
                    self._running.discard(process)
                    _end(process)
        return Outcome(
            stdout=stdout.decode("utf-8", "replace"),
            stderr=stderr.decode("utf-8", "replace"),
            trouble=trouble or _how_it_ended(process.returncode),
        )

    @property
    def busy(self) -> bool:
        """Whether a program is running."""
        return bool(self._running)

    def stop(self) -> None:
        """End what is running, and start nothing more."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                _end(process)


def run(argv: Sequence[str | Path], *, timeout_s: float, env: Mapping[str, str] | None = None) -> Outcome:
    """Ask a program something: a short answer is expected, a megabyte is too much."""
    return Commands().run(argv, timeout_s=timeout_s, env=env, cwd=Path("/"), most_bytes=MOST_BYTES)


def _listen(
    process: subprocess.Popen[bytes], deadline: float, timeout_s: float, most_bytes: int | None
) -> tuple[bytes, bytes, str]:
    assert process.stdout is not None
    assert process.stderr is not None
    heard = {process.stdout.fileno(): bytearray(), process.stderr.fileno(): bytearray()}
    out, err = heard.values()
    with selectors.DefaultSelector() as selector:
        for descriptor in heard:
            selector.register(descriptor, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                return bytes(out), bytes(err), f"gives no answer within {timeout_s:g} s"
            for key, _ in ready:
                chunk = os.read(key.fd, 65536)
                if not chunk:
                    selector.unregister(key.fd)
                heard[key.fd] += chunk
            if most_bytes is not None and len(out) + len(err) > most_bytes:
                return bytes(out), bytes(err), "floods its output"
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return bytes(out), bytes(err), f"does not end within {timeout_s:g} s"
    return bytes(out), bytes(err), ""


def _end(process: subprocess.Popen[bytes]) -> None:
    # The whole group: a script's child would otherwise live on and hold the pipes. The group is gone, and its
    # number may belong to a stranger, once the leader has been waited for.
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)


def _how_it_ended(returncode: int) -> str:
    if returncode == 0:
        return ""
    if returncode > 0:
        return f"ends with exit code {returncode}"
    try:
        return f"is killed by {signal.Signals(-returncode).name}"
    except ValueError:
        return f"is killed by signal {-returncode}"
