# Dialect: Python 2.7 to 3.15. Dies only after 40 operations.
import os
import signal

calls = []


def run(n):
    calls.append(n)
    if len(calls) > 40:
        os.kill(os.getpid(), signal.SIGKILL)
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    return total
