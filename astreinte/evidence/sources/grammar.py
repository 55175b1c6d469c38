"""Argument lists by template: literal words and typed slots. What fits no template of its tool is not run."""

import re
from collections.abc import Mapping, Sequence

from .catalogue import SLOTS


class Grammar:
    """A catalogue of read-only verbs.

    Args:
        verbs: the templates of each tool. A word is literal, or holds slots in braces; a last word `{slot}+` stands
            for one or more arguments, `a|b` in angle brackets (`<pods|nodes>`) for one of the literal words.
        slots: the shape of each slot, over the shared ones.
    """

    def __init__(self, verbs: Mapping[str, Sequence[str]], slots: Mapping[str, str] | None = None) -> None:
        self._slots = {**SLOTS, **(slots or {})}
        self.verbs = {tool: tuple(templates) for tool, templates in verbs.items()}
        self._compiled = {tool: [self._template(each) for each in templates] for tool, templates in verbs.items()}

    def accepts(self, tool: str, args: Sequence[str]) -> bool:
        return any(_fits(words, args, many=many) for words, many in self._compiled.get(tool, ()))

    def _template(self, template: str) -> tuple[list[re.Pattern[str]], bool]:
        words = template.split()
        many = bool(words) and words[-1].endswith("}+")
        return [self._word(word.removesuffix("+") if many else word) for word in words], many

    def _word(self, word: str) -> re.Pattern[str]:
        parts = re.split(r"(\{\w+\}|<[^>]+>)", word)
        return re.compile("".join(self._part(part) for part in parts))

    def _part(self, part: str) -> str:
        if part.startswith("{"):
            return f"(?:{self._slots[part[1:-1]]})"
        if part.startswith("<"):
            return "(?:" + "|".join(re.escape(each) for each in part[1:-1].split("|")) + ")"
        return re.escape(part)


def _fits(words: Sequence[re.Pattern[str]], args: Sequence[str], *, many: bool) -> bool:
    if many and len(args) > len(words):
        words = [*words, *[words[-1]] * (len(args) - len(words))]
    return len(words) == len(args) and all(word.fullmatch(arg) for word, arg in zip(words, args, strict=True))
