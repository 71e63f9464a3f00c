# Dialect: Python 3.8 to 3.15.
"""The pacemaker: the same small piece of work in every round, raced by nobody.

It runs on runoff's own Python, on the guests' core, and does a little of what programs
do: whole numbers, a list, a dict, a call. When it is slow, the machine is.
"""


def setup(n):
    return n, list(range(256)), {}


def step(total, value):
    return (total * 31 + value) & 0xFFFF


def run(state):
    n, values, seen = state
    total = 0
    for index in range(n):
        total = step(total, values[index & 255])
        seen[total & 63] = index
    return total
