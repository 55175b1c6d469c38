"""The slash commands of the chat: their names in both languages, and what a typed line is."""

from dataclasses import dataclass
from difflib import get_close_matches

from astreinte.errors import UnknownName

COMMANDS: dict[str, dict[str, str]] = {
    "status": {"fr": "où en est l'incident", "en": "where the incident stands"},
    "timeline": {"fr": "ce qui s'est passé", "en": "what happened"},
    "evidence": {"fr": "les preuves ; /evidence ID en montre une", "en": "the evidence; /evidence ID shows one"},
    "why": {"fr": "l'arbre de diagnostic", "en": "the diagnostic tree"},
    "note": {"fr": "ajouter une note", "en": "add a note"},
    "answer": {"fr": "répondre : /answer QUESTION CHOIX", "en": "answer: /answer QUESTION CHOICE"},
    "ack": {"fr": "prendre en compte : plus de notification", "en": "acknowledge: no more pages"},
    "escalate": {"fr": "notifier tout de suite le niveau suivant", "en": "page the next level at once"},
    "severity": {
        "fr": "changer la sévérité : /severity HAUTE pourquoi",
        "en": "change the severity: /severity HAUTE why",
    },
    "lead": {"fr": "donner la direction : /lead vault pourquoi", "en": "give the lead: /lead vault why"},
    "handoff": {
        "fr": "passer la main : /handoff NOM ; seul, ce qu'il faut savoir",
        "en": "hand over: /handoff NAME; alone, what to know",
    },
    "similar": {"fr": "les incidents passés qui ressemblent", "en": "past incidents that resemble"},
    "pause": {"fr": "arrêter tout effet", "en": "stop every effect"},
    "resume": {"fr": "reprendre l'incident", "en": "go on with the incident"},
    "close": {"fr": "clore l'incident", "en": "close the incident"},
    "postmortem": {"fr": "le post-mortem", "en": "the post-mortem"},
    "new": {"fr": "déclarer un autre incident", "en": "declare another incident"},
    "list": {"fr": "les incidents", "en": "the incidents"},
    "switch": {"fr": "passer à un autre : /switch ID", "en": "go to another one: /switch ID"},
    "help": {"fr": "cette liste", "en": "this list"},
    "quit": {"fr": "quitter ; rien n'est perdu", "en": "leave; nothing is lost"},
}
ALIASES = {
    "stop": "pause",
    "preuves": "evidence",
    "pourquoi": "why",
    "chrono": "timeline",
    "gravite": "severity",
    "gravité": "severity",
    "releve": "handoff",
    "relève": "handoff",
    "reprendre": "resume",
    "clore": "close",
    "nouveau": "new",
    "liste": "list",
    "aide": "help",
    "?": "help",
    "quitter": "quit",
    "exit": "quit",
    "q": "quit",
}
PROMPTS = ("$ ", "# ", "> ", "root@")
FEW = 3
"""Lines from which a text is taken for the output of a command."""


@dataclass(frozen=True)
class Typed:
    """`kind`: a command with its `rest`, a number, pasted output, or words; empty for an empty line."""

    kind: str
    name: str = ""
    rest: str = ""


def typed(line: str) -> Typed:
    """What a person typed or pasted.

    Raises:
        UnknownName: a slash before a word that is no command; names the nearest.
    """
    text = line.strip()
    if "\n" in text and (text.count("\n") + 1 >= FEW or text.startswith(PROMPTS)):
        return Typed("paste", rest=text)
    if text.startswith("/"):
        name, _, rest = text[1:].partition(" ")
        return Typed("command", _command(name.lower()), rest.strip())
    if text.isdecimal() and len(text) <= 2:  # noqa: PLR2004 - a choice's number
        return Typed("number", rest=text)
    return Typed("words", rest=text) if text else Typed("")


def _command(name: str) -> str:
    if name in ALIASES or name in COMMANDS:
        return ALIASES.get(name, name)
    starting = [each for each in COMMANDS if name and each.startswith(name)]
    if len(starting) == 1:
        return starting[0]
    near = get_close_matches(name, COMMANDS, 3) or list(COMMANDS)
    raise UnknownName("command", f"/{name}", [f"/{each}" for each in near])


def completions(text: str) -> list[str]:
    """Commands that begin with what is typed so far."""
    return [f"/{name}" for name in COMMANDS if text.startswith("/") and f"/{name}".startswith(text)]
