"""What `docker` and `podman` list of containers: states, health, exits, memory and events, as tables or as JSON."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

from astreinte.domain import Reading, Signal
from astreinte.evidence.stamps import stamp_of

from .columns import under
from .context import Context
from .seen import latest, of_tool, rows, seen

STATUS = re.compile(
    r"(?i)\b(?P<state>Exited|Restarting|Dead)\s*\((?P<code>\d+)\)|\bUp\b.{0,40}\((?P<health>unhealthy)\)"
    r"|\b(?P<exit>Exit)\s+(?P<number>\d+)\b|\brunning \((?P<ill>unhealthy)\)"
)
USED = re.compile(
    r"(?P<used>\d+(?:\.\d+)?[KMGTkmgt]?i?B) / (?P<limit>\d+(?:\.\d+)?[KMGTkmgt]?i?B)\s+(?P<share>\d{1,6}(?:\.\d+)?)%"
)
EVENT = re.compile(r"\bcontainer (?P<action>die|oom|start|health_status: unhealthy)\b.*?\((?P<facts>.*)\)")
FACT = re.compile(r"(\w[\w.]*)=([^,)]*)")
TITLES = frozenset({"NAMES", "NAME", "Name"})
ID = re.compile(r"[0-9a-f]{12}")
GAP = re.compile(r" {2,}| ?[|;,] ?")
FIELDS = re.compile(r"\{\{ *\.(\w+)")
BEFORE = timedelta(seconds=60)
"""How long before the alert a fault may have begun: rules are evaluated over a window."""

KILLED = "137"
BY_SIGNAL = frozenset({137, 143})
AT_LIMIT = 95.0
LOOPING = 2


def find_containers(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`crash-looping`, `exit-failure`, `exit-signal`, `service-unhealthy`, `memory-at-limit`, `oom-reason`, by name."""
    current = latest(reading for reading in readings if reading.status == "ok")
    for reading in of_tool(current, "docker", "podman"):
        words = [word for word in reading.query.args if not word.startswith("-")]
        if "ps" in words[:2] or words[:2] == ["container", "ls"]:
            yield from _listed(reading, context)
        elif words[:1] == ["stats"]:
            yield from _used(reading, context)
        elif words[:1] == ["events"]:
            yield from _happened(reading, context)


def known_by_id(readings: Sequence[Reading], context: Context) -> Mapping[str, str]:
    """The entity of each listed container by the twelve digits that the kernel and the daemon know it by."""
    current = [reading for reading in of_tool(readings, "docker", "podman") if "ps" in reading.query.args[:1]]
    named = ((row.split()[0], name) for reading in current for name, row in _named(reading) if row.split())
    return {id_: _entity(name, context) for id_, name in named if ID.fullmatch(id_)}


def objects(text: str) -> list[Mapping[str, Any]]:
    """The objects of a JSON list, or of one object a line; those of lines that are cut are left out."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return [each for line in text.split("\n") if line.startswith("{") and "\n" in text for each in objects(line)]
    listed = cast("list[Any]", data if isinstance(data, list) else [data])
    return [cast("Mapping[str, Any]", each) for each in listed if isinstance(each, dict)]


def _listed(reading: Reading, context: Context) -> Iterator[Signal]:
    if found := objects(reading.text):
        table = [(_name(each), _status(each), _status(each)) for each in found]
    else:
        table = [(name, row, row) for name, row in _named(reading)]
    for name, status, shown in table:
        for signal, code in _said(status):
            facts = {"exit_code": str(code)} if code is not None else {}
            yield seen(signal, _entity(name, context), reading, f"{name}: {shown}", **facts)


def _named(reading: Reading) -> Iterator[tuple[str, str]]:
    """The rows of a listing with the container's name, which is told by the header or by the format asked for."""
    table = rows(reading)
    start = next((at for at, row in enumerate(table) if TITLES.intersection(row.split())), None)
    if start is None:
        yield from _formatted(reading, table)
        return
    titles = table[start].split()
    if titles[-1] in TITLES or titles[0] in TITLES:
        place = -1 if titles[-1] in TITLES else 0
        yield from ((row.split()[place], row) for row in table[start + 1 :])
        return
    title = next(each for each in titles if each in TITLES)
    yield from ((row[title], "  ".join(row.values())) for row in under(table[start:], title) if row.get(title))


