"""Secrets seeded into every channel of an incident, and how often an innocent line is touched.

`python -m benchmarks.redaction [--root DIR] [--json]`. Made-up secrets of many shapes go into logs, a service's
environment, a diff, a configuration, a manifest, an alert's title, labels and text, a note and a pasted text of one
incident, which runs to its post-mortem over a database and an evidence store on disk. `leaks` counts those that stand
afterwards in any byte of the database, the store, the post-mortem, the outcome, the timeline or the explanation.
`false_per_1000` is measured on the log lines of the benchmarks under `--root`: every line that redaction changes counts
as false, whether or not it held a secret; null where that folder is absent.
"""

import argparse
import asyncio
import json
import random
import re
import string
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from astreinte.agents import Drawing
from astreinte.config import Service, Settings
from astreinte.domain import Declaration, Draft
from astreinte.evidence import Recording, Redactor
from astreinte.graph import Desk, Runner
from astreinte.memory import Database, checkpointer
from astreinte.memory.timeline import timeline
from astreinte.replay.cases import listed
from astreinte.replay.scenario import Environment, Scenario
from astreinte.replay.stage import Take, stage

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SEED = 20261125
SETS = ("cloud-opsbench", "holmesgpt", "opensre", "runlore")
SHORTEST = 12
"""Characters of a canary: shorter ones could stand in a text by chance."""

ALPHABETS = {
    "A": string.ascii_letters + string.digits,
    "H": "0123456789abcdef",
    "D": string.digits,
    "U": string.ascii_uppercase + "234567",
}
SHAPES = (
    "AKIA{U16}",
    "aws_secret_access_key = {A40}",
    "ghp_{A36}",
    "gho_{A36}",
    "github_pat_{A22}_{A59}",
    "glpat-{A20}",
    "xoxb-{D12}-{D12}-{A24}",
    "https://hooks.slack.com/services/T{U8}/B{U8}/{A24}",
    "sk_live_{A24}",
    "rk_live_{A24}",
    "AIza{A35}",
    "GOCSPX-{A28}",
    "npm_{A36}",
    "//registry.example/:_authToken={A36}",
    "dckr_pat_{A27}",
    "dop_v1_{H64}",
    "SG.{A22}.{A43}",
    "sk-proj-{A48}",
    "sk-ant-api03-{A95}",
    "hf_{A34}",
    "hvs.{A24}",
    "glsa_{A32}_{H8}",
    "tskey-auth-{A20}",
    "https://discord.com/api/webhooks/{D18}/{A68}",
    "postgresql://wiki:{A20}@db.example:5432/wiki",
    "redis://:{A24}@cache:6379",
    "amqp://app:{A18}@queue:5672",
    "Authorization: Bearer {A40}",
    "X-Api-Key: {A32}",
    "X-Vault-Token: {A26}",
    "Cookie: session={A32}",
    "DB_PASSWORD={A16}",
    "export API_TOKEN={A24}",
    "client_secret: {A28}",
    '"password": "{A18}"',
    "'secret_key': '{A40}'",
    "smtp_auth_password: {A16}",
    "mysql -uroot -p{A14} wiki",
    "PGPASSWORD={A16} psql",
    "sshpass -p {A14} ssh host",
    "curl -u admin:{A16} https://nas.example",
    "--password={A16}",
    "--token {A30}",
    "PrivateKey = {A43}=",
    "token={A32}&next=/",
    "-----BEGIN RSA PRIVATE KEY-----\n{A64}\n{A64}\n-----END RSA PRIVATE KEY-----",
    "$6$rounds=5000$abcdefgh${A86}",
    "AccountKey={A86}==",
    "MYSQL_ROOT_PASSWORD: {A20}",
    "access_token={A40}",
)
MANIFEST = (
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: wiki\ndata:\n  anything: {A32}\nstringData:\n  other: {A24}\n"
)
SLOT = re.compile(r"\{([AHDU])(\d+)\}")
COPIES = 5


