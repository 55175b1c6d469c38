"""What a service lives by: its own needs, then those of what it needs, nearest first."""

from collections.abc import Iterator, Mapping

from astreinte.config import Service

MOST = 8
"""Services beyond the one asked about: a longer chain is read from its nearer end."""


def needed(name: str, services: Mapping[str, Service]) -> tuple[str, ...]:
    """Names as the inventory writes them, each once: services of it, and addresses that it does not know further."""
    return tuple(_walk(name, services))[:MOST]


def _walk(name: str, services: Mapping[str, Service]) -> Iterator[str]:
    seen, ahead = {name}, [name]
    while ahead:
        here = services.get(ahead.pop(0))
        for need in here.needs if here else ():
            if need not in seen:
                seen.add(need)
                ahead.append(need)
                yield need
