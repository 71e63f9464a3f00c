# Dialect: Python 2.7 to 3.15. Dies as by a fault in an extension module.
import os
import signal


def run(n):
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    os.kill(os.getpid(), signal.SIGSEGV)
    return total
