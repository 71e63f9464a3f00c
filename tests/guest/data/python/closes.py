import os
import sys


def run(state):
    if not sys.stdout.closed:
        if hasattr(os, "dup2"):
            os.close(1)
            sys.stdout.close()
        else:
            sys.stdout.close()
    return state
