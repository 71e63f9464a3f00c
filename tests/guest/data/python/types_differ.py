"""1, then 1.0: equal, and not the same answer."""
calls = []


def run(state):
    calls.append(1)
    return 1 if len(calls) == 1 else 1.0
