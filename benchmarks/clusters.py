"""Every fault variant of the invented clusters through the whole graph: how many are named right, by cause.

python -m benchmarks.clusters [--jobs N] [--only TEXT]
"""

import argparse
import asyncio
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from astreinte.replay.bench import Case, judge
from tests.clusters.variants import Variant, variants


def judged(index: int) -> tuple[str, str, Case]:
    """Named by place in the list: changes are functions, which no process can be handed."""
    variant: Variant = variants()[index]
    return variant.cause, variant.id, asyncio.run(judge(variant.take()))


def main() -> None:
    """Print the misses, then hits of all by cause."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", default="", help="part of the name of a variant")
    chosen = parser.parse_args()
    picked = [i for i, each in enumerate(variants()) if chosen.only in each.id]
    total, right, near = Counter[str](), Counter[str](), Counter[str]()
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for cause, name, case in pool.map(judged, picked, chunksize=4):
            total[cause] += 1
            right[cause] += case.rank == 1
            near[cause] += case.rank is not None and case.rank <= 3  # noqa: PLR2004
            if case.rank != 1:
                print(f"{name}: wants {case.expected[1][0]}, got {case.predicted}")
    for cause in total:
        print(f"{cause:<36} {right[cause]:>3} / {near[cause]:>3} / {total[cause]:>3}")
    print(f"first {right.total()}, in three {near.total()}, of {total.total()}")


if __name__ == "__main__":
    main()
