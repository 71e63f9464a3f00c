# Dialect: Python 2.7 to 3.15. Answers the same each time, but wrongly.


def run(n):
    return sum(range(n))
