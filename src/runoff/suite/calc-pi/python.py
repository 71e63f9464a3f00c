# Dialect: Python 2.7 to 3.15.
from math import sqrt


def run(n):
    s = 0.0
    p = 1.0
    for _ in range(n):
        s = sqrt(2.0 + s)
        p = p * s / 2.0
    return 2.0 / p
