"""What the workflow survives: processes killed at every point, stopped, cut off; a server restarted, a disk full.

`python -m benchmarks.chaos [--json] [--kills N] [--only NAME]`. Every incident runs in a process of its own over real
files and a real server, and is gone on with by another one. Nothing lost, nothing applied twice, no chain broken.
"""
