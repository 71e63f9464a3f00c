# Dialect: Python 2.7 to 3.15. Allocates without end, slowly enough that a watcher with a limit can step in.
import time


def run(n):
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    hoard = []
    while True:
        hoard.append(b"x" * 16000000)
        time.sleep(0.01)
    return total
