"""Fakes that satisfy the ports, as classes; nothing is patched."""
