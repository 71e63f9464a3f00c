"""Workloads with known outcomes, for `runoff selfcheck`: planted slowdowns, and work that a compiler removes."""
