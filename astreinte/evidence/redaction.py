"""Secrets and control characters taken out of evidence before it is stored, shown or sent anywhere."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from .fold import fold
from .secret_classes import CLASSES, SecretClass
from .structured import hide
from .sweep import Sweep, sweep

SHORTEST = 4
"""A known secret shorter than this is left alone: it would blot out half of every log."""

LONGEST = 30
"""Most letters and digits before the word that says secret, up to a boundary: `dbUserPassword`, not a base64 run."""

ALNUM = "abcdefghijklmnopqrstuvwxyz0123456789"
MARK = re.compile(r"(\[REDACTED:[a-z0-9_]+\])")
ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|[ -/]*[0-~])|\x9b[0-?]*[ -/]*[@-~]"
)
FINE = bytes(range(0x20, 0x7F)) + b"\n\t"
NEWLINES = re.compile(r"\r+\n?")
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


PERSONAL = {
    "emails": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b"),
    "addresses": re.compile(
        r"(?<![\w.:-])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\w.-])"
        r"|(?<![\w:.])(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}"
        r"|(?:[0-9A-Fa-f]{1,4}:){1,7}:(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?)(?![\w:])"
    ),
}
HINTED = {
    hint: tuple(place for place, secret in enumerate(CLASSES) if hint in secret.hints)
    for hint in {hint for secret in CLASSES for hint in secret.hints}
}
"""The places of the classes that a hint may stand for."""

BRIEF, WORDS = 200, 4096
"""Longest words that are remembered as clean, and how many of them: those of commands come by all the time."""

ANSWERS = 16_384
"""Whole answers that are remembered as clean, by their digests alone."""

FURTHER = re.compile(r"(?:\n\s*[^\n]*){0,4}")
"""From the end of a line, the lines to which a match that began on it may go on."""

SHORT, LONG = 200, 32_768
"""Lengths between which a text without control characters is remembered: shorter, it is as soon looked through."""


def strip_controls(text: str) -> str:
    """The text without ANSI, bidi, invisible and control characters (not newline and tab), lone surrogates."""
    return _stripped(text) if SHORT < len(text) <= LONG else _strip(text)


@lru_cache(maxsize=256)
def _stripped(text: str) -> str:
    """Redaction, and then each extractor in its turn, ask for the same answers."""
    return _strip(text)


def _strip(text: str) -> str:
    if text.isascii():
        if not text.encode().translate(None, FINE):
            return text
    elif text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return CONTROL.sub("", NEWLINES.sub("\n", ANSI.sub("", text)))


class Redactor:
    """Replaces secrets by `[REDACTED:class]`. Redacting twice gives what redacting once gave.

    Args:
        known_secrets: values that are replaced wherever they occur, e.g. those of the settings in use.
        also: `emails` and `addresses` (IPv4 and IPv6, those of this host aside) are taken out only where asked for:
            the diagnosis loses what they tell.
    """

    def __init__(self, known_secrets: Iterable[str] = (), also: Iterable[str] = ()) -> None:
        self._hidden = [(f"[REDACTED:{name}]", PERSONAL[name]) for name in sorted(set(also))]
        known = sorted({secret for secret in known_secrets if len(secret.strip()) >= SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None
        self._words, self._answers = _clean(_digest("\0".join(known)), frozenset(also))

    def redact(self, text: str) -> str:
        """The text without secrets and control characters; every pass shrinks what is left, so it comes to rest."""
        mark = _mark(text)
        if mark in self._words or mark in self._answers:
            return text
        while (cleaned := self._once(text)) != text:
            text, mark = cleaned, _mark(cleaned)
        self._remember(mark)
        return text

    def words(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Each of these redacted; as they are where all are known to be clean."""
        return words if self._words.issuperset(words) else tuple(map(self.redact, words))

    def _hide(self, text: str) -> str:
        for mark, pattern in self._hidden:
            text = pattern.sub(mark, text)
        return text

    def _remember(self, mark: str | bytes) -> None:
        held, most = (self._words, WORDS) if isinstance(mark, str) else (self._answers, ANSWERS)
        if len(held) >= most:
            held.clear()
        held.add(mark)

    def _once(self, text: str) -> str:
        text = strip_controls(text)
        if self._known:
            known = self._known
            text = _between_marks(text, lambda part: known.sub("[REDACTED:known_secret]", part))
        text = hide(text)
        if self._hidden:
            text = _between_marks(text, self._hide)
        seen = sweep(text)
        whole = "[REDACTED:" in text
        for secret in _possible(seen):
            change = _replace_keyed if secret.keyed else _replace
            if whole or any(change(secret, part) != part for part in _around(text, seen, secret)):
                changed = _between_marks(text, lambda part, secret=secret, change=change: change(secret, part))
                whole, text = whole or changed != text, changed
        return text


