def setup(n):
    return list(range(n))


def run(numbers):
    return sum(numbers)
