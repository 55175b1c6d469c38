"""A case under other names and at another time: all of its texts, consistently, nothing else changed."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from astreinte.evidence import Recording
from astreinte.replay.scenario import Expected
from astreinte.replay.stage import Take

SHIFT = timedelta(days=203, hours=5, minutes=17)
ROLE = r"(?<!role=)(?<!role\": \")(?<!role.kubernetes.io/)(?<!Roles:              )"
LETTERS = "bcdfghjklmnpqrstvwxz"
STAMPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d"), ""),
    (re.compile(r"\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d"), "%a, %d %b %Y %H:%M:%S"),
    (re.compile(r"\b[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"), "%a %b %d %H:%M:%S %Y"),
    (re.compile(r"\b\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d"), "%d/%b/%Y:%H:%M:%S"),
    (re.compile(r"(?m)^[IWEF]\d{4} \d\d:\d\d:\d\d"), "%m%d %H:%M:%S"),
)


def invented(names: Iterable[str], seed: int = 7) -> dict[str, str]:
    """Another name of the same length for each, its dashes and digits kept; one that begins with another stays so."""
    draw, parts = Random(seed), dict[str, str]()  # noqa: S311 - names, not secrets

    def part(word: str) -> str:
        if word not in parts:
            parts[word] = "".join(c if c.isdigit() else draw.choice(LETTERS) for c in word)
        return parts[word]

    return {name: "-".join(part(word) for word in name.split("-")) for name in names}


def renamer(names: Mapping[str, str]) -> Callable[[str], str]:
    """Replaces each name wherever it stands, in capitals and with underscores too."""
    known = {re.sub(r"-", "", old): re.sub(r"-", "", new) for old, new in names.items()}
    forms = (r"[-_]?".join(re.escape(c) for c in bare) for bare in sorted(known, key=len, reverse=True))
    pattern = re.compile(f"{ROLE}(?:{'|'.join(forms)})", re.IGNORECASE)

    def other(found: re.Match[str]) -> str:
        fresh = iter(known[re.sub(r"[-_]", "", found[0]).lower()])
        drawn = (c if c in "-_" else next(fresh) for c in found[0])
        return "".join(new.upper() if old.isupper() else new for old, new in zip(found[0], drawn, strict=True))

    return lambda text: pattern.sub(other, text)


def shifted(text: str, by: timedelta = SHIFT) -> str:
    """Every time of day with its date, later by as much."""
    for pattern, form in STAMPS:
        text = pattern.sub(lambda found, form=form: _later(found[0], form, by), text)
    return text


def _later(stamp: str, form: str, by: timedelta) -> str:
    try:
        if not form:
            moment = datetime.fromisoformat(stamp) + by
            return moment.strftime(f"%Y-%m-%d{stamp[10]}%H:%M:%S")
        lead = stamp[0] if form.startswith("%m") else ""
        year = "" if "%Y" in form else "2027 "
        moment = datetime.strptime(year + stamp.removeprefix(lead), ("%Y " if year else "") + form) + by  # noqa: DTZ007
        return lead + moment.strftime(form)
    except ValueError:
        return stamp


def disguised(taken: Take, names: Mapping[str, str], by: timedelta = SHIFT) -> Take:
    """The case under the names, later by as much; what is expected of it under the names too."""
    rename = renamer(names)

    def told(each: Recording) -> Recording:
        where = each.where if each.where == "local" else rename(each.where)
        return replace(
            each, query=rename(each.query), text=shifted(rename(each.text), by), at=each.at + by, where=where
        )

    scenario = taken.scenario
    expected = Expected(
        cause=scenario.expected.cause, component=tuple(rename(each) for each in scenario.expected.component)
    )
    declare = scenario.declare.model_copy(update={"at": scenario.declare.at + by if scenario.declare.at else None})
    where = scenario.environment.model_copy(update={"namespace": rename(scenario.environment.namespace)})
    changed = scenario.model_copy(update={"expected": expected, "declare": declare, "environment": where})
    declaration = replace(taken.declaration, detected=taken.declaration.detected + by)
    return Take(changed, declaration, [told(each) for each in taken.recordings])


NAMED = re.compile(r"describe (?:deployments?|statefulsets?|services?|nodes?|persistentvolume\w*|namespaces?) (\S+)")
SPACE = re.compile(r"(?:^| )-n (\S+)")


def named(taken: Take) -> set[str]:
    """The workloads, Services, nodes, volumes and namespaces of a case, by what was asked for."""
    queries = [each.query for each in taken.recordings if each.tool == "kubectl"]
    found = {match[1] for query in queries for match in (*NAMED.finditer(query), *SPACE.finditer(query))}
    return {each for each in found if len(each) > 3}
