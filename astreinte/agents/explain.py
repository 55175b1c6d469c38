"""What `astreinte causes` prints: one cause, in words, or the list by branch."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from astreinte.actions.taxonomy import action_types

from .knowledge import Cause, Knowledge, Language, Remedy

TEXTS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "fr": {
            "place": "Branche {branch}, étape {stage}, classe {kind} ; porte sur : {target}",
            "lead": "Lead {lead} ; support {support} ; domaines {domains}",
            "proves": "Prouvé par (toute une ligne)",
            "hints": "Appuyé par",
            "denies": "Exclu par",
            "near": "À ne pas confondre avec",
            "near_proof": "se prouve par {proof}",
            "yields": "S'efface devant",
            "show": "À lire (lecture seule)",
            "query": "Requête",
            "fix": "Remèdes, par préférence",
            "temporary": "temporaire",
            "permanent": "durable",
            "nobody": "aucun",
            "any": "toute autre cause prouvée",
            "colon": " :",
            "then": " ; ",
            "undo": "annulation : {undo}",
        },
        "en": {
            "place": "Branch {branch}, stage {stage}, class {kind}; sits on: {target}",
            "lead": "Lead {lead}; support {support}; domains {domains}",
            "proves": "Proven by (one whole line)",
            "hints": "Supported by",
            "denies": "Ruled out by",
            "near": "Not to be confused with",
            "near_proof": "is proven by {proof}",
            "yields": "Gives way to",
            "show": "To read (read-only)",
            "query": "Query",
            "fix": "Remedies, by preference",
            "temporary": "temporary",
            "permanent": "permanent",
            "nobody": "none",
            "any": "any other proven cause",
            "colon": ":",
            "then": "; ",
            "undo": "undo: {undo}",
        },
    }
)


def explain(knowledge: Knowledge, cause: str, language: Language) -> str:
    """All that is known of a cause, as text.

    Raises:
        UnknownName: no such id.
    """
    found, text = knowledge.cause(cause), TEXTS[language]
    parts = [
        f"{found.id}{text['colon']} {found.titles[language]}",
        text["place"].format(branch=found.branch, stage=found.stage, kind=found.kind, target=found.target),
        found.mechanism(language),
        text["lead"].format(
            lead=found.lead, support=", ".join(found.support) or text["nobody"], domains=", ".join(found.domains)
        ),
        _block(text, "proves", (" + ".join(proof) for proof in found.proves)),
        _block(text, "hints", found.hints and (", ".join(found.hints),)),
        _block(text, "denies", found.denies and (", ".join(sorted(found.denies)),)),
        _block(text, "near", (_near(knowledge, found, near, language) for near in found.rule_out)),
        _block(text, "yields", found.yields_to and (", ".join(_yields(found, text)),)),
        _block(text, "show", found.show),
        _block(text, "query", found.query and (found.query,)),
        _block(text, "fix", (_remedy(each, language) for each in found.remedies)),
    ]
    return "\n".join(part for part in parts if part)


def overview(knowledge: Knowledge, language: Language) -> str:
    """Every cause by branch, one a line."""
    lines: list[str] = []
    for branch in knowledge.branches:
        causes = [cause for cause in knowledge.causes.values() if cause.branch == branch]
        lines += [branch, *(f"  {cause.id:34} {cause.titles[language]}" for cause in causes)]
    return "\n".join(lines)


def _block(text: Mapping[str, str], key: str, lines: Iterable[str]) -> str:
    listed = [f"  - {line}" for line in lines]
    return "\n".join([text[key] + text["colon"], *listed]) if listed else ""


def _near(knowledge: Knowledge, cause: Cause, near: str, language: Language) -> str:
    """What looks like the cause, how it differs, and what would prove it."""
    text, other = TEXTS[language], knowledge.cause(near)
    proof = text["near_proof"].format(proof=" + ".join(other.proves[0]))
    parts = (other.titles[language], cause.near_miss(near, language), proof)
    return f"{near}{text['colon']} " + text["then"].join(part for part in parts if part)


def _yields(cause: Cause, text: Mapping[str, str]) -> list[str]:
    return [text["any"] if each == "*" else each for each in cause.yields_to]


def _remedy(remedy: Remedy, language: Language) -> str:
    text, action = TEXTS[language], action_types()[remedy.action]
    head = f"{remedy.action} ({text[remedy.lasts]}){text['colon']} {action.text(language)}"
    undo = text["undo"].format(undo=action.undone(language)) if action.undone(language) else ""
    return text["then"].join(part for part in (head, remedy.note(language), undo) if part)
