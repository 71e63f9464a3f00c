"""Floats in, floats out, seeded where chance plays a part: intervals, steady state, slopes, modes. Pure."""
