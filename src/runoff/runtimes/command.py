"""Run a program that may hang, flood or crash, and come back with what it said."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
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


def run(
    argv: Sequence[str | Path],
    *,
    timeout_s: float,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Outcome:
    """Run `argv` without input; stop it, and everything it started, after `timeout_s` or a megabyte of output."""
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
    with process:
        try:
            stdout, stderr, trouble = _listen(process, time.monotonic() + timeout_s, timeout_s)
        finally:
            _end(process)
    return Outcome(
        stdout=stdout.decode("utf-8", "replace"),
        stderr=stderr.decode("utf-8", "replace"),
        trouble=trouble or _how_it_ended(process.returncode),
    )


def _listen(process: subprocess.Popen[bytes], deadline: float, timeout_s: float) -> tuple[bytes, bytes, str]:
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
            if len(out) + len(err) > MOST_BYTES:
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
