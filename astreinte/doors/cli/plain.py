"""The looks, called as people call them, read without the library of the command line: its import takes longer.

Anything else - help, an option or a value that does not fit, another verb - is left to the library, which says so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from . import looks

Look = Callable[..., int]
LOOKS: Mapping[str, Look] = {"status": looks.status, "list": looks.list_, "similar": looks.similar}
LONGEST_NUMBER = 9
WITH_MORE = 0x04
"""The flag of a function that takes any number of words."""


def understood(arguments: Sequence[str]) -> Callable[[], int] | None:
    """The look that these arguments call; None where they are not plainly one."""
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", ())
    look = LOOKS.get(verb)
    return None if look is None else _bound(look, rest)


def _bound(look: Look, arguments: Sequence[str]) -> Callable[[], int] | None:
    words: list[str] = []
    options: dict[str, Any] = {}
    left = iter(arguments)
    for each in left:
        if not each.startswith("-"):
            words.append(each)
        elif (value := _value(look, each, left)) is None:
            return None
        else:
            options[each.removeprefix("--")] = value
    return partial(look, *words, **options) if _fits(look, len(words)) else None


def _value(look: Look, option: str, left: Iterator[str]) -> Any:
    """What an option says; None where it is none of the look's, or its value does not fit."""
    default: Any = (look.__kwdefaults__ or {}).get(option.removeprefix("--")) if option.startswith("--") else None
    if default is False:
        return True
    said = next(left, "") if default is not None else ""
    if isinstance(default, int):
        number = said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER
        return int(said) if number else None
    return said if said and not said.startswith("-") else None


def _fits(look: Look, words: int) -> bool:
    code: Any = look.__code__
    least = code.co_argcount - len(look.__defaults__ or ())
    return least <= words and (words <= code.co_argcount or bool(code.co_flags & WITH_MORE))
