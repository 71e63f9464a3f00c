import sys


def run(state):
    sys.exit("enough")
