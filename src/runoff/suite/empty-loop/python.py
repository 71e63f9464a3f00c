# Dialect: Python 2.7 to 3.15.


def run(n):
    i = 0
    for i in range(n):
        pass
    return i
