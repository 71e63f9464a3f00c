# Dialect: Python 2.7 to 3.15. Needs a package that does not exist.


def run(n):
    return n
