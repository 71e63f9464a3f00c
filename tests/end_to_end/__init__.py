"""End to end: real processes, real guests, the real command line."""
