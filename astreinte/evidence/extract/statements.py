"""What a person says in their own words: signals that weigh less than anything read, and none where they deny it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, cast

import yaml

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.errors import ConfigError
from astreinte.evidence.redaction import strip_controls
from astreinte.evidence.stamps import stamp_of
from astreinte.yamltext import load_shipped

from .context import Context
from .seen import seen

FILE = "astreinte/evidence/extract/statements.yaml"
PEOPLE = frozenset({"paste", "pasted", "stdin"})
"""Tools whose text a person has handed in."""

SHARE = "0.25"
"""What a word is worth beside the same thing read: it names a suspicion, and settles none."""

NEAR = 12
LONGEST = 600
"""Characters of a line that somebody may have written."""

MACHINE = re.compile(
    r"\b(ERROR|WARN(ING)?|INFO|DEBUG|FATAL|CRIT(ICAL)?|TRACE|NOTICE)\b|^\s*[\[{<|#+$>/]|\w=\S"
    r"|^\s*[a-z][\w.-]*:(\s|$)|\S {3,}\S"
)
CLAUSE = re.compile(r"[.;!?](?=\s|$)|,\s|\n|\s(?=(?:mais|but|donc|so|puis|then|and|et)\s)")
ADVICE = re.compile(r"(?i)\bdid you (?:mean|specify|forget)\b")
"""A tool asks so of whoever typed the command; what stands before it is told."""

NEGATION = re.compile(r"(?i)\b(pas|not|no|non|aucune?|jamais|never|sans|without|neither|nor|ni|cannot)\b|n['’]t\b")
UNSURE = re.compile(
    r"(?i)\b(if|si|s['’]il|whether|maybe|perhaps|peut[- ]être|est-ce|could|might|may|pourrait|risque|unless|presque|"
    r"almost|nearly|bientôt|soon|v[ée]rifi\w*|check\w*|fixed|solved|resolved|r[ée]gl[ée]e?|r[ée]solue?|"
    r"no longer (full|down)|was|were|[ée]tait|used to|would)\b"
)
FORESEEN = re.compile(
    r"(?i)\b(if|may|might|could|will|should|planned|scheduled|pourr\w+|risque\w*|pr[ée]vue?s?|planifi[ée]e?s?|"
    r"k[öo]nnten?|k[öo]nnen|geplant\w*|falls|wenn)\b"
)
"""Said ahead of a list, it holds for all that is listed."""

RESTORED = re.compile(
    r"(?i)\bworks? (?:again|for (?:all|everyone)|fine)\b|\b(?:is|are) back\b|\bback (?:up|online|to normal)\b|"
    r"\ball (?:green|good)\b|\b(?:everything|reran)\b.{0,20}\bgreen\b|\b(?:renewed|pruned|rolled back)\b|"
    r"\b(?:re)?(?:marche|fonctionne) (?:à nouveau|de nouveau|pour tous|depuis)|\bremarche\b|\bl['’]ai renouvel[ée]|"
    r"\btout (?:passe|fonctionne|marche|est rentré)|\b(?:läuft|funktioniert|geht)\b.{0,30}\b(?:wieder|alles)\b|"
    r"\b(?:wieder|alles) (?:normal|gut)\b|\bkeine (?:Störung|Fehler|Meldungen)|\b(?:erledigt|behoben)\b"
)
YET = re.compile(
    r"(?i)\b(?:but|however|still|again (?:down|failing)|mais|pourtant|toujours|encore|aber|jedoch|immer noch|"
    r"trotzdem)\b"
)
"""Behind it nothing is settled."""

HOUR = re.compile(
    r"(?i)\b(?:à|a|at|vers|around|depuis|since|@)\s?(?P<hour>[01]?\d|2[0-3]) ?[h:] ?(?P<minute>[0-5]\d)?\b"
)
OBJECTS = (
    (re.compile(r"(?i)\b(?:container|conteneur)\s+[\"'«`]?\s?(?P<name>[a-z0-9][\w.-]*\w)"), "container"),
    (
        re.compile(r"(?i)\b(?:de|du|sur|of|on|host|hôte|serveur|server|machine)\s+(?P<name>[a-z][a-z.-]*\d[\w.-]*)\b"),
        "host",
    ),
)
VERBS = frozenset(
    {"restarts", "restart", "restarting", "redémarre", "keeps", "is", "est", "was", "crashes", "crashe", "qui"}
)


@dataclass(frozen=True)
class Statement:
    """One thing that people say; see the head of `statements.yaml`."""

    says: re.Pattern[str]
    signals: tuple[str, ...]
    measured: frozenset[str]
    negative: bool


def find_stated(readings: Sequence[Reading], read: Sequence[Signal], context: Context) -> Iterator[Signal]:
    """Signals with the attribute `told`, of what nothing read shows or would have shown; `read` is what was read."""
    shown = {each.id for each in read}
    asked = {reading.query.tool for reading in readings if reading.status in {"ok", "no_data"}}
    for reading in readings:
        if reading.query.tool in PEOPLE and reading.status == "ok":
            for clause, row in _clauses(reading.text):
                for statement in statements():
                    if not statement.measured & asked and _claims(clause, statement) and not settled(row, reading.text):
                        entity = _entity(clause, context) or _entity(row, context) or context.entity
                        found = _signals(statement, clause, entity, reading)
                        yield from (each for each in found if each.id not in shown)


def denied(signal: Signal) -> bool:
    """Whether the line of a signal is a question, or a sentence with a negation in what says it or right before."""
    if signal.detail.endswith("?") and _prose(signal.detail) and not ADVICE.search(signal.detail):
        return True
    for statement in statements():
        if signal.id in statement.signals and not statement.negative and _prose(signal.detail):
            found = statement.says.search(signal.detail)
            if found and NEGATION.search(signal.detail, max(0, found.start() - NEAR), found.end()):
                return True
    return False


def settled(said: str, text: str) -> bool:
    """Whether a person's text says, where something is said or later, that it is well again."""
    if not _prose(said):
        return False
    place = text.find(said)
    found = RESTORED.search(text, max(place, 0))
    return found is not None and YET.search(text, max(place, 0)) is None


