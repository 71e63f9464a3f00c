# Dialect: Python 2.7 to 3.15. Is not Python.


def run(n)
    return n
