# Dialect: Python 2.7 to 3.15. Sleeps for ever.
import time


def run(n):
    x = 1
    total = 0
    for i in range(n):
        x = (x * 171 + i) % 30269
        total += x // 7
    while True:
        time.sleep(3600)
    return total
