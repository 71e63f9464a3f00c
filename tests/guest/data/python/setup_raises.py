def setup(n):
    if n == 1:
        raise RuntimeError("no such luck")
    return n


def run(state):
    return state