def _signals(statement: Statement, clause: str, entity: str, reading: Reading) -> Iterator[Signal]:
    when = _when(clause, reading.at)
    facts = {"told": "person", "share": SHARE, **({"when": rfc3339(when)} if when else {})}
    for name in statement.signals:
        signal = seen(name, entity, reading, clause, **facts)
        yield replace(signal, at=when) if when and name == "config-changed" else signal


def _claims(clause: str, statement: Statement) -> bool:
    found = statement.says.search(clause)
    if not found or UNSURE.search(clause) or clause.rstrip().endswith("?"):
        return False
    rest = f"{clause[: found.start()]} {clause[found.end() :]}" if statement.negative else clause
    return NEGATION.search(rest) is None


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Each clause of the sentences, with the line that it stands in."""
    for row in strip_controls(text).split("\n"):
        if _prose(row):
            start, since = 0, 0
            for found in [*CLAUSE.finditer(row), None]:
                end = found.end() if found else len(row)
                clause = row[start:end].strip(" ,;.!\t")
                if clause and not FORESEEN.search(row, since, start):
                    yield clause, row
                start = end
                since = since if found and found[0].startswith(",") else end


def _prose(row: str) -> bool:
    """Words of a person: no log line, no table, no setting, no code."""
    return 0 < len(row) <= LONGEST and not MACHINE.search(row) and stamp_of(row, 2000) is None


def _entity(clause: str, context: Context) -> str:
    """The service, container or host that the words name; empty where they name none."""
    words = set(re.findall(r"[\w.-]+", clause.lower()))
    if owner := next((name for name in context.services if name.lower() in words), ""):
        return f"service:{owner}"
    for pattern, kind in OBJECTS:
        if (found := pattern.search(clause)) and found["name"].lower() not in VERBS:
            return f"{kind}:{found['name']}"
    return ""


def _when(clause: str, at: datetime) -> datetime | None:
    """The last time before the text at which a clock showed the hour that the clause names, as UTC."""
    if not (found := HOUR.search(clause)):
        return None
    when = at.replace(hour=int(found["hour"]), minute=int(found["minute"] or 0), second=0, microsecond=0)
    return when if when <= at else when - timedelta(days=1)


@cache
def statements() -> tuple[Statement, ...]:
    """The table as shipped.

    Raises:
        ConfigError: it is damaged.
    """
    text = resources.files("astreinte.evidence.extract").joinpath("statements.yaml").read_text("utf-8")
    try:
        return tuple(_read(row) for row in cast("list[dict[str, Any]]", load_shipped(text)))
    except (yaml.YAMLError, KeyError, TypeError, re.error) as error:
        raise ConfigError(f"{FILE}: every row is {{says, signals}}: {error!r}; reinstall astreinte") from error


def _read(row: dict[str, Any]) -> Statement:
    says = re.compile(row["says"], re.IGNORECASE)
    return Statement(says, tuple(row["signals"]), frozenset(row.get("measured", ())), bool(row.get("negative")))
