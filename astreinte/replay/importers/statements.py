"""Expected statements in plain English, judged by a strict rule: every word that carries meaning must be said.

A statement is cut into words; articles, auxiliaries and the words by which a judge is addressed ("the answer should
mention") are dropped. Each that is left must occur in the answer, upper and lower case alike, endings of number and
tense aside; of two words joined by "or", one will do. A statement that is optional asks for nothing; one that forbids
a mention, offers whole alternatives or is an essay needs a judge.
"""

import re
from collections.abc import Iterator, Sequence

WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/+-]*[A-Za-z0-9_]|[A-Za-z0-9]")
ESSAY = 240
"""Characters from which a statement is no longer one."""

NEEDS_A_JUDGE = re.compile(
    r"(?i)\b(either|similar to|something like|one of|acceptable|example|instructions?|links?|quote|"
    r"(doesn.t|does not|don.t|not) mention|did you mean)\b"
)
OPTIONAL = re.compile(r"(?i)^\W*optional")
ADDRESS = frozenset(
    WORD.findall(
        """
        answer result output response must should say says said state states mention mentions mentioned suggest suggests
        suggets include includes included indicate indicates indicated expect
        a an the this that these those which it its there their his her them they of to in on at by for from with as and
        but than is are was were be been being has have had having do does may can could would will might also then not
        getting gets get got due because since during about into out
        experience experienced experiencing issue issues problem problems repeatedly user pod
        """
    )
)
"""Words of address, of grammar and of filling: they carry no finding."""

ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e", "y")
SHORT = 4


def judgeable(statements: Sequence[str]) -> bool:
    """Whether all of them can be judged by their words."""
    asked = [each for each in statements if not OPTIONAL.match(each)]
    return bool(asked) and not any(NEEDS_A_JUDGE.search(each) or len(each) > ESSAY for each in asked)


def terms(statements: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """What an answer must say: of each tuple one, without endings."""
    seen: dict[tuple[str, ...], None] = {}
    for statement in statements:
        if not OPTIONAL.match(statement):
            seen.update(dict.fromkeys(_terms(statement)))
    yield from seen


def _terms(statement: str) -> Iterator[tuple[str, ...]]:
    held: tuple[str, ...] = ()
    joined = False
    for word in WORD.findall(statement.replace("`", " ")):
        if word.lower() == "or":
            joined = bool(held)
        elif word.lower() not in ADDRESS and not word.isdigit():
            if held and not joined:
                yield held
            held = (*held, _bare(word.lower())) if joined else (_bare(word.lower()),)
            joined = False
    if held:
        yield held


def _bare(word: str) -> str:
    """`expired` and `expires` are one word; names with digits or marks are left whole."""
    if not word.isalpha():
        return word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORT:
            return word.removesuffix(ending)
    return word
