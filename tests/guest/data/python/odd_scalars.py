class Number(int):
    def __repr__(self):
        return "<%d>" % int(self)

    __str__ = __repr__


class Real(float):
    def __repr__(self):
        return "<real>"

    __str__ = __repr__


class Scalar(object):
    """Like a NumPy scalar."""

    shape = ()

    def __init__(self, value):
        self.value = value

    def item(self):
        return self.value

    def __ne__(self, other):
        return self.value != other.value


VALUES = [Number(5), Real(0.5), Scalar(2.5), 10 ** 30]


def setup(n):
    return VALUES[n - 1]


def run(value):
    return value
