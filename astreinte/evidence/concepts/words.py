"""Words of a sentence as the lexicon compares them, and phrases as expressions on them."""

import re
import unicodedata
from collections.abc import Iterable

BREAK = " . "
"""Between two clauses; a comma of its own stands where a colon, a bracket or a comma did."""

STAMPED = re.compile(
    r"^\W{0,3}(?:[A-Z][a-z]{2}\s+\d{1,2} [\d:]{8}(?:\.\d+)? \S+ [^\s:]{1,60}: "
    r"|\d{4}[-/.]\d\d[-/.]\d\d[T ][\d:.,]+\S*\s)"
)
URL = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s\"'<>]+")
PATH = re.compile(r"(?<![\w./:])(?:/[\w.+@%~-]+)+/?|\b[A-Za-z]:\\[\w.\\-]+")
DOTTED = re.compile(r"\b[A-Za-z_][\w-]*(?:\.[\w$-]+)+\b")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
PERCENT = re.compile(r"(\d+)(?:[.,]\d+)?\s*%")
UNIT = re.compile(r"(\d)(ms|s|min|h)\b")
ENDS = re.compile(r"[.;!?](?=\s|$|[\"'])|\s[-–—]{1,2}\s|\s\|\s|[\"']\s*,\s*[\"']|\n")
PAUSES = re.compile(r"[,:(){}]")
OTHER = re.compile(r"[^a-z0-9%.,]+")
LIGATURES = str.maketrans({"ß": "ss", "œ": "oe", "Œ": "OE", "æ": "ae", "ø": "o", "’": " "})


def folded(text: str) -> str:
    """Lower case without accents."""
    plain = text if text.isascii() else unicodedata.normalize("NFD", text.translate(LIGATURES))
    return "".join(each for each in plain if each.isascii() or each.isalnum()).lower()


def worded(line: str) -> str:
    """The words of a line, one blank between them; paths and addresses are one word each, `.` parts the clauses."""
    text = STAMPED.sub("", line)
    text = DOTTED.sub(_last, PATH.sub(" path ", URL.sub(" url ", text)))
    text = HUMP.sub(" ", PAUSES.sub(" , ", ENDS.sub(BREAK, text)))
    text = UNIT.sub(r"\1 \2", PERCENT.sub(r"\1 % ", folded(text)))
    text = re.sub(r"(?<! )[.]|[.](?! )", " ", OTHER.sub(" ", text))
    return " ".join(text.split())


def phrases(words: Iterable[str], patterns: Iterable[str] = ()) -> re.Pattern[str] | None:
    """One expression for all; None for no words at all.

    Raises:
        re.error: a pattern that is no expression.
    """
    parts = [*(_phrase(each) for each in sorted(words, key=len, reverse=True)), *patterns]
    return re.compile("|".join(parts)) if parts else None


def _phrase(text: str) -> str:
    words = [_word(each) for each in " ".join(text.split()).split(" ")]
    joined = " ".join(words).replace(" .. ", " (?:[^ .]+ ){0,3}?")
    return rf"(?<![^ ]){joined}(?![^ ])"


def _word(text: str) -> str:
    if text in {"..", r"\d+"}:
        return text
    return re.escape(folded(text)).replace(r"\*", "[^ .,]*").replace(r"\-", " ")


def _last(found: re.Match[str]) -> str:
    """Of a qualified name the last part where it names a class; the rest are names, and not words."""
    last = found[0].rpartition(".")[2]
    return f" {last} " if last[:1].isupper() else " name "
