# Dialect: Python 2.7 to 3.15. Is killed, as by the system when memory runs out.
import os
import signal


def run(n):
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    os.kill(os.getpid(), signal.SIGKILL)
    return total
