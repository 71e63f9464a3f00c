# Dialect: Python 2.7 to 3.15.


def setup(n):
    values = []
    x = 1
    for _ in range(n):
        x = x * 171 % 30269
        values.append(x)
    return values


def run(values):
    return sum([3 * x + 1 for x in values if x > 1000])
