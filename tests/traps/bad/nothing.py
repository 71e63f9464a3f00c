# Dialect: Python 2.7 to 3.15. Forgets to return an answer.


def run(n):
    sum(range(n))
