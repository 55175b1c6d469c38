"""Packages that import a module when one of its names is first asked for: a command starts with what it needs."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class LazyPackage(ModuleType):
    """A package whose names are imported at their first use.

    Where a module is called as one of the names that it holds (`followups.followups`), the package shows the name, as
    after `from .followups import followups`.
    """

    def __getattr__(self, name: str) -> Any:
        if (module := self.__dict__["_exports"].get(name)) is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{self.__name__}.{module}"), name)
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and name in self.__dict__["_exports"]:
            value = getattr(value, name)
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.__dict__["_exports"]})


def lazily(package: str, **names: str) -> None:
    """Let a package import its names when they are asked for.

    Args:
        package: its `__name__`.
        names: by module of the package, the names that it holds, between blanks.
    """
    found = sys.modules[package]
    found.__dict__["_exports"] = {name: module for module, held in names.items() for name in held.split()}
    found.__class__ = LazyPackage
