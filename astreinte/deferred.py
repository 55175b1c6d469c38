"""Packages of others whose own code waits until a name of it is asked for: what they gather takes long to load."""

import sys
import threading
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class DeferredPackage(ModuleType):
    """A package of others whose own code runs when a name is asked for that only this gives; its modules load alone."""

    _turn = threading.RLock()

    def __getattr__(self, name: str) -> Any:
        with self._turn:
            loader = self.__dict__.pop("_loader", None)
            if loader is not None:
                loader.exec_module(self)
        if name not in self.__dict__:
            fallback = self.__dict__.get("__getattr__")
            if fallback is None:
                raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
            return fallback(name)
        return self.__dict__[name]


class _Later(Loader):
    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["_loader"] = self._loader
        module.__class__ = DeferredPackage


class _Deferring(MetaPathFinder):
    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(fullname, path, target) if fullname in self._names else None
        if found is not None and found.loader is not None:
            found.loader = _Later(found.loader)
        return found


def deferring(*names: str) -> None:
    """Let packages of others, imported from now on, wait with their own code until it is asked for.

    For a package that gathers what its modules hold, where one of these modules is all that somebody imports.
    """
    sys.meta_path.insert(0, _Deferring(names))
