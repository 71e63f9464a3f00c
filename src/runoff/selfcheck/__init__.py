"""Races with known outcomes: what `runoff selfcheck` runs, what has to come out, and what came out."""
