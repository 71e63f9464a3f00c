# mypy: ignore-errors
# ruff: noqa
# Dialect: Python 3.
import time


def run(n):
    while True:
        time.sleep(60.0)
