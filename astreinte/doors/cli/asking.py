"""Putting one question at the terminal: numbered choices, no default on Enter."""

import sys
from typing import Any

from astreinte.domain import Question

from .show import asked


def ask(question: Question, words: Any) -> str | None:
    """The choice id or text; None when the person leaves it for later (empty line, Ctrl-C or end of input)."""
    print(f"\n{asked(question, '')}", file=sys.stderr)
    while True:
        try:
            print(words.say("prompt_later"), end=" ", file=sys.stderr, flush=True)
            said = input().strip()
        except (EOFError, KeyboardInterrupt):
            return None
        if not said:
            return None
        if (choice := _meant(question, said)) is not None:
            return choice
        print(words.say("prompt_again", count=len(question.choices)), file=sys.stderr)


def _meant(question: Question, said: str) -> str | None:
    if not question.choices:
        return said
    if said.isdigit() and 1 <= int(said) <= len(question.choices):
        return question.choices[int(said) - 1].id
    return next((choice.id for choice in question.choices if said.lower() == choice.id), None)
