# Dialect: Python 2.7 to 3.15. Fails before there is anything to time.


def setup(n):
    raise RuntimeError("the input is not there")


def run(state):
    return 0
