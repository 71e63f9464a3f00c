# mypy: ignore-errors
# ruff: noqa
# Dialect: Python 3.
import os
import time

STALL_AFTER = int(os.environ.get("RUNOFF_STALL_AFTER", "0"))
calls = 0


def run(n):
    global calls
    calls += 1
    if calls == STALL_AFTER:
        time.sleep(2.0)
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    return total
