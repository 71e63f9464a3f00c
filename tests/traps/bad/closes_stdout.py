# Dialect: Python 2.7 to 3.15. Closes standard output, the object and the descriptor.
import os
import sys


def run(n):
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    sys.stdout.close()
    try:
        os.close(1)
    except OSError:
        pass
    return total