def _formatted(reading: Reading, table: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Rows without a header, by the fields of the format that was asked for."""
    fields = FIELDS.findall(" ".join(reading.query.args))
    for row in table if {"Names", "Status"} <= set(fields) else ():
        cells = row.split("\t") if "\t" in row else GAP.split(row)
        if len(cells) == len(fields):
            yield cells[fields.index("Names")].strip(), row


def _said(status: str) -> Iterator[tuple[str, int | None]]:
    found = STATUS.search(status)
    if found is None:
        return
    if found["health"] or found["ill"]:
        yield "service-unhealthy", None
        return
    code = int((found["code"] or found["number"])[:9])
    if (found["state"] or "").lower() == "restarting":
        yield "crash-looping", code
        yield "restarting", code
    if code:
        yield ("exit-signal" if code in BY_SIGNAL else "exit-failure"), code


def _name(entry: Mapping[str, Any]) -> str:
    found: Any = entry.get("Names") or entry.get("Name") or entry.get("name") or ""
    return str(cast("list[Any]", found)[0] if isinstance(found, list) else found).lstrip("/").partition(",")[0]


def _status(entry: Mapping[str, Any]) -> str:
    state, code = str(entry.get("State") or ""), entry.get("ExitCode")
    told = str(entry.get("Status") or "")
    if entry.get("Health") == "unhealthy":
        return "running (unhealthy)"
    return told if STATUS.search(told) or not state or code is None else f"{state} ({code})"


def _used(reading: Reading, context: Context) -> Iterator[Signal]:
    """A limit that every container shares is the memory of the host, and none."""
    found = [(_who(row), match) for row in rows(reading) if (match := USED.search(row))]
    found += [
        (_name(each), match)
        for each in objects(reading.text)
        if (match := USED.search(f"{each.get('MemUsage')} {each.get('MemPerc')}"))
    ]
    limits = Counter(match["limit"] for _, match in found)
    for name, match in dict(found).items():
        shared = len(found) > 1 and limits[match["limit"]] == len(found)
        if float(match["share"]) >= AT_LIMIT and not shared:
            detail = f"{name}: {match['used']} of {match['limit']}, {match['share']} %"
            yield seen("memory-at-limit", _entity(name, context), reading, detail, limit=match["limit"])


def _who(row: str) -> str:
    words = row.split()
    return words[1] if len(words) > 1 else ""


def _happened(reading: Reading, context: Context) -> Iterator[Signal]:
    """What became of containers; a kill for memory tells nothing once the same one has ended in another way."""
    deaths: Counter[str] = Counter()
    last, started = _last_ends(reading), _last_starts(reading)
    for place, row in enumerate(rows(reading)):
        action, facts = _event(row)
        entity = _entity(facts.get("name", ""), context)
        code = facts.get("exitCode", "")
        if action in {"oom", "die"} and _history(row, place, started.get(facts.get("name", "")), reading, context):
            continue
        if action == "oom" and not _ended_otherwise(place, last.get(facts.get("name", ""))):
            yield seen("oom-reason", entity, reading, row)
        elif action == "die" and code.isdigit() and int(code[:9]) not in {0, *BY_SIGNAL}:
            yield seen("exit-failure", entity, reading, row, exit_code=code)
            deaths[entity] += 1
        elif action.startswith("health_status"):
            yield seen("service-unhealthy", entity, reading, row)
    for entity, count in deaths.items():
        if count >= LOOPING:
            yield seen("restarting", entity, reading, f"{count} failed exits", restarts=str(count))


def _last_ends(reading: Reading) -> Mapping[str, tuple[int, str]]:
    """The last death of each container: its row and exit code."""
    told = ((place, *_event(row)) for place, row in enumerate(rows(reading)))
    return {
        facts.get("name", ""): (place, facts.get("exitCode", "")) for place, action, facts in told if action == "die"
    }


def _last_starts(reading: Reading) -> Mapping[str, int]:
    """The row of each container's last start."""
    told = ((place, *_event(row)) for place, row in enumerate(rows(reading)))
    return {facts.get("name", ""): place for place, action, facts in told if action == "start"}


def _history(row: str, place: int, started: int | None, reading: Reading, context: Context) -> bool:
    """Whether it ended well before the incident began, and has been started again since."""
    if context.began is None or started is None or started < place:
        return False
    stamp = stamp_of(row, reading.at.year)
    return stamp is not None and stamp.at < context.began - BEFORE


def _ended_otherwise(place: int, last: tuple[int, str] | None) -> bool:
    return last is not None and last[0] > place and last[1] not in {"", KILLED}


def _event(row: str) -> tuple[str, Mapping[str, str]]:
    """The action of an event and the attributes of its container."""
    if found := EVENT.search(row):
        return found["action"], dict(FACT.findall(found["facts"]))
    for entry in objects(row) if row.startswith("{") else ():
        facts = _mapping(_mapping(entry.get("Actor")).get("Attributes"))
        told = {key: str(value) for key, value in facts.items()}
        action = str(entry.get("Action") or entry.get("status") or entry.get("Status") or "")
        healthy = action.startswith("health_status") and "unhealthy" not in action
        return ("" if healthy else action.replace("died", "die")), {"name": str(entry.get("Name") or ""), **told}
    return "", {}


def _entity(name: str, context: Context) -> str:
    owner = context.of_unit(name) if name else context.service
    if owner or name == context.service:
        return f"service:{owner or name}"
    return f"container:{name}"


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
