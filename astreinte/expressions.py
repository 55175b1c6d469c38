"""Regular expressions that are compiled at their first use: of hundreds a command needs a few."""

import re
from functools import cached_property
from typing import Any, cast


class Expression:
    """Whatever `re.compile` gives, once somebody asks for more than its text."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(self._compiled, name)
        self.__dict__[name] = value
        return value


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, later.

    Raises:
        re.error: at its first use: for expressions of our own, which tests have tried.
    """
    return cast("re.Pattern[str]", Expression(pattern, flags))
