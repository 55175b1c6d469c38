"""Words of a failure that report none: fields at zero, counts of nothing, settings, conditions, titles, documents."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from astreinte.domain import Query, Reading
from astreinte.evidence.known_lines import once_a_line
from astreinte.evidence.stamps import stamped


class Span(NamedTuple):
    """A piece of a line, in characters."""

    start: int
    end: int


NOTHING = r"(?:0+(?:\.0+)?(?: ?%)?|none|never|false|off|n/a|--?|no error|\(none\)|<none>|\[ ?\]|\{ ?\}|\"\"|'')"
ENDED = r"(?= *(?:$|[,;|)}\]]|\t| {2,}| - | [A-Za-z][\w.-]*[=:]))"
WORD = r"[A-Za-z][\w.()/%#\"'\[\]-]*"
ZERO = rf"(?:\"? *[:=|] *|\t\s*| {{2,}})[\"']?{NOTHING}[\"']?{ENDED}"
ONE_WORD = re.compile(rf"(?<![\w.()/%#\"'\[\]-])[\"'(\[]*(?P<key>{WORD}){ZERO}", re.IGNORECASE)
MORE = r"(?: [\w.()/%#'\[\]-]+){1,6}"
FIELD = re.compile(rf"(?:^[\s*|-]*|[,;|{{(\]] ?|: |\t|(?<=  ))(?P<key>{WORD}{MORE}){ZERO}", re.IGNORECASE)
"""What is zero, none or never, under the name of what would be bad."""

UNKNOWN = re.compile(
    r"(?<![\w.-])(?P<key>(?=[\w.-]*(?:err|fail|exception|reason|message|alarm|fault))[\w.-]++)\"? *[:=] *"
    r"\"?(?:null\b|nil\b|<nil>)",
    re.IGNORECASE,
)
"""What is unknown is well under the name of an error alone: a lag that nobody knows is none."""

LOUD = re.compile(r"\b(?:ERROR|ERR|FATAL|CRIT|CRITICAL|PANIC|SEVERE|EMERG)\b")
"""Such a line may end in a field at zero: no more than one word is its name."""

EMPTY = re.compile(r"^\W*(?P<key>(?=[^\W_]+_)\w+|[a-z]+[A-Z]\w+|[A-Z]\w+(?: \w+){0,4}(?= {2,}:)) *[:=|][ |]*$")
"""A field without a value: its name is that of a column, or is set apart from the colon, as no sentence is."""

SAMPLE = re.compile(r"^(?P<key>(?:[A-Z]+ )?[A-Za-z_:][\w:]*(?:\{.*\})?) 0(?:\.0+)?(?: \d{10,13})?$")
COUNT = re.compile(
    r"(?:^|[,;:(\[|=/]|\b(?:with|and|or|of|had|found|avec|et|mit|und)\b) *"
    r"(?:0|zero)(?= )(?P<key>(?: [A-Za-z][\w-]*){1,5})",
    re.IGNORECASE,
)
ROW = re.compile(r"^(?P<key>[A-Z][\w '\"()-]{3,60}) +0$")
SETTING = re.compile(
    r"(?<![\w.-])(?P<key>(?=[\w-]*time[-_ ]?out)[\w-]++(?: outs?\b)?)[\"']?\s*(?:[:=]|=>|\.{3,})\s*"
    r"[\"']?-?\d+(?:\.\d+)? ?(?:ms|s|m|h|sec\w*|min\w*)?[\"']?(?=\s*(?:$|[,;}#]|=>))",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"\b(?P<key>(?:(?:if|unless|whether|in case)\b|will (?:be|see|have|get)\b|threshold of\b)[^.:;!?|]*"
    r"|(?:thresholds|forecast|on (?:failure|timeout|error)):[^.;!?|]*"
    r"|(?:full|exhausted|expir\w+) in \d+ (?:days|weeks|months)\b)",
    re.IGNORECASE,
)
"""What would be, what will be, from where on, and what is done then."""

PATH = re.compile(
    r"(?<![\w.:/-])(?P<key>(?=/|\w+[-_.]|\w+/\w+[-_./])/?(?=[0-9_.-]*[a-z])[a-z0-9_.-]++(?:/[a-z0-9_.-]++)++)"
)
NAMED = re.compile(
    r"\b(?P<key>(?:purge|clean|cleanup|check|test|handle|retry|on|alert|notify|report|remove|delete|list|rotate)"
    r"(?:[-_][A-Za-z0-9]+){2,}|[A-Z]\w+(?:Handler|Config|Test|Policy|Listener|Reporter))\b"
    r"|(?P<titled>\"\w*[Nn]ame\": ?\"[^\"]*\")"
)
"""Files and jobs, tests and classes have names: a failure in one is what it is for."""

THEIRS = re.compile(
    r"(?P<key>\breject: \w+ from [^:]*: 5\d\d .*|\bhostname \S+ does not resolve to address .*"
    r"|\blost connection after \w+ from .*|\bcould not (?:receive data from|send data to) client\b.*"
    r"|\b[Cc]lient (?:\S+ )?(?:timed out|closed (?:keepalive )?connection|prematurely closed)\b.*"
    r"|\bLogin incorrect\b.*|\btype=\"?[A-Z_]+_ERROR\b.*"
    r"|\bSSL_do_handshake\(\) failed .*|\bDisconnected: (?:Logged out|Inactivity|Connection closed)\b.*)"
)
"""What strangers do who call: they go away, may not, or are no one. Whom the program serves is not troubled."""

REMARK = re.compile(
    r"^\s*#? ?\"?[A-Za-z][\w.-]*\"?(?: *= *|: *| +)[^\s:]\S*(?: [\w{;\"']+)?\s+(?P<key># .*)$"
    r"|^\s*(?P<rest># (?:HELP|TYPE) .*|# ?[\w.-]+ *= .*)$"
)
"""What is written behind a setting, over a sample, or around a setting that was taken out."""

PIECES = (
    (ONE_WORD, ()),
    (UNKNOWN, ("null", "nil")),
    (EMPTY, ()),
    (SAMPLE, ()),
    (COUNT, ("0 ", "zero ")),
    (ROW, ()),
    (SETTING, ("out",)),
    (CONDITION, ("if ", "unless ", "whether ", "case ", "will ", "threshold", "forecast", "on ", " in ")),
    (REMARK, ("#",)),
    (PATH, ("/",)),
    (NAMED, ()),
    (THEIRS, ()),
)
"""Each with small words of which a line that it fits holds one: most lines need not be searched."""

WHOLE = re.compile(
    r"\b(?:DEBUG|TRACE|DBG|TRC)\b|\blevel\"?[=:] ?\"?(?:debug|trace)\b"
    r"|\bX?PASS(?:ED)?\b|^\s*[✓✔√] |^ok \d+ - |^[\w.-]+\.[a-z]{2,5}$|^test \S+.* \.{3} ok$"
    r"|^(?:TASK|PLAY|RUNNING HANDLER) \[.*\] \**$"
    r"|^\s*[*•-] (?:\w+: )?(?i:fix|fixes|fixed|backport|handle|prevent|avoid|do not|don't)\b"
    r"|\{\{ ?[$.]|^\s*-{1,2}[a-z][\w-]*(?:[ =,][A-Z<]\S*)? {2,}\S|^\s*- alert: "
)
"""No word of these lines reports anything: what developers read, tests that passed, titles, changes made, options."""

UNRAISED = re.compile(r"\"state\": ?\"inactive\"")
RAISED = re.compile(r"\"(?:state|status)\": ?\"(?:firing|pending|active|alerting)\"", re.IGNORECASE)
HEADER = re.compile(r"^\s*(?:[A-Z][\w/%#()-]*(?: [A-Za-z][\w/%#()-]*){0,2}(?:\s{2,}|\s*\|\s*|\t|$)){4,}$")
NONE = re.compile(r"^\W*(?:none|empty|0|no entries|no data)\W*$", re.IGNORECASE)
RETRY = re.compile(r"(?i)\bretr(?:y|ies|ying)\b")
RETRIED = re.compile(
    r"(?i)\bafter retry\b|\bretry (?:succeeded|successful)|"
    r"\b(?:succeeded|successful|sent|ok|done|connected|completed|delivered)\b.*\bafter \w+ (?:attempts|retries|tries)\b"
)
TITLE = re.compile(r"^\W*[A-Z]\w*(?: \w+){0,4}:?\s*$")

NO = re.compile(r"\b(?:no|without|zero|aucune?|sans|keine?|ohne) $", re.IGNORECASE)
FAR = 10

DOCUMENT = re.compile(
    r"(?i)(?:^|[ /])(?:changelog|readme|release[-_]?notes)\b|\.(?:md|rst|adoc)$|(?:^| )(?:--help|--usage)(?: |$)"
)
FILES = frozenset({"cat", "less", "more", "head", "tail", "grep", "sed", "awk", "bat", "zcat"})
COMMENT = re.compile(r"^\s*(?:#|//|--) ?(?![\d$#])")

PASSED = re.compile(
    r"(?m)^(?:Job succeeded|Finished: SUCCESS|BUILD SUCCESS\w*(?: in .*)?|\[INFO\] BUILD SUCCESS|test result: ok\..*"
    r"|\d+ examples?, 0 failures|# fail 0|OK \(\d+ tests?.*\)|Tests: +\d+ passed, \d+ total"
    r"|=+ \d+ passed[^,]* in .*=+)\s*$"
)
LAST = 300
"""A run says how it ended in so many characters at the end."""

READERS = frozenset({"man", "tldr", "help"})


def is_quiet(reading: Reading) -> bool:
    """Whether no line reports anything: a manual, a help text, a list of changes; a run of tests that passed."""
    if reading.query.tool in READERS or DOCUMENT.search(reading.query.text):
        return True
    return PASSED.search(reading.text, max(0, len(reading.text) - LAST)) is not None


def is_comment(line: str, query: Query) -> bool:
    """Whether it is a comment of a file that was read; what a program prints behind such a sign is no comment."""
    read = query.tool in FILES or query.text.startswith("cat ") or " cat " in query.text
    return read and COMMENT.match(line) is not None


def reports_nothing(line: str, span: tuple[int, int], after: str = "") -> bool:
    """Whether these characters of a line, which name a failure, report none. `after` is the next line.

    Of an expression that begins with anything at all, the end tells which words it found.
    """
    start, end = span
    if 0 < start < stamped(line) or NO.search(line, max(0, start - FAR), start):
        return True
    if any(each.start <= (start or end) and each.start < end <= each.end for each in idle(line)):
        return True
    return bool(after) and NONE.match(after) is not None and TITLE.match(line) is not None


def last_retried(lines: Sequence[str]) -> int:
    """The place of the last line that says that trying again helped; -1 where none does."""
    return max((place for place, line in enumerate(lines) if RETRIED.search(line)), default=-1)


@once_a_line
def idle(line: str) -> tuple[Span, ...]:
    """The pieces of a line whose words report nothing."""
    if _unspoken(line) or HEADER.match(line) or (UNRAISED.search(line) and not RAISED.search(line)):
        return (Span(0, len(line)),)
    return tuple(_pieces(line))


def without_idle(line: str) -> str:
    """The line without these pieces, whose place a dash takes."""
    kept, done = list[str](), 0
    for start, end in sorted(idle(line)):
        if start > done:
            kept.append(line[done:start])
        done = max(done, end)
    return " - ".join([*kept, line[done:]]) if done else line


def _unspoken(line: str) -> bool:
    """Whether it is a line of which no word reports anything; what stands behind the level of an error does."""
    whole, loud = WHOLE.search(line), LOUD.search(line)
    return whole is not None and (loud is None or whole.start() < loud.start())


def _pieces(line: str) -> Iterator[Span]:
    small = line.lower()
    patterns = [each for each, needs in PIECES if not needs or any(word in small for word in needs)]
    for pattern in patterns if LOUD.search(line) else (*patterns, FIELD):
        for found in pattern.finditer(line):
            yield Span(*found.span(found.lastgroup or 0))
