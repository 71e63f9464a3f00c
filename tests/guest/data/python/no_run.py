def work(state):
    return state
