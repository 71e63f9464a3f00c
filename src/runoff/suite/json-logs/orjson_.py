# Dialect: Python 3.9 to 3.15, with orjson.
from orjson import loads


def setup(input):
    with open(input, "rb") as file:
        return file.read().splitlines()


def run(lines):
    return len({loads(line)["user_id"] for line in lines})
