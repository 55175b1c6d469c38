"""`astreinte postmortem …`: written again from the journal, checked for blame, reviewed."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from . import show
from .help import Forms, Verbs
from .session import desk, run, settings_here

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
LINT = 9


class _WriteByDefault(Forms):
    """`postmortem ID` is `postmortem write ID`: the verb of the contract stays, its subcommands stand beside it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        wanted = first in self.commands or first in {"--help", "-h"}
        return super().parse_args(ctx, args if wanted else ["write", *args])


def register(app: typer.Typer) -> None:
    group = Verbs(cls=_WriteByDefault, help="Write, check and review post-mortems.")
    group.command("write")(write)
    group.command("lint")(lint)
    group.command("review")(review)
    group.command("html")(html)
    app.add_typer(group, name="postmortem")


def write(
    id: Annotated[str, typer.Argument(metavar="[ID]", help="Incident id.")] = "",
    *,
    from_alert: Annotated[str, typer.Option(help="Resolved alert: straight to evidence and post-mortem.")] = "",
    json: Json = False,
) -> int:
    """Write the post-mortem of an incident again from its journal, or of an alert that is already over."""
    if not id and not from_alert:
        raise typer.BadParameter("give an incident ID, or --from-alert FILE")
    return run(_from_alert(from_alert, json=json) if from_alert else _write(id, json=json))


async def _write(incident: str, *, json: bool) -> int:
    async with desk(progress=False) as opened:
        path = await opened.rewrite(incident)
        show.document({"id": incident, "postmortem": path}) if json else print(path)
        return 0


async def _from_alert(path: str, *, json: bool) -> int:
    from .declaring import Said, declaration
    from .session import CODES

    async with desk() as opened:
        incident = await opened.declare(declaration(Said(alert=path)), attach=False)
        outcome = await opened.run(incident)
        show.outcome(outcome, await opened.questions(incident), opened.ports, json=json)
        return CODES.get(outcome.state, 0)


def html(
    id: Annotated[str, typer.Argument(metavar="ID", help="Incident id.")],
    *,
    out: Annotated[Path | None, typer.Option(help="File to write; ID.html when absent.")] = None,
    json: Json = False,
) -> int:
    """Write the incident's report: one HTML file that opens without network, and prints."""
    return run(_html(id, out or Path(f"{id}.html"), json=json))


async def _html(incident: str, out: Path, *, json: bool) -> int:
    from astreinte.graph.afterwards import Afterwards

    async with desk(progress=False) as opened:
        _save(out, await Afterwards(opened.ports).report(incident))
        show.document({"id": incident, "html": str(out)}) if json else print(out)
        return 0


def _save(path: Path, page: str) -> None:
    from astreinte.errors import InvalidInput

    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be written: {error.strerror}; give --out FILE") from error


def review(
    id: Annotated[str, typer.Argument(metavar="ID", help="Incident id.")],
    *,
    by: Annotated[str, typer.Option(help="Who reviewed it.")] = "",
    json: Json = False,
) -> int:
    """Sign a post-mortem as it stands; refused while a sentence in it has to be rewritten."""
    return run(_review(id, by, json=json))


async def _review(incident: str, by: str, *, json: bool) -> int:
    from astreinte.graph.afterwards import Afterwards

    async with desk(progress=False) as opened:
        path = await Afterwards(opened.ports).review(incident, by)
        show.document({"id": incident, "postmortem": path, "reviewed": by}) if json else print(path)
        return 0


Names = Annotated[
    Path | None, typer.Option(help="File with names of people, one a line; they belong in role fields only.")
]
Format = Annotated[str, typer.Option(help="text, json, sarif or github.")]


def lint(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Markdown files; - reads stdin.")],
    *,
    lang: Annotated[str, typer.Option(help="fr or en; seen from the text when absent.")] = "",
    format: Format = "text",
    names: Names = None,
    shared: Annotated[bool, typer.Option("--shared", help="The text leaves the team: a person's name blocks.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as well.")] = False,
) -> int:
    """Look for blame in any Markdown text; leaves with 9 when a sentence has to be rewritten."""
    from astreinte.blame import lint as check
    from astreinte.errors import UnknownName

    if format not in FORMATS:
        raise UnknownName("format", format, FORMATS)
    roster = _lines(names) if names else []
    found = {str(path): check(_text(path), lang, names=roster, agents=_agents(), shared=shared) for path in paths}
    _print(found, format, lang)
    counted = [one for each in found.values() for one in each if one.blocks or (strict and not one.waived)]
    return LINT if counted else 0


FORMATS = ("text", "json", "sarif", "github")


def _print(found: dict[str, list[Any]], format: str, lang: str) -> None:
    from astreinte import __version__
    from astreinte.blame import as_github, as_json, as_sarif, as_text

    language = lang or _language()
    if format == "json":
        show.document([as_json(each, path) for path, each in found.items()])
    elif format == "sarif":
        show.document(as_sarif(found, __version__))
    else:
        written = as_github if format == "github" else as_text
        print(
            "\n".join(text for path, each in found.items() if (text := written(each, path, language))),
            end="\n" * any(found.values()),
        )
        blocking = sum(one.blocks for each in found.values() for one in each)
        all_ = sum(map(len, found.values()))
        from astreinte.templates import Words

        show.say(Words(language).say("linted", files=len(found), found=all_, blocking=blocking))


def _text(path: Path) -> str:
    from astreinte.errors import InvalidInput

    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: cannot be read as UTF-8 text: {error}") from error


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in _text(path).split("\n") if line.strip() and not line.startswith("#")]


def _language() -> str:
    return str(settings_here().language)


def _agents() -> list[str]:
    return list(settings_here().roles.values())
