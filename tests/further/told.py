"""Incidents written down as text: what was declared, what people saw, and every answer that a person would accept.

`## NAME` begins one, then `title`, `service`, `namespace`, `inventory`, `right` lines and, where the answer is known to
be wrong, `missed` with what is said instead, then what was read:
`>>> COMMAND` with its output, `@HOST>>> COMMAND` on another machine, `<<<` for text pasted without a command. A line
`*45-59/20 TEXT` is that text every 20 seconds of the minutes 45 to 59 (`{MM}`, `{SS}`). Without an answer after
`right:` nothing is to be blamed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from astreinte.config import Service, Settings
from astreinte.domain.outcome import Outcome
from astreinte.evidence import Recording
from astreinte.replay import play
from astreinte.replay.player import take_of
from astreinte.replay.scenario import Declared, Environment, Scenario, Scripted
from tests.unseen.played import AT

FIELD = re.compile(r"^(title|service|namespace|inventory|right|second|missed): ?(.*)$")
ASKED = re.compile(r"^(?:@(\S+))?>>> (\S+) ?(.*)$")
AGAIN = re.compile(r"^\*(\d+)-(\d+)(?:/(\d+))? (.*)$")
CALM = frozenset({"no-fault", "already-recovered", "false-alert", "watchdog-by-design"})


@dataclass
class Told:
    """One incident; `right` and `second` are causes with their component, `*` for any."""

    name: str
    fields: dict[str, str] = field(default_factory=dict[str, str])
    services: dict[str, Service] = field(default_factory=dict[str, Service])
    read: list[tuple[str, str, str, list[str]]] = field(default_factory=list[tuple[str, str, str, list[str]]])
    pasted: list[str] = field(default_factory=list[str])

    async def outcome(self) -> Outcome:
        declared = Declared(
            title=self.fields["title"], at=AT, service=self.fields.get("service", ""), severity="HAUTE",
            started=AT - timedelta(minutes=15), text=_text(self.pasted) if self.pasted else "",
            source="cli" if self.pasted else "alert",
        )  # fmt: skip
        namespace = self.fields.get("namespace", "")
        place = Environment(
            policy="observe", services=self.services, domain="k3s" if namespace else None, namespace=namespace
        )
        scenario = Scenario(
            id="told", declare=declared, environment=place, user=(Scripted(when="attest", answer="yes"),)
        )
        return (await play(take_of(scenario, [*map(_recording, self.read)]), settings=Settings(language="en"))).outcome

    async def verdict(self) -> str:
        """Empty where the answer is right, else what was said instead."""
        outcome = await self.outcome()
        decision = outcome.decision
        said = (decision.cause, decision.component) if decision and decision.cause else None
        found = [(each.cause, each.component) for each in outcome.hypotheses][:3]
        right, second = self.fields["right"], self.fields.get("second", "")
        if not right:
            return "" if said is None or said[0] in CALM else f"blames {said}"
        if said is None or not _among(said, right):
            return f"wants {right}, says {said} of {found}"
        return "" if not second or any(_among(each, second) for each in found) else f"wants {second} beside {found}"

    async def judged(self) -> str:
        """As `verdict`; a known miss is in order for as long as it is one."""
        said, known = await self.verdict(), self.fields.get("missed", "")
        if not known:
            return said
        return "" if said else f"right now: take `missed: {known}` away"


def told(path: Path) -> Iterator[Told]:
    """The incidents of a file, in order."""
    one, rows = Told(""), list[str]()
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("## "):
            if one.name:
                yield one
            one = Told(line[3:].strip())
        elif not (one.read or one.pasted) and (found := FIELD.match(line)):
            _fill(one, found[1], found[2])
        elif found := ASKED.match(line):
            rows = list[str]()
            one.read.append((found[1] or "local", found[2], found[3], rows))
        elif line == "<<<":
            rows = one.pasted
        elif one.name:
            rows.append(line)
    yield one


def _fill(one: Told, key: str, value: str) -> None:
    if key != "inventory":
        one.fields[key] = value
        return
    name, *facts = value.split()
    known = dict(each.split("=", 1) for each in facts)
    one.services[name] = Service.model_validate(
        {key: value.split(",") if key in {"needs", "paths"} else value for key, value in known.items()}
    )


def _among(said: tuple[str, str], answers: str) -> bool:
    pairs = (each.strip().split("@") for each in answers.split("|"))
    return any(said[0] == cause and where in {"*", said[1], said[1].rpartition("/")[2]} for cause, where in pairs)


def _recording(read: tuple[str, str, str, Sequence[str]]) -> Recording:
    where, tool, args, rows = read
    text = _text(rows)
    item = "logs" if args.startswith("logs") or tool in {"journalctl", "dmesg"} else "resources"
    status = "ok" if text.strip() else "no_data"
    return Recording(tool, args, AT, "before", status, text, item=item, where=where)


def _text(rows: Sequence[str]) -> str:
    return "\n".join(line for row in rows for line in _repeated(row)).rstrip("\n") + "\n"


def _repeated(row: str) -> Iterator[str]:
    if not (found := AGAIN.match(row)):
        yield row
        return
    first, last, step = int(found[1]) * 60, int(found[2]) * 60, int(found[3] or 60)
    for second in range(first, last, step):
        yield found[4].replace("{MM}", f"{second // 60:02d}").replace("{SS}", f"{second % 60:02d}")
