def run(state):
    return "x" * state
