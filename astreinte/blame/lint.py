"""The check of a whole text, sentence by sentence."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from .account import account
from .folding import fold
from .grammar import Grammar, Rule, grammar
from .names import people
from .prose import Sentence, sentences
from .subject import People, Span, people_in
from .verdict import Finding, Level

QUOTES = re.compile(r"«[^»]*»|“[^”]*”|(?<!\w)\"[^\"]*\"(?!\w)")
AMBIGUOUS = frozenset({"Helm", "Vault"})
COMMON = {
    "fr": ("le", "la", "les", "des", "est", "une", "dans", "pour", "pas", "sur", "du", "et", "a"),
    "en": ("the", "of", "and", "was", "to", "is", "in", "that", "for", "not", "on", "a", "it"),
}


def lint(
    text: str,
    language: str = "",
    *,
    names: Collection[str] = (),
    agents: Collection[str] = (),
    shared: bool = False,
) -> list[Finding]:
    """Judgements of people in a Markdown text, in order of place.

    Args:
        text: Markdown; front matter, code, logs and comments are left out, quoted speech only warns.
        language: `fr` or `en`; seen from the text when empty.
        names: people's names and handles; naming one warns.
        agents: names of agents: subjects as people are, but they may be named.
        shared: the text leaves the team, so that a person's name blocks.

    Raises:
        UnknownName: no such language.
    """
    spoken = grammar(language or language_of(text))
    found: list[Finding] = []
    for sentence in sentences(text):
        found += _of(sentence, spoken, names, agents, shared=shared)
    return sorted(found, key=lambda one: (one.line, one.column))


def language_of(text: str) -> str:
    """`fr` or `en`, by the commonest words of each."""
    words = Counter(re.findall(r"[a-z]+", fold(text)))
    return max(COMMON, key=lambda name: sum(words[word] for word in COMMON[name]))


def _of(
    sentence: Sentence, spoken: Grammar, names: Collection[str], agents: Collection[str], *, shared: bool
) -> Iterator[Finding]:
    folded, quoted = fold(sentence.text), [hit.span() for hit in QUOTES.finditer(sentence.text)]
    named = people(sentence.text, names)
    acting = [span for span in people(sentence.text, agents) if sentence.text[slice(*span)] in agents]
    who = people_in(sentence.text, folded, [*named, *acting], spoken)
    taken: list[Span] = [hit.span() for each in spoken.exclusions for hit in each.finditer(folded)]
    for rule in _speaking(spoken, who, named, sentence):
        for hit in rule.pattern.finditer(folded):
            level = _level(rule, hit, who, named, sentence)
            if level is None or any(start < hit.end() and hit.start() < end for start, end in taken):
                continue
            taken.append(hit.span())
            yield _finding(rule.name, level, hit.span(), sentence, spoken, quoted)
    for name, span in account(spoken.language).judged(who):
        if not any(start < span[1] and span[0] < end for start, end in taken):
            yield _finding(name, "warn", span, sentence, spoken, quoted)
    if not sentence.role_field:
        for span in named:
            level = "block" if shared else "warn"
            yield _finding("named-person", level, span, sentence, spoken, quoted)


def _speaking(spoken: Grammar, who: People, named: list[Span], sentence: Sentence) -> Iterator[Rule]:
    """The rules that may say something of the sentence; most sentences are about nobody."""
    for rule in spoken.rules:
        if rule.before_name or rule.after_name:
            if named:
                yield rule
        elif who.spans or not rule.subject or (rule.section and rule.section != sentence.section):
            yield rule


def _level(rule: Rule, hit: re.Match[str], who: People, named: list[Span], sentence: Sentence) -> Level | None:
    """How grave this match is, or None where the rule is silent."""
    if rule.before_name or rule.after_name:
        beside = {start for start, _ in named} if rule.before_name else {end for _, end in named}
        return rule.level if (hit.end() if rule.before_name else hit.start()) in beside else None
    if rule.section and rule.section != sentence.section:
        return "warn"
    if rule.excused and who.excused(hit.end()):
        return None
    return rule.level if _has_subject(rule, hit, who, sentence) else None


def _has_subject(rule: Rule, hit: re.Match[str], who: People, sentence: Sentence) -> bool:
    """Whether a person stands to the match as the rule wants it."""
    if rule.subject == "needed":
        subject = who.subject_of(hit.start())
        return bool(subject) and not _product(rule, subject, sentence)
    if rule.subject == "near":
        return bool(who.spans)
    if rule.subject:
        return bool(who.right_after(hit.end()) if rule.subject == "after" else who.doer(hit.end()))
    return True


def _product(rule: Rule, subject: Span, sentence: Sentence) -> bool:
    """An agent that shares its name with a program is taken for the program where programs fail too."""
    return rule.name == "failed" and sentence.text[slice(*subject)] in AMBIGUOUS


def _finding(rule: str, level: Level, span: Span, sentence: Sentence, spoken: Grammar, quotes: list[Span]) -> Finding:
    quoted = sentence.quoted or any(start <= span[0] and span[1] <= end for start, end in quotes)
    return Finding(
        rule,
        "warn" if quoted else level,
        sentence.line,
        sentence.column + span[0],
        sentence.text[slice(*span)].strip(),
        sentence.text.strip(),
        spoken.rewrites[rule].format(role=spoken.role),
        quoted,
        sentence.waived,
    )
