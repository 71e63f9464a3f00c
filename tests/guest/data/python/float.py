VALUES = [
    1e6, 1e16, 0.1, 1e-5, float("inf"), 123456789.125, -0.0, 2.2250738585072014e-308, 3.141592653589794, 9007199254740992.0, 1e-4,
    1.7976931348623157e308, -2.5e-10,
]


def setup(n):
    return VALUES[n - 1]


def run(value):
    return value
