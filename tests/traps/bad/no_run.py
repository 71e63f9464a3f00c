# Dialect: Python 2.7 to 3.15. Has no run().


def main(n):
    return n
