"""The race: turns in shuffled rounds, heats of fresh guests, and the loop that runs them."""
