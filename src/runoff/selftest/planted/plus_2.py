# mypy: ignore-errors
# ruff: noqa
# Dialect: Python 2.7 to 3.15.
EXTRA_PERCENT = 2


def kernel(n):
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    return total


def run(n):
    kernel(n * EXTRA_PERCENT // 100)
    return kernel(n)
