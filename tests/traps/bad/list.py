# Dialect: Python 2.7 to 3.15. Answers with a container.


def run(n):
    return [n, n + 1]
