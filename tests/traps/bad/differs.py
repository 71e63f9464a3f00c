# Dialect: Python 2.7 to 3.15. Answers differently from call to call.
calls = []


def run(n):
    calls.append(n)
    return len(calls)
