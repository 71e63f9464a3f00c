def run(state):
    return (state


x = 1
