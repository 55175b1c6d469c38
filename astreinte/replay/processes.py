"""Work spread over processes of this machine; one that is killed loses nothing, for what it did is done again."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
ATTEMPTS = 2
"""How often work that may have ended its process is tried in a process of its own."""


def spread(work: Callable[[T], R], items: Iterable[T], jobs: int, lost: Callable[[T], R]) -> Generator[R, None, None]:
    """Each item's result as it comes, `jobs` at once.

    Args:
        work: a function that can be pickled; what it raises is raised here.
        items: asked for as processes become free.
        jobs: processes.
        lost: what stands for an item that ends every process that takes it.
    """
    source, left = iter(items), list[T]()
    while True:
        with ProcessPoolExecutor(jobs) as pool:
            yield from _until_broken(pool, work, source, jobs, left)
        if not left:
            return
        for item in left:
            yield _by_itself(work, item, lost)
        left.clear()


def _until_broken(
    pool: ProcessPoolExecutor, work: Callable[[T], R], source: Iterable[T], jobs: int, left: list[T]
) -> Generator[R, None, None]:
    """Until there is nothing more, or a process was ended: `left` then holds what was under way."""
    running: dict[Future[R], T] = {}
    for item in source:
        try:
            running[pool.submit(work, item)] = item
        except BrokenProcessPool:
            left.append(item)
        if len(running) == jobs:
            yield from _ended(running, left)
        if left:
            break
    while running:
        yield from _ended(running, left)


def _ended(running: dict[Future[R], T], left: list[T]) -> Generator[R, None, None]:
    """The results of those that have ended, which run no more."""
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        item = running.pop(future)
        try:
            result = future.result()
        except BrokenProcessPool:
            left.append(item)
        else:
            yield result


def _by_itself(work: Callable[[T], R], item: T, lost: Callable[[T], R]) -> R:
    for _ in range(ATTEMPTS):
        with ProcessPoolExecutor(1) as pool:
            try:
                return pool.submit(work, item).result()
            except BrokenProcessPool:
                continue
    return lost(item)