def seeded(draw: random.Random) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A text of each shape, and the secrets in it."""
    for shape in [*SHAPES * COPIES, MANIFEST]:
        values: list[str] = []

        def fill(found: re.Match[str], values: list[str] = values) -> str:
            value = "".join(draw.choices(ALPHABETS[found[1]], k=int(found[2])))
            values.append(value)
            return value

        yield SLOT.sub(fill, shape), tuple(value for value in values if len(value) >= SHORTEST)


def take(texts: Sequence[str]) -> Take:
    """An incident that finds the texts in everything that it reads."""
    channels = [texts[start::6] for start in range(6)]
    lines = [f"2026-11-25T11:59:{n % 60:02d}Z wiki: {text}" for n, text in enumerate(channels[0])]
    environment = json.dumps([{"Name": "/wiki", "State": {"Status": "running"}, "Config": {"Env": list(channels[1])}}])
    diff = "\n".join(f"+{line}" for text in channels[2] for line in text.split("\n"))
    read = (
        Recording("docker", "logs --timestamps --tail 400 wiki", AT, "before", "ok", "\n".join(lines), item="logs"),
        Recording("docker", "inspect wiki", AT, "before", "ok", environment),
        Recording("git", "-C /srv/wiki diff HEAD~1 --", AT, "before", "ok", diff, item="changes"),
        Recording("config", "/srv/wiki/wiki.env", AT, "before", "ok", "\n".join(channels[3]), item="changes"),
        Recording("kubectl", "get secret wiki -o yaml", AT, "before", "ok", texts[-1]),
        Recording("http", "http://wiki:8080/", AT, "before", "error", "", "\n".join(channels[4][:20])),
    )
    said = Declaration(
        title=f"wiki down: {channels[5][0]}",
        detected=AT,
        source="alert",
        service="wiki",
        impact=channels[5][1],
        labels={f"label{n}": text for n, text in enumerate(channels[5][2:20])},
        text="\n".join(channels[5][20:]),
    )
    services = {"wiki": Service(manager="docker", unit="wiki", probe="http://wiki:8080/", repo="/srv/wiki")}
    where = Environment(services=services, policy="observe")
    scenario = {"id": "seeded", "declare": {"title": "x", "at": AT}, "environment": where}
    return Take(Scenario.model_validate(scenario), said, read)


def outputs(texts: Sequence[str], folder: Path) -> bytes:
    """Every byte that an incident leaves behind or shows."""
    shown = asyncio.run(_shown(texts, folder))
    return b"\n".join([shown, *(path.read_bytes() for path in sorted(folder.iterdir()))])


def unlocked(incident: str) -> AbstractContextManager[None]:
    del incident
    return nullcontext()


async def _shown(texts: Sequence[str], folder: Path) -> bytes:
    url = f"sqlite:///{folder}/seeded.db"
    database = Database.open(url)
    set_up = stage(take(texts), Settings(language="en"), database)
    async with checkpointer(url) as saver:
        desk = Desk(set_up.ports, Runner(set_up.ports, saver, unlocked))
        incident = await desk.declare(take(texts).declaration)
        outcome = await desk.run(incident)
        await set_up.ports.journal.append(incident, Draft("note", "user", {"text": set_up.ports.redact(texts[0])}))
        await desk.add_evidence(incident, "\n".join(texts), "pasted", "user")
        drawing: Drawing = await desk.explain(incident)
        entries = await desk.entries(incident)
    database.close()
    rows = timeline(entries, set_up.ports.words)
    bodies = [set_up.ports.evidence.open(ref).text for ref in _refs(entries)]
    shown = [outcome.model_dump_json(), repr(drawing), set_up.shelf.text, *(repr(row) for row in rows), *bodies]
    return "\n".join(shown).encode()


def _refs(entries: Sequence[Any]) -> list[Any]:
    from astreinte.domain import Ref, load

    return [load(Ref, dict(entry.data)) for entry in entries if entry.kind == "reading"]


def benign(root: Path) -> tuple[int, list[str]]:
    """Log lines of the benchmarks: how many there are, and those that redaction changes."""
    redactor, count, changed = Redactor(), 0, list[str]()
    for name in SETS:
        if (root / name / "cases.json").exists():
            for each in listed(root, name, ()):
                for text in {r.text for r in each.read().recordings if r.item == "logs"}:
                    for line in text.split("\n"):
                        count += bool(line.strip())
                        if "[REDACTED:" in redactor.redact(line):
                            changed.append(line[:200])
    return count, changed


def run(root: Path) -> dict[str, Any]:
    seeds = list(seeded(random.Random(SEED)))  # noqa: S311 - made-up secrets, the same ones each time
    canaries = [value for _, values in seeds for value in values]
    with tempfile.TemporaryDirectory() as folder:
        left = outputs([text for text, _ in seeds], Path(folder))
    leaked = [value for value in canaries if value.encode() in left]
    count, changed = benign(root)
    rate = round(1000 * len(changed) / count, 3) if count else None
    return {
        "canaries": len(canaries),
        "leaks": len(leaked),
        "false_per_1000": rate,
        "lines": count,
        "changed": changed[:20],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--root", type=Path, default=Path("../shared/bench"), help="folder of the benchmarks")
    options = parser.parse_args()
    result = run(options.root)
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
        return
    print(f"{result['canaries']} canaries, {result['leaks']} leaked; {result['false_per_1000']} of 1,000 lines changed")


if __name__ == "__main__":
    main()
