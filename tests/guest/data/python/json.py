"""Named like a module of the standard library, and uses it."""
import sys

here = sys.path[0]
sys.path[0] = ""
import json  # noqa: E402

sys.path[0] = here


def run(state):
    return json.dumps([state])
