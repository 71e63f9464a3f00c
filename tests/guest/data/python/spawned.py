"""Work in children that start afresh and have to find this module by its name."""
import multiprocessing


def square(number):
    return number * number


def setup(n):
    return multiprocessing.get_context("spawn").Pool(1), n


def run(state):
    pool, n = state
    return sum(pool.map(square, range(n)))
