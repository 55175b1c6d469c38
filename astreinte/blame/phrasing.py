"""Phrases of the word lists as patterns: verbs in all their forms, room for a few words, and named groups of words.

In a phrase, `verb~` stands for every form of that verb, ` .. ` for up to three words, `{NAME}` for a group of words of
the language's list, and brackets and `|` and `?` mean what they do in a pattern. All of it is folded text.
"""

import re
from collections.abc import Iterable, Mapping

GAP = r"(?: [\w'/-]+){0,3}?,? "
VERB = re.compile(r"([a-z]+)~")
GROUP = re.compile(r"\{([A-Z]+)\}")

EN_IRREGULAR = {
    "be": "be|is|are|was|were|been|being|am",
    "have": "have|has|had|having",
    "do": "do|does|did|done|doing",
    "go": "go|goes|went|gone|going",
    "make": "make|makes|made|making",
    "take": "take|takes|took|taken|taking",
    "give": "give|gives|gave|given|giving",
    "let": "let|lets|letting",
    "put": "put|puts|putting",
    "cut": "cut|cuts|cutting",
    "shut": "shut|shuts|shutting",
    "get": "get|gets|got|gotten|getting",
    "sit": "sit|sits|sat|sitting",
    "run": "run|runs|ran|running",
    "leave": "leave|leaves|left|leaving",
    "lose": "lose|loses|lost|losing",
    "fall": "fall|falls|fell|fallen|falling",
    "sleep": "sleep|sleeps|slept|sleeping",
    "keep": "keep|keeps|kept|keeping",
    "sweep": "sweep|sweeps|swept|sweeping",
    "think": "think|thinks|thought|thinking",
    "know": "know|knows|knew|known|knowing",
    "break": "break|breaks|broke|broken|breaking",
    "forget": "forget|forgets|forgot|forgotten|forgetting",
    "see": "see|sees|saw|seen|seeing",
    "pay": "pay|pays|paid|paying",
    "say": "say|says|said|saying",
    "tell": "tell|tells|told|telling",
    "throw": "throw|throws|threw|thrown|throwing",
    "blow": "blow|blows|blew|blown|blowing",
    "bring": "bring|brings|brought|bringing",
    "find": "find|finds|found|finding",
    "turn": "turn|turns|turned|turning",
    "hide": "hide|hides|hid|hidden|hiding",
    "stick": "stick|sticks|stuck|sticking",
    "bite": "bite|bites|bit|bitten|biting",
    "show": "show|shows|showed|shown|showing",
    "choose": "choose|chooses|chose|chosen|choosing",
    "play": "play|plays|played|playing",
    "drag": "drag|drags|dragged|dragging",
    "drop": "drop|drops|dropped|dropping",
    "skip": "skip|skips|skipped|skipping",
    "wing": "wing|wings|winged|winging",
    "slip": "slip|slips|slipped|slipping",
    "panic": "panic|panics|panicked|panicking",
    "misread": "misread|misreads|misreading",
    "fling": "fling|flings|flung|flinging",
    "hold": "hold|holds|held|holding",
    "stand": "stand|stands|stood|standing",
    "feel": "feel|feels|felt|feeling",
    "bury": "bury|buries|buried|burying",
    "hurry": "hurry|hurries|hurried|hurrying",
    "nod": "nod|nods|nodded|nodding",
    "shrug": "shrug|shrugs|shrugged|shrugging",
    "rob": "rob|robs|robbed|robbing",
    "spend": "spend|spends|spent|spending",
    "catch": "catch|catches|caught|catching",
    "mean": "mean|means|meant|meaning",
    "learn": "learn|learns|learned|learnt|learning",
    "come": "come|comes|came|coming",
    "jump": "jump|jumps|jumped|jumping",
    "understand": "understand|understands|understood|understanding",
    "misunderstand": "misunderstand|misunderstands|misunderstood|misunderstanding",
}
FR_ENDINGS = "er|e|ee|es|ees|ent|ait|ais|aient|ant|a|as|ai|ons|ez|erent|ions|era|eront|erai|erait|eraient|at"
FR_IR = "ir|i|ie|is|ies|it|issent|issait|issaient|issant|irent|ira|iront|irait"
FR_RE = "re|s|t||ent|ait|aient|ant|u|ue|us|ues|irent|it|ra|ront|rait"
FR_IRREGULAR = {
    "etre": "etre|est|sont|suis|sommes|etait|etaient|etions|ete|fut|furent|soit|etant|sera|seront|serait",
    "avoir": "avoir|a|ont|ai|avons|avez|avait|avaient|avions|eu|eut|eurent|ayant|aura|aurait|auraient",
    "faire": "faire|fait|faits|faite|faites|font|faisait|faisaient|faisant|fit|firent|fera|feront|ferait|fasse",
    "aller": "aller|va|vont|allait|allaient|alle|alles|allee|allees|allant|alla|ira|iront|irait",
    "savoir": "savoir|sait|savent|savait|savaient|su|sachant|sut|saura|saurait",
    "vouloir": "vouloir|veut|veulent|voulait|voulaient|voulu|voulant|voulut",
    "pouvoir": "pouvoir|peut|peuvent|pouvait|pouvaient|pu|pouvant",
    "voir": "voir|voit|voient|voyait|voyaient|vu|vue|vus|vues|voyant|vit|virent",
    "dire": "dire|dit|dits|disent|disait|disaient|disant",
    "lire": "lire|lit|lisent|lisait|lisaient|lu|lue|lus|lues|lisant",
    "suivre": "suivre|suit|suivent|suivait|suivi|suivie|suivis|suivies|suivant",
    "croire": "croire|croit|croient|croyait|croyaient|cru|croyant|crut",
    "ouvrir": "ouvrir|ouvre|ouvrent|ouvrait|ouvert|ouverte|ouverts|ouvrant",
    "dormir": "dormir|dort|dorment|dormait|dormaient|dormi|dormant",
    "tenir": "tenir|tient|tiennent|tenait|tenaient|tenu|tenue|tenus|tenant|tint",
    "jeter": "jeter|jette|jettent|jetait|jetaient|jete|jetee|jetes|jetant|jeta",
    "courir": "courir|court|courent|courait|couru|courant",
    "conduire": "conduire|conduit|conduisent|conduisait|conduite|conduisant",
    "plaire": "plaire|plait|plaisait|plu",
}
FR_FAMILIES = {
    "prendre": ("prend|prends|prennent|prenait|prenaient|prenant|prit|prirent|pris|prise|prises|prendre|prendra"),
    "mettre": ("met|mets|mettent|mettait|mettaient|mettant|mit|mirent|mis|mise|mises|mettre|mettra"),
}


