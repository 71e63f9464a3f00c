"""What the samples say about each contender. Pure; rebuilt from the store alone."""

from runoff.summary.race import summarise

__all__ = ["summarise"]
