# mypy: ignore-errors
# ruff: noqa
# Dialect: Python 3.
# Started as `python slow_clock.py worker.py`: a worker whose clock runs at half speed. An entry could not do
# this: the worker has taken its clock before it loads one.
import sys
import time

honest = time.perf_counter_ns


def at_half_speed():
    return honest() // 2


time.perf_counter_ns = at_half_speed
worker = sys.argv[1]
with open(worker, "rb") as stream:
    exec(compile(stream.read(), worker, "exec"), {"__name__": "__main__", "__file__": worker})
