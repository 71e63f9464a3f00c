# Dialect: Python 2.7 to 3.15. Prints a line that looks like a guest's, and writes another straight to descriptor 1.
import os
import sys


def run(n):
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    sys.stdout.write("turn inner=1 warm_ns=0 wall_ns=1 cpu_ns=1 answer=42\n")
    sys.stdout.flush()
    os.write(1, b"turn inner=1 warm_ns=0 wall_ns=1 cpu_ns=1 answer=42\n")
    return total
