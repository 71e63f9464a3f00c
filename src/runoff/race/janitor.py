"""Ends a race's guests when the host is gone, however it went.

Run as a process of its own: `python -I -S janitor.py TOKEN`. Its stdin is a pipe from the
host that carries `+PGID` and `-PGID` lines; the pipe closes when the host
dies, also by SIGKILL. Then every process group still listed is killed, and every
process whose environment carries the token: a guest's child may have left its group.
"""

import os
import signal
import sys

VARIABLE = "RUNOFF_TOKEN"


def kill_group(group: int) -> None:
    """SIGKILL a process group that may be gone already."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def bearers(token: str) -> list[int]:
    """Processes (not this one) whose environment carries the token."""
    needle = f"{VARIABLE}={token}".encode()
    found = []
    for name in os.listdir("/proc") if os.path.isdir("/proc") else []:  # noqa: PTH112, PTH208
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/environ", "rb") as stream:  # noqa: PTH123
                if needle in stream.read().split(b"\0"):
                    found.append(int(name))
        except OSError:
            continue  # It ended meanwhile, or belongs to another user.
    return found


def kill_bearers(token: str) -> None:
    """SIGKILL what still carries the token."""
    for pid in bearers(token):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def main(token: str) -> None:
    """Follow the pipe until it closes, then clean up."""
    groups: set[int] = set()
    for line in sys.stdin:
        sign, number = line[0], int(line[1:])
        (groups.add if sign == "+" else groups.discard)(number)
    for group in groups:
        kill_group(group)
    kill_bearers(token)


if __name__ == "__main__":
    main(sys.argv[1])
