"""Work in child processes, by whatever start method this Python prefers."""
import multiprocessing


def square(number):
    return number * number


def setup(n):
    return multiprocessing.Pool(2), n


def run(state):
    pool, n = state
    return sum(pool.map(square, range(n)))
