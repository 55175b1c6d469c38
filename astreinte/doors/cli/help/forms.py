"""The page of one verb and of a group of verbs, with headings in the reader's language and no sentence cut off."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from .told import Say, saying, tell

BREAKS = (re.compile(r"\s?[.:;](?=\s|$)"), re.compile(r",(?=\s)"))
"""Where a sentence may end early, the better places first: what follows says more, and the verb's own page has it."""


class _Page:
    """A page in the reader's language, which is found out once one is shown: most runs show none.

    `sections`: a heading and the names under it.
    """

    say: Say | None = None
    sections: Mapping[str, Iterable[str]] = {}

    def get_help(self, ctx: Any) -> str:
        return self._shown("get_help", ctx)

    def get_usage(self, ctx: Any) -> str:
        return self._shown("get_usage", ctx)

    def _shown(self, page: str, ctx: Any) -> str:
        if self.say is None:
            tell(self, saying())
        made: Any = super()
        return getattr(made, page)(ctx)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        verb: Any = self
        pieces: list[str] = verb.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{verb.say('Usage:')} ")

    def _records(self, ctx: Any, kind: str) -> Iterator[tuple[str, str]]:
        verb: Any = self
        for param in verb.get_params(ctx):
            if param.param_type_name == kind and (row := param.get_help_record(ctx)):
                text = verb.say(row[1])
                for word in ("[default: ", "[required]"):
                    text = text.replace(word, verb.say(word))
                yield row[0], text

    def _write(self, formatter: Any, heading: str, rows: Iterable[tuple[str, str]]) -> None:
        verb: Any = self
        if listed := list(rows):
            with formatter.section(verb.say(heading)):
                formatter.write_dl(listed)


class Form(_Page, TyperCommand):
    """A verb."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        self._write(formatter, "Arguments", self._records(ctx, "argument"))
        self._write(formatter, "Options", self._records(ctx, "option"))


class Forms(_Page, TyperGroup):
    """Verbs under one name, or all of them."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        self.format_commands(ctx, formatter)
        self._write(formatter, "Options", self._records(ctx, "option"))

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        del ctx
        width = formatter.width - 6 - max(map(len, self.commands), default=0)
        for heading, names in (self.sections or {"Commands": self.commands}).items():
            shown = ((name, self.commands[name].help or "") for name in names if name in self.commands)
            self._write(formatter, heading, ((name, short(text, width)) for name, text in shown))


class Verbs(typer.Typer):
    """A group whose verbs have these pages."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("cls", Forms)
        super().__init__(**options)

    def command(self, name: str | None = None, **options: Any) -> Any:
        options.setdefault("cls", Form)
        return super().command(name, **options)


def short(text: str, width: int) -> str:
    """The first sentence of a help text, or as much of its beginning as fits and is whole in itself."""
    text = " ".join(text.split())
    first = re.split(r"\.(?=\s|$)", text, maxsplit=1)[0]
    if len(first) <= width:
        return first
    fitting = ([end.start() for end in each.finditer(first) if end.start() <= width] for each in BREAKS)
    return first[: next((ends[-1] for ends in fitting if ends), None)]
