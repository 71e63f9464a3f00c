# Dialect: Python 2.7 to 3.15. Answers with what equals nothing.


def run(n):
    return float("nan")
