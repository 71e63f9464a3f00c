"""What a page is made of. Tones may become colours; nothing is said by tone alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How loud something is said."""

    PLAIN = "plain"
    STRONG = "strong"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    DIM = "dim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell; `struck` marks a number that failed a check."""

    text: str
    tone: Tone = Tone.PLAIN
    struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's title; numbers go to the right. A `bound` column stays beside the one before it."""

    title: str
    right: bool = False
    bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells by row; a format that is too narrow continues below with the first column repeated."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has more or fewer cells than there are columns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of level 1 (the run) or 2 (a workload)."""

    text: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph, with an optional lead that stands out."""

    text: str
    lead: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a list; `mark` is a short word in front."""

    mark: str
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A titled list."""

    title: str
    items: tuple[Item, ...]


Block = Heading | Text | Table | Items


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Blocks in reading order."""

    blocks: tuple[Block, ...]
