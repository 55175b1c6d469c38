"""Figures: each `python -m benchmarks.NAME --json` prints one JSON object."""
