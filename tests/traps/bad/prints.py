# Dialect: Python 2.7 to 3.15. Prints, which an entry may do: it is no mistake.
from __future__ import print_function


def run(n):
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    print("turn", n, total)
    return total
