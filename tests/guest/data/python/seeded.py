def setup(n, seed, input=""):
    return n, seed, input


def run(state):
    return "%d %d %s" % state
