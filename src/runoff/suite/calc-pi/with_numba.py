# Dialect: Python 3.9 and later, with Numba.
from math import sqrt

from numba import njit


@njit
def viete(n):
    s = 0.0
    p = 1.0
    for _ in range(n):
        s = sqrt(2.0 + s)
        p = p * s / 2.0
    return 2.0 / p


def setup(n):
    # Compiles. Whoever uses Numba pays for this once per process: it belongs to the start.
    viete(1)
    return n


def run(n):
    return viete(n)
