"""Real faults on a real machine; `python -m lab.host FAULT` runs one from cause to post-mortem."""
