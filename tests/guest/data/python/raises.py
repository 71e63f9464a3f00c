def deep(state):
    if state == 1:
        raise RuntimeError("no such luck")  # line 3
    return state


def run(state):
    return deep(state)
