def setup(n):
    return {"answer": n, "calls": 0}


def run(state):
    """The same answer three times, or once when it starts at 1; then another."""
    state["calls"] += 1
    return state["answer"] + (state["calls"] > state["answer"])
