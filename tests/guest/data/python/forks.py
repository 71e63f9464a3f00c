import os


def run(state):
    """The child comes back out of run; the parent waits for it."""
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
    return state
