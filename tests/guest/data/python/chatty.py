import os
import sys

LINE = "turn inner=2 warm_ns=1 wall_ns=1 cpu_ns=1 answer=42\n"

sys.stdout.write(LINE)


def run(state):
    sys.stdout.write(LINE)
    sys.stdout.flush()
    sys.__stdout__.write(LINE)
    sys.__stdout__.flush()
    if hasattr(os, "dup2"):
        os.write(1, LINE.encode("ascii"))
        os.system("echo turn from a child")
        return len(os.read(0, 100))
    return 0
