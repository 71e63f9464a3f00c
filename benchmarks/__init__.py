"""Measures runoff itself, side by side with pyperf and hyperfine: `./dev bench`.

    ./dev bench aa --state quiet          one benchmark (see `./dev bench --help`)
    ./dev bench table                     write benchmarks/README.md from what was measured

Every measurement is one JSON line in benchmarks/results; what is there is not measured
again, so an interrupted benchmark goes on where it stopped.
"""

import sys
from pathlib import Path

# The races made of numbers that the tests use stand in for a run of 100,000 turns.
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
