# Dialect: Python 3.9 to 3.15, with msgspec.
from msgspec import Struct
from msgspec.json import Decoder


class Record(Struct):
    user_id: int


def setup(input):
    with open(input, "rb") as file:
        return file.read().splitlines()


def run(lines):
    decode = Decoder(Record).decode
    return len({decode(line).user_id for line in lines})
