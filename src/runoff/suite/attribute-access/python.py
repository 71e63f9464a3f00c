# Dialect: Python 2.7 to 3.15.
NODES = 61


class Node(object):
    def __init__(self, value):
        self.value = value
        self.following = None


class Tally(object):
    def __init__(self):
        self.total = 0


def setup(n):
    nodes = [Node(i * i % 97) for i in range(NODES)]
    for i in range(NODES):
        # 17 and 61 have no common divisor: one ring through all nodes, in an order that is not that of memory.
        nodes[i * 17 % NODES].following = nodes[(i + 1) * 17 % NODES]
    return nodes[0], n


def run(state):
    node, n = state
    tally = Tally()
    for _ in range(n):
        node = node.following
        tally.total += node.value
    return tally.total
