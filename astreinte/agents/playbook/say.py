"""The sentences of the playbook, in French and in English. Text of evidence is quoted and capped."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from astreinte.agents.knowledge import Language
from astreinte.domain import Signal
from astreinte.evidence.details import worded

QUOTE = 180

SENTENCES: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "fr": {
            "why": "{title} sur {component} : {proof}{hints}.",
            "hints": ", appuyé par {hints}",
            "echo": " Sans doute l'effet de « {cause} » sur {spot}.",
            "denied": "{signal} sur {spot} l'exclut",
            "lacks": "il manque {signals}",
            "looked": "`{command}` ne le montre pas",
            "summary": "{count} piste(s), en tête {title} sur {component} ({confidence}).",
            "nothing": "Aucune cause trouvée à travers cette lentille.",
            "healthy": "Rien d'anormal : {title} ({confidence}).",
            "decided": "{title} sur {component}, retenu à {confidence} : {proof}{hints}.",
            "agreed": " Convergence de {tags}.",
            "against": " Écarté : {rivals}.",
            "aside": " Fausse piste, écartée : {loud}.",
            "change": "{change}, de {owner} ({reason})",
            "changes": " Changement écarté : {changes}.",
            "change_late": "postérieur à la première erreur, de {time}",
            "change_later": "postérieur aux premiers symptômes",
            "change_unneeded": "{name} n'en dépend pas",
            "change_apart": "la preuve tient sans lui",
            "change_idle": "rien ne montre de panne qui en vienne",
            "also": " Second défaut indépendant, avec sa propre preuve : {other}.",
            "explains": " Explique aussi {echoes}.",
            "chosen": "Choix de l'utilisateur, piste de {tag} : {why}",
            "chosen_none": "L'utilisateur a choisi {tag}, qui n'a pas de piste ; la décision du lead est maintenue. ",
            "no_cause": "Aucune cause prouvée : {signals} signaux lus, aucun ne suffit.{ruled}",
            "tried": " Déjà essayé sans succès : {tried}.",
            "ruled": " Écarté : {ruled}.",
            "withdraw_same": "Même cause que la décision : {cause}.",
            "withdraw_explained": "La décision ({cause}) explique ce que j'ai vu.",
            "withdraw_weak": "Ma piste {cause} ({own}) ne pèse pas assez face à la décision ({theirs}).",
            "withdraw_none": "Aucune piste à opposer à la décision.",
            "withdraw_covered": "Les preuves de ma piste {cause} sont toutes reprises par la décision.",
            "maintain": "{why} La décision ({cause}) n'explique pas {signals} ; confiance {own} contre {theirs}.",
            "maintain_none": "Ma piste a sa preuve et la décision n'en nomme aucune : {why}",
            "how": " {how}",
            "place": " (namespace {namespace})",
            "asked": " Déclaré pour {name}{place}.",
            "asked_unseen": " Déclaré pour {name}, dont aucun relevé ne parle.",
            "typo": " `{command}` introuvable : sans doute une faute de frappe, la commande voulue serait `{meant}`.",
            "to_read": " À lire vous-même : {lines}.",
            "elsewhere": " Vu ailleurs, sans lien avec {name} : {other}.",
            "step": "{question} {answer} : {signal}",
            "step_inferred": "{question} {answer} (déduit)",
            "otherwise": "mais un relevé dit « {answer} », {signal}",
            "refuted_gone": "un relevé plus récent qui ne montre plus {signals}",
            "refuted_by": "un relevé qui montre {signals}",
            "refuted_near": "{cause} : {differs} ; se prouve par {proof}",
            "and": " et ",
        },
        "en": {
            "why": "{title} on {component}: {proof}{hints}.",
            "hints": ", supported by {hints}",
            "echo": " Probably the effect of “{cause}” on {spot}.",
            "denied": "{signal} on {spot} rules it out",
            "lacks": "{signals} is missing",
            "looked": "`{command}` does not show it",
            "summary": "{count} suspicion(s), first {title} on {component} ({confidence}).",
            "nothing": "No cause found through this lens.",
            "healthy": "Nothing wrong: {title} ({confidence}).",
            "decided": "{title} on {component}, held at {confidence}: {proof}{hints}.",
            "agreed": " {tags} agree.",
            "against": " Set aside: {rivals}.",
            "aside": " Red herring, set aside: {loud}.",
            "change": "{change}, of {owner} ({reason})",
            "changes": " Change set aside: {changes}.",
            "change_late": "after the first error, of {time}",
            "change_later": "after the first symptoms",
            "change_unneeded": "{name} does not need it",
            "change_apart": "the proof holds without it",
            "change_idle": "no failure is shown to come of it",
            "also": " A second, independent fault has its own proof: {other}.",
            "explains": " It also explains {echoes}.",
            "chosen": "Chosen by the user, suspicion of {tag}: {why}",
            "chosen_none": "The user chose {tag}, who has no suspicion; the lead's decision stands. ",
            "no_cause": "No cause proven: {signals} signals read, none suffices.{ruled}",
            "tried": " Already tried without success: {tried}.",
            "ruled": " Ruled out: {ruled}.",
            "withdraw_same": "Same cause as the decision: {cause}.",
            "withdraw_explained": "The decision ({cause}) explains what I saw.",
            "withdraw_weak": "My suspicion {cause} ({own}) does not weigh enough against the decision ({theirs}).",
            "withdraw_none": "No suspicion to set against the decision.",
            "withdraw_covered": "The decision takes up all the evidence of my suspicion {cause}.",
            "maintain": "{why} The decision ({cause}) does not explain {signals}; confidence {own} against {theirs}.",
            "maintain_none": "My suspicion has its proof and the decision names none: {why}",
            "how": " {how}",
            "place": " (namespace {namespace})",
            "asked": " Declared for {name}{place}.",
            "asked_unseen": " Declared for {name}, of which no reading speaks.",
            "typo": " `{command}` is not found: it may be a typo, and the intended command `{meant}`.",
            "to_read": " To read yourself: {lines}.",
            "elsewhere": " Seen elsewhere, not linked to {name}: {other}.",
            "step": "{question} {answer}: {signal}",
            "step_inferred": "{question} {answer} (inferred)",
            "otherwise": "but a reading says “{answer}”, {signal}",
            "refuted_gone": "a newer reading that no longer shows {signals}",
            "refuted_by": "a reading that shows {signals}",
            "refuted_near": "{cause}: {differs}; proven by {proof}",
            "and": " and ",
        },
    }
)


def say(language: Language, key: str, **values: object) -> str:
    return SENTENCES[language][key].format(**values)


def listed(parts: Iterable[str], language: Language) -> str:
    """`a, b et c`."""
    items = list(dict.fromkeys(parts))
    if len(items) < 2:  # noqa: PLR2004
        return "".join(items)
    return ", ".join(items[:-1]) + SENTENCES[language]["and"] + items[-1]


def percent(value: float, language: Language) -> str:
    """`93 %` in French, `93%` in English."""
    return f"{value:.0%}" if language == "en" else f"{100 * value:.0f} %"


def cut(text: str) -> str:
    """One line of at most `QUOTE` characters."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTE else line[: QUOTE - 1] + "…"


def signal_text(signal: Signal, language: Language) -> str:
    """The signal's id, with what was read in quotes where the extractor kept it, its own words in the language."""
    detail = cut(worded(signal.detail, language))
    if not detail:
        return signal.id
    return f"{signal.id} (“{detail}”)" if language == "en" else f"{signal.id} (« {detail} »)"


def signal_texts(signals: Iterable[Signal], language: Language, quoted: Collection[str] = ()) -> str:
    """Several in a row; what was read is quoted once, and not again where it is already `quoted`."""
    said, texts = set(quoted), list[str]()
    for signal in signals:
        texts.append(signal.id if signal.detail in said else signal_text(signal, language))
        said.add(signal.detail)
    return listed(texts, language)
