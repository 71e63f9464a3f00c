# Dialect: Python 2.7 to 3.15. Computes for ever.


def run(n):
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    while True:
        x += 1
    return total
