"""Services that fail together: what one needs, and what needs it, however far along the chain."""

from collections.abc import Callable, Iterable, Mapping

from astreinte.config import Service

Services = Mapping[str, Service]


def related(name: str, services: Services) -> frozenset[str]:
    """Names of the inventory on the chains through `name`, without itself."""
    if name not in services:
        return frozenset()
    return (_above(name, services) | _below(name, services)) - {name}


def siblings(name: str, services: Services) -> frozenset[str]:
    """Names that share a need with `name`: what fails below them may show on each first."""
    if name not in services:
        return frozenset()
    shared = (_above(need, services) for need in _below(name, services) - {name})
    return frozenset[str]().union(*shared) - {name}


def _above(name: str, services: Services) -> frozenset[str]:
    return _reached(name, lambda each: (key for key, service in services.items() if each in service.needs))


def _below(name: str, services: Services) -> frozenset[str]:
    return _reached(name, lambda each: (need for need in services[each].needs if need in services))


def _reached(start: str, step: Callable[[str], Iterable[str]]) -> frozenset[str]:
    seen, ahead = {start}, [start]
    while ahead:
        fresh = [each for each in step(ahead.pop()) if each not in seen]
        seen.update(fresh)
        ahead.extend(fresh)
    return frozenset(seen)
