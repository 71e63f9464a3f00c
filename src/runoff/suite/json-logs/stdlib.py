# Dialect: Python 2.7, 3.6 to 3.15.
from json import loads


def setup(input):
    with open(input, "rb") as file:
        return file.read().splitlines()


def run(lines):
    return len({loads(line)["user_id"] for line in lines})