@lru_cache(maxsize=8)
def _clean(known: bytes, also: frozenset[str]) -> tuple[set[str | bytes], set[str | bytes]]:
    """Words and marks of answers in which redactors that look for the same find nothing; `known` is a digest too."""
    del known, also
    return set(), set()


def _mark(clean: str) -> str | bytes:
    """What is kept of a clean text: words as they are, since they hold no secret; of any longer one only its digest."""
    return clean if len(clean) <= BRIEF else _digest(clean)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _possible(seen: Sweep) -> list[SecretClass]:
    """The classes of which the text may hold a secret, in their order; most texts hold nothing that looks like one."""
    if not seen.hints:
        return []
    places = sorted({place for hint in seen.hints for place in HINTED[hint]})
    possible = [CLASSES[place] for place in places]
    gates = {secret.gate: secret for secret in possible if secret.gate}
    passed = {gate: any(map(gate.search, _around(seen.lower, seen, secret))) for gate, secret in gates.items()}
    return [secret for secret in possible if secret.gate is None or passed[secret.gate]]


def _around(text: str, seen: Sweep, secret: SecretClass) -> Iterator[str]:
    """All parts of the text, the one that was swept or its folded form, in which a class can find anything."""
    if not secret.near:
        yield text
    start, end, passed = 0, -1, -1
    for at in sorted(at for literal in secret.near for at in seen.places.get(literal, ())):
        if at <= passed:
            continue
        if at > end >= 0:
            yield text[start:end]
        start = start if at <= end else text.rfind("\n", 0, at) + 1
        passed = after if (after := text.find("\n", at)) >= 0 else len(text)
        further = FURTHER.match(text, passed)
        end = further.end() if further else passed
    if end >= 0:
        yield text[start:end]


def _between_marks(text: str, change: Callable[[str], str]) -> str:
    """Apply a change to what no earlier redaction put there."""
    if "[REDACTED:" not in text:
        return change(text)
    parts = MARK.split(text)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


def _replace_keyed(secret: SecretClass, text: str) -> str:
    """For a class that starts at the word that says secret: what stands before it in the name must be a name's."""
    lower, mark = fold(text), f"[REDACTED:{secret.name}]"
    parts: list[str] = []
    done = at = 0
    while match := secret.pattern.search(lower, at):
        before = lower[max(0, match.start() - LONGEST - 1) : match.start()]
        if len(before) - len(before.rstrip(ALNUM)) > LONGEST:
            at = match.start() + 1
            continue
        start, at = match.span("secret")
        parts += [text[done:start], mark]
        done = at
    return "".join([*parts, text[done:]]) if parts else text


def _replace(secret: SecretClass, text: str) -> str:
    mark = f"[REDACTED:{secret.name}]"
    if "secret" not in secret.pattern.groupindex:
        return secret.pattern.sub(mark, text)

    def marked(match: re.Match[str]) -> str:
        start, end = match.span("secret")
        if start < 0:  # an alternative of the class that is a secret as a whole
            return mark
        return match[0][: start - match.start()] + mark + match[0][end - match.start() :]

    return secret.pattern.sub(marked, text)
