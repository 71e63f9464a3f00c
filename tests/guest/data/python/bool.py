def run(state):
    return state == 1
