"""Edge: one guest process, spoken to in protocol lines over its stdin and stdout."""

from __future__ import annotations

import ctypes
import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, Protocol

from runoff.errors import GuestFailure, ProtocolError
from runoff.race import janitor, machine, protocol
from runoff.race.ports import Timed, Usage

TICK_NS = 100_000_000
QUIT_GRACE_S = 2.0
STDERR_KEPT = 8_192
LINE_MOST = 1 << 20
_PR_SET_PDEATHSIG = 1

# Loaded before any fork: the child may only call what is already there.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How to start one contender's guest and what to tell it to load.

    `inputs` maps a size to its input file; empty when the workload has none. `parallel` guests may use every core.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str]
    file: Path
    size_name: str
    inputs: Mapping[int, Path] = field(default_factory=dict)
    parallel: bool = False


class Stderr:
    """The last few kilobytes that a guest wrote to stderr."""

    def __init__(self) -> None:
        self._kept = b""

    def add(self, data: bytes) -> None:
        """Append and forget what is too old."""
        self._kept = (self._kept + data)[-STDERR_KEPT:]

    def text(self) -> str:
        """What is kept, decoded."""
        return self._kept.decode(errors="replace").strip()


class Household(Protocol):
    """Whoever has to be told which process groups are alive."""

    token: str

    def adopt(self, group: int) -> None:
        """A process group began."""

    def release(self, group: int) -> None:
        """A process group ended."""


class Janitor:
    """The process that ends our guests when we are gone; see `janitor.py`."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(8)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", janitor.__file__, self.token],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def adopt(self, group: int) -> None:
        """A process group began."""
        self._tell(f"+{group}\n")

    def release(self, group: int) -> None:
        """A process group ended."""
        self._tell(f"-{group}\n")

    def _tell(self, line: str) -> None:
        stream = self._process.stdin
        assert stream is not None
        try:
            stream.write(line.encode())
            stream.flush()
        except BrokenPipeError:
            raise GuestFailure("died", "the process that cleans up after runoff was ended from outside") from None

    def close(self) -> None:
        """Let it clean up and wait until it has."""
        stream = self._process.stdin
        assert stream is not None
        try:
            stream.close()
        except BrokenPipeError:
            janitor.kill_bearers(self.token)
        self._process.wait()


def guest_environment(extra: Mapping[str, str], *, hash_seed: int, padding: int, token: str) -> dict[str, str]:
    """The host's environment without what would steer a guest's interpreter, plus the heat's own variation.

    Padding moves the stack and with it the alignment of everything on it (Mytkowicz et al. 2009).
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PYPY", "VIRTUAL_ENV", "CONDA", "RUNOFF", "GOGC", "GOMEMLIMIT", "GOMAXPROCS"))
    }
    return {
        **kept,
        "PYTHONHASHSEED": str(hash_seed),
        "PYTHONDONTWRITEBYTECODE": "1",
        "RUNOFF_PADDING": "x" * padding,
        janitor.VARIABLE: token,
        **extra,
    }


def _before_exec(parent: int, cores: frozenset[int]) -> Callable[[], None]:
    """What a new guest does to itself: die with its parent, keep to its processor, be the first out of memory."""

    def settle() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)  # The host died between fork and prctl.
        if cores:
            os.sched_setaffinity(0, cores)
        try:
            with open("/proc/self/oom_score_adj", "w") as stream:  # noqa: PTH123
                stream.write("1000")
        except OSError:
            return  # Not Linux: the kernel has no such file, and no such choice.

    return settle


def _nothing_left() -> bool:
    return False


