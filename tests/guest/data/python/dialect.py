"""Things that a module may rely on: its name, its file, its own helper beside it, classes that know their module."""
import sys

import helper


class Thing(object):
    pass


def run(state):
    return "%s %s %s %s %s" % (
        __name__, __file__.split("/")[-1], helper.ANSWER, Thing.__module__, sys.modules[__name__].run is run)