def pattern_of(phrases: Iterable[str], language: str, groups: Mapping[str, str]) -> str:
    """One pattern that finds any of the phrases as whole words."""
    return rf"(?<!\w)(?:{'|'.join(_phrase(str(each), language, groups) for each in phrases)})(?:(?<=[' ])|(?!\w))"


def _phrase(text: str, language: str, groups: Mapping[str, str]) -> str:
    text = GROUP.sub(lambda hit: f"(?:{groups[hit[1]]})", text)
    forms = english_forms if language == "en" else _french
    text = VERB.sub(lambda hit: f"(?:{forms(hit[1])})", text)
    if language == "fr":
        text = text.replace("oe", "(?:oe|œ)")
    return re.sub(r"\((?!\?)", "(?:", text).replace(" .. ", GAP)


def english_forms(verb: str) -> str:
    """All forms of a verb, as alternatives of a pattern."""
    if verb in EN_IRREGULAR:
        return EN_IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}s?|{verb}d|{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return f"{verb}|{verb[:-1]}ies|{verb[:-1]}ied|{verb}ing"
    return f"{verb}(?:e?s|ed|ing)?"


def _french(verb: str) -> str:
    if verb in FR_IRREGULAR:
        return FR_IRREGULAR[verb]
    for family, forms in FR_FAMILIES.items():
        if verb.endswith(family):
            return f"{verb[: -len(family)]}(?:{forms})"
    if verb.endswith("er"):
        return f"{verb[:-2]}e?(?:{FR_ENDINGS})"
    if verb.endswith("ir"):
        return f"{verb[:-2]}(?:{FR_IR})"
    return f"{verb[:-2]}(?:{FR_RE})"
