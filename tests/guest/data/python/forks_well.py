import os
import sys


def run(state):
    """The child ends by itself, as a child should; its exit code is the answer."""
    pid = os.fork()
    if not pid:
        sys.exit(7)
    return os.waitpid(pid, 0)[1] >> 8
