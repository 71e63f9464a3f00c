"""runoff: the same work on many language runtimes, turn by turn, with proof."""

__version__ = "0.1.0"
