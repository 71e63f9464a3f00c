def run(state):
    return state
