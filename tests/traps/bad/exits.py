# Dialect: Python 2.7 to 3.15. Leaves with sys.exit.
import sys


def run(n):
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    sys.exit(0)
    return total