class GuestProcess:
    """One live guest. Blocks in `load` and `turn`; everything else returns at once.

    Raises GuestFailure when the guest reports an error, dies, hangs or overruns, and ProtocolError when
    it says what is not in the protocol; the process is gone after any of these.
    """

    def __init__(
        self,
        launch: Launch,
        *,
        cores: frozenset[int],
        hash_seed: int,
        padding: int,
        memory_limit: int,
        household: Household,
    ) -> None:
        self._launch = launch
        self._memory_limit = memory_limit
        self._household = household
        self._stderr = Stderr()
        self._buffer = b""
        self._scratch = tempfile.TemporaryDirectory(prefix="runoff-guest-")
        self.spawned_ns = time.perf_counter_ns()
        try:
            self._process = subprocess.Popen(
                launch.argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=self._scratch.name,
                env=guest_environment(launch.env, hash_seed=hash_seed, padding=padding, token=household.token),
                start_new_session=True,
                preexec_fn=_before_exec(os.getpid(), cores),
            )
        except (OSError, subprocess.SubprocessError) as error:
            self._scratch.cleanup()
            raise GuestFailure("died", f"cannot start {launch.argv[0]}: {error}") from error
        self.pid = self._process.pid
        household.adopt(self.pid)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._in = self._process.stdin.fileno()
        self._out = self._process.stdout.fileno()
        self._err = self._process.stderr.fileno()
        os.set_blocking(self._err, False)
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        self._poll.register(self._err, select.POLLIN)
        self._sched = machine.SchedReader(self.pid)

    def load(self, *, size: int, seed: int, timeout_ns: int, tick: Callable[[], None]) -> tuple[protocol.Ready, int]:
        """Load the entry at a size; returns what the guest says and nanoseconds since it was spawned."""
        source = self._launch.inputs.get(size)
        line = protocol.format_load(
            file=str(self._launch.file),
            size_name=self._launch.size_name,
            size=size,
            seed=seed,
            input="" if source is None else str(source),
        )
        reply, _, done_ns = self._exchange(line, timeout_ns=timeout_ns, meanwhile=_nothing_left, tick=tick)
        if not isinstance(reply, protocol.Ready):
            raise self._astray(f"answered load with {type(reply).__name__}")
        return reply, done_ns - self.spawned_ns

    def turn(
        self, *, inner: int, warm: bool, timeout_ns: int, meanwhile: Callable[[], bool], tick: Callable[[], None]
    ) -> Timed:
        """Give the guest the turn; `meanwhile` is worked off while it lasts, `tick` called every 100 ms."""
        line = protocol.format_turn(inner, int(warm))
        reply, sent_ns, done_ns = self._exchange(line, timeout_ns=timeout_ns, meanwhile=meanwhile, tick=tick)
        if not isinstance(reply, protocol.TurnDone):
            raise self._astray(f"answered a turn with {type(reply).__name__}")
        if reply.inner != inner:
            raise self._astray(f"was asked for {inner} operations and reports {reply.inner}")
        return Timed(
            inner=inner,
            warm_ns=reply.warm_ns,
            wall_ns=reply.wall_ns,
            cpu_ns=reply.cpu_ns,
            outside_ns=done_ns - sent_ns,
            sent_ns=sent_ns,
            answer=reply.answer,
        )

    def scheduled(self) -> tuple[int, int] | None:
        """Nanoseconds its threads spent on a core and waiting for one, since it was spawned."""
        return self._sched.read()

    def usage(self) -> Usage:
        """Memory of its process tree."""
        return machine.usage(self.pid)

    def close(self) -> None:
        """Ask it to quit, and end what is left of its process group."""
        try:
            os.write(self._in, protocol.QUIT.encode())
            self._process.wait(QUIT_GRACE_S)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            pass  # It is ended below either way.
        self.kill()

    def kill(self) -> None:
        """End the process group at once. May be called twice."""
        if self._in < 0:
            return
        self._drain()
        janitor.kill_group(self.pid)
        self._process.wait()
        self._household.release(self.pid)
        self._sched.close()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()
        self._in = -1
        self._scratch.cleanup()

    def _exchange(
        self, line: str, *, timeout_ns: int, meanwhile: Callable[[], bool], tick: Callable[[], None]
    ) -> tuple[protocol.Message, int, int]:
        """Send one line, wait for one line; returns it parsed, with the moments of sending and of arrival."""
        if self._readable(0):
            self._uncalled()
        data = line.encode()
        sent_ns = time.perf_counter_ns()
        try:
            os.write(self._in, data)
        except BrokenPipeError:
            raise self._dead() from None
        while meanwhile() and not self._readable(0):
            continue
        deadline_ns = sent_ns + timeout_ns
        while b"\n" not in self._buffer:
            if self._readable(TICK_NS // 1_000_000):
                self._receive()
                continue
            self._watch(deadline_ns, timeout_ns)
            tick()
        done_ns = time.perf_counter_ns()
        reply, _, rest = self._buffer.partition(b"\n")
        self._buffer = b""
        message = self._understand(reply)
        for more in rest.splitlines():
            # An error behind the answer (a forked child's last words) says more than that it came uncalled.
            self._understand(more)
            raise self._astray(f"said more than one line: {more[:80]!r}")
        return message, sent_ns, done_ns

    def _uncalled(self) -> NoReturn:
        """It said something without having been asked: an error, its end, or nonsense."""
        self._receive()
        for line in self._buffer.splitlines():
            self._understand(line)
        raise self._astray(f"spoke out of turn: {self._buffer[:80]!r}")

    def _readable(self, milliseconds: int) -> bool:
        """Whether stdout has something; stderr is drained on the way."""
        for file, _event in self._poll.poll(milliseconds):
            if file == self._out:
                return True
            self._drain()
        return False

    def _receive(self) -> None:
        data = os.read(self._out, 65_536)
        if not data:
            raise self._dead()
        self._buffer += data
        if len(self._buffer) > LINE_MOST:
            raise self._astray("said a line of more than a megabyte")

    def _drain(self) -> None:
        while True:
            try:
                data = os.read(self._err, 65_536)
            except BlockingIOError:
                return
            if not data:
                self._forget_stderr()
                return
            self._stderr.add(data)

    def _forget_stderr(self) -> None:
        # A closed stderr is readable for ever and would turn the wait into a busy loop.
        try:
            self._poll.unregister(self._err)
        except KeyError:
            return  # It was closed before.

    def _understand(self, reply: bytes) -> protocol.Message:
        try:
            message = protocol.parse(reply.decode(errors="replace"))
        except ProtocolError as error:
            raise self._astray(str(error)) from error
        if isinstance(message, protocol.ErrorReport):
            raise self._failed(message.kind, message.what, where=message.where)
        return message

    def _watch(self, deadline_ns: int, timeout_ns: int) -> None:
        """Between two waits: has it taken too long or too much?"""
        held = machine.resident(self.pid)
        if held > self._memory_limit:
            raise self._failed(
                "memory",
                f"took {held / 1e6:,.0f} MB, more than the {self._memory_limit / 1e6:,.0f} MB that one guest may have",
                hint="a smaller size, or --memory-limit",
            )
        if time.perf_counter_ns() > deadline_ns:
            busy = machine.cpu_seconds(self.pid)
            raise self._failed(
                "timeout",
                f"did not answer within {timeout_ns / 1e9:g} s (it has used {busy:.1f} s of CPU)",
                hint="--timeout allows more",
            )

    def _astray(self, what: str) -> GuestFailure:
        return self._failed("protocol", f"the guest {what}")

    def _failed(self, kind: str, what: str, *, where: str = "", hint: str = "") -> GuestFailure:
        self.kill()
        return GuestFailure(kind, what, where=where, hint=hint, stderr=self._stderr.text())

    def _dead(self) -> GuestFailure:
        """Its stdout has ended; say how it went."""
        try:
            code = self._process.wait(QUIT_GRACE_S)
        except subprocess.TimeoutExpired:
            return self._failed("died", "closed its protocol pipe and lives on")
        if code < 0:
            what = f"was killed by {signal.Signals(-code).name}"
        else:
            what = f"ended with exit code {code} in the middle of its work"
        return self._failed("died", what)
