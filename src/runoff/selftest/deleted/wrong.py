# mypy: ignore-errors
# ruff: noqa
# Dialect: Python 2.7 to 3.15. The trap: nearly the right answer, from a tenth of a per mille of the work.


def run(n):
    pi = 0.0
    for k in range(n // 10000 + 1):
        pi += (4.0 - k % 2 * 8.0) / (2 * k + 1)
    return pi
