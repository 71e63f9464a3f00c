# Dialect: Python 2.7 to 3.15.
KEYS = 997


def setup(n):
    keys = ["user-%04d" % i for i in range(KEYS)]
    # 372 and 997 have no common divisor: one ring through all keys.
    following = {keys[i]: keys[(i + 372) % KEYS] for i in range(KEYS)}
    return following, keys[0], n


def run(state):
    following, key, n = state
    for _ in range(n):
        key = following[key]
    return key
