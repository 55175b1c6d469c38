"""Hostile parameters against every action and every read verb: what reaches an executor, and what has another shape.

python -m benchmarks.hostile [--json]
"""

import argparse
import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from typing import Any

from astreinte.actions import Action, Catalogue, Effects, NotingExecutor, Warrant, all_actions
from astreinte.config import Settings
from astreinte.domain import Fix, ManualClock, Query, Reading
from astreinte.errors import AstreinteError
from astreinte.evidence import StateSource
from astreinte.evidence.sources.catalogue import VERBS, accepted, make_paths
from astreinte.evidence.sources.state import READS
from astreinte.memory import MemoryLedger

AT = datetime(2026, 3, 1, 13, tzinfo=UTC)
BAD = (
    "; rm -rf /", "$(reboot)", "`id`", "a\nb", "a\r\nb", "--all", "--flag=x", "-f", "-", "--", "..", "../../etc/passwd",
    "/etc/../etc/shadow", "%2e%2e%2f", "a\0b", "a" * 300, "a" * 70_000, "", " ", "  x", "x ", "\t", "|cat", "&& reboot",
    "> /etc/passwd", "< /dev/zero", "*", "?", "[a-z]", "{a,b}", "~root", "$HOME", "${IFS}", "!!", "#", "'", '"', "\\",
    "а", "ѕhop", "ｃａｒｔ", "cart\u202e", "cart\u200b", "cаrt", "wïki", "\ufeffwiki", "\x1b[31m", "\x7f", "\udce9",
    "kubectl", "get secret", "deployment/cart", "cart -n kube-system", "n1 n2", "-n", "--kubeconfig=/tmp/x",
    "--context=prod", "1e9", "0x10", "-1", "999999999999999999", "NaN", "true", "null", "[]", "{}", "{{x}}", "{% x %}",
    "jsonpath={.data}", "0.0.0.0/0", "::/0", "127.0.0.1 8.8.8.8", "HEAD", "HEAD~9", "origin/main", "--upload-pack=x",
    "image:tag;id", "-A INPUT -j ACCEPT", "-D INPUT 1", "flush ruleset", "latest", "all", "root", "DROP TABLE effects",
)  # fmt: skip
PREFIXED = tuple(f"{good}{bad}" for good in ("cart", "wiki", "n1", "512Mi", "3") for bad in BAD[:24] if bad)
LONG = 2000
VALUES = (*BAD, *PREFIXED)
"""What is tried as every parameter of every action, and as every word of every read verb."""

SETTINGS = Settings.model_validate({
    "services": {
        "wiki": {"manager": "supervisor", "unit": "wiki", "port": 8080, "logs": ["/srv/wiki/app.log"],
                 "database": {"engine": "postgres"}, "repo": "/srv/wiki/conf", "paths": ["/srv/wiki/data"],
                 "safe_to_free": ["/srv/wiki/cache/*.tmp"], "needs": ["192.0.2.7:5432"]},
        "cart": {"domain": "k3s", "workload": {"namespace": "shop", "images": ["registry.example/cart:1"],
                 "env": {"MODE": "fast"}, "policy": "cart", "budget": "cart", "claim": "cart",
                 "manifests": {"serviceaccount/cart": "/srv/gitops/cart.yaml"}}},
        "shop": {"manager": "docker", "unit": "shop-1", "network": "edge", "database": {"engine": "postgres"},
                 "workload": {"images": ["registry.example/cart:1"], "env": {"MODE": "fast"}}},
        "mail": {"manager": "pct", "unit": "210", "snapshot": "before"},
    },
    "sources": {"backups": {"repositories": [
        {"place": "/srv/backup/wiki", "password_file": "/srv/backup/password", "service": "wiki"}]}},
    "cluster": {"context": "lab", "nodes": ["n1"], "labels": {"n1": {"disk": "ssd"}}, "taints": ["old"]},
    "limits": {"actions": 10_000_000, "target": 10_000_000, "hour": 10_000_000},
    "policy": "direct",
})  # fmt: skip
ANSWERS = {
    "supervisorctl": "wiki RUNNING pid 7, uptime 0:01:00",
    "iptables": "-P INPUT ACCEPT\n-A INPUT -p tcp -m tcp --dport 8080 -j DROP\n",
    "du": "900\t/srv/wiki/cache/a.tmp\n",
    "restic": '[{"id": "' + "a" * 64 + '", "short_id": "aaaaaaaa", "paths": ["/srv/wiki/data"]}]',
    "pct": "status: stopped\n`-> before  2026-02-28 no description",
    "psql": "2",
    "tc": "qdisc netem 8001: dev eth0 root refcnt 2 limit 1000 delay 100ms ",
    "fail2ban-client": "`- Banned IP list:   192.0.2.7 203.0.113.9",
}
DOCKER = (
    ("Memory", "268435456|500000000"),
    (".Config.Image", "0f3a|registry.example/cart:0|true"),
    (".Config.Env", "0f3a|MODE=slow"),
    ("Networks", "0f3a|shop_default "),
)
FIELDS = (
    ("backend.service}", '{"name":"x","port":{"number":1}}'),
    ("ports[*].port", "80"),
    ("policyTypes", '["Ingress","Egress"]'),
    ("spec.ingress", ""),
    ("spec.egress", ""),
    ("podSelector.matchLabels", '{"app":"cart"}'),
    ("minAvailable", "2"),
    ("expectedPods", "2"),
    ("scaleTargetRef.kind", "Deployment"),
    ("scaleTargetRef.name", "x"),
    ("maxReplicas", "2"),
    ("status.phase}", "Pending"),
    ("accessModes", "ReadWriteOnce"),
    ("capacity", "10Gi"),
    ("limits.memory", "256Mi"),
    ("limits.cpu", "500m"),
    ("].image", "registry.example/cart:0"),
    ("].name", "MODE"),
    ("].value:", "x:NoSchedule"),
    ("].value", "slow"),
    ("containerPort", "8080"),
    ("httpGet.port", "9090"),
    ("DelaySeconds", "5"),
    ("matchLabels", '{"app":"cart"}'),
    ("targetPort", "8081"),
    ("isolated", ""),
    ("spec.selector", '{"app":"x"}'),
    ("ports[*].protocol", "UDP"),
    ("unschedulable", ""),
    ("labels.disk", "hdd"),
    ("replicas", "2"),
    ("ownerReferences[*].kind", "ReplicaSet"),
    ("ownerReferences[*].name", "cart-7c"),
)
RULE = "-A INPUT -p tcp -m tcp --dport 8080 -j DROP"
GOOD = {
    "service": "", "rule": RULE, "table": "", "chain": "", "revision": "a" * 40, "jail": "postgres",
    "address": "192.0.2.7", "file": "resolver", "replicas": "3", "resource": "memory", "limit": "512Mi",
    "image": "registry.example/cart:1",
    "snapshot": "a" * 8, "path": "/srv/wiki/data", "part": "",
    "name": "MODE", "what": "", "pod": "cart-7c-x2",
}  # fmt: skip


WHATS = {
    "patch-workload": "liveness-port", "patch-service": "selector", "patch-policy": "flow",
    "patch-autoscaler": "target", "recreate-claim": "mode", "db-end-sessions": "idle",
}  # fmt: skip


async def answer(query: Query) -> Reading:
    """A world in which every action finds what it looks for, so that nothing but its parameters can stop it."""
    text = ANSWERS.get(query.tool)
    if query.tool == "git":
        text = f"{'a' * 40} Change\n" if "log" in query.args else ""
    if query.tool == "docker":
        text = next((value for part, value in DOCKER if part in query.text), "3" if "exec" in query.args else None)
    if query.tool == "kubectl":
        text = "3  x\n4  x\n" if "history" in query.args else _fields(query.args[-1])
    return Reading(query, AT, "error", why="nothing") if text is None else Reading(query, AT, "ok", text)


def _fields(paths: str) -> str:
    if paths == "jsonpath={.spec.template.spec.containers[*].name}":
        return "cart"
    return "|".join(next((text for part, text in FIELDS if part in path), "7") for path in paths.split("|"))


def targets(platform: str) -> tuple[str, ...]:
    own = {"kubernetes": ("cart",), "node": ("n1",), "docker": ("shop",), "proxmox": ("mail",)}
    return own.get(platform, ("wiki",))


def cases(catalogue: Catalogue) -> Iterator[tuple[Fix, str]]:
    """Every parameter of every action in turn hostile, the others as they should be."""
    for action, platform, entry in catalogue.entries:
        fields = tuple(entry.params.model_fields)
        for target, name, value in product(targets(platform), fields, VALUES):
            yield Fix(action, {**_good(entry, target), name: value}), value
        for target, value in product(targets(platform), VALUES[:40]):
            yield Fix(action, {**_good(entry, target), "argv": value}), value


def _good(entry: Action, target: str) -> dict[str, str]:
    own = {"service": target, "what": WHATS.get(entry.id, "")}
    return {name: own.get(name, GOOD.get(name, "")) for name in entry.params.model_fields}


@dataclass
class Known:
    """What good parameters give: tools with their numbers of words, and every word."""

    lengths: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    words: set[str] = field(default_factory=set[str])

    def has(self, argv: tuple[str, ...], hostile: str) -> bool:
        """Whether an argument list is as long as a good one and holds nothing hostile that a good one does not."""
        told = {word for word in argv if _evil(hostile) and hostile in word} - self.words
        return (argv[0], len(argv)) in self.lengths and not told


async def known(catalogue: Catalogue) -> Known:
    """Hostile parameters may give no other tool, no other number of words."""
    world, found = Effects(SETTINGS, catalogue, MemoryLedger(ManualClock(AT)), NotingExecutor(), answer), Known()
    whats = (
        *("", "liveness-port", "liveness-delay", "selector", "target-port", "protocol", "flow", "budget", "target"),
        *("most", "class", "mode", "size", "idle", "long", "blocking"),
    )
    for action, platform, entry in catalogue.entries:
        for target, what in product(targets(platform), whats):
            good = {**_good(entry, target), **({"what": what} if "what" in entry.params.model_fields else {})}
            with suppress(AstreinteError):
                plan = await world.plan(Fix(action, good))
                for argv in (plan.argv, plan.dry or plan.argv):
                    found.lengths.add((argv[0], len(argv)))
                    found.words |= {*argv}
    return found


async def act() -> tuple[int, int, list[Any]]:
    """How many fixes were tried, how many effects ran, and the argument lists that are none of the catalogue's."""
    catalogue, hands, tried, ran = Catalogue(all_actions("/kept")), NotingExecutor(), 0, 0
    clock = ManualClock(AT)
    good, outside = await known(catalogue), list[Any]()
    for fix, hostile in cases(catalogue):
        tried += 1
        hands.ran.clear()
        gate = Effects(SETTINGS, catalogue, MemoryLedger(clock), hands, answer, clock=clock)
        with suppress(AstreinteError):
            await gate.apply(Warrant("INC-1", await gate.claim("INC-1"), 1), await gate.plan(fix))
        ran += len(hands.ran)
        outside += [{"action": fix.action, "argv": list(argv)} for argv in hands.ran if not good.has(argv, hostile)]
    return tried, ran, outside


def look() -> tuple[int, list[Any]]:
    """Every word of every read verb in turn hostile; the questions that are let through all the same."""
    paths, state = make_paths(("/srv/wiki",), ("/srv/wiki/cache/*.tmp",)), StateSource(SETTINGS, ManualClock(AT))
    tried, outside = 0, list[Any]()
    for tool, lines in [*VERBS.items(), *READS.items()]:
        for line in lines:
            words = line.split()
            for place, value in product(range(len(words)), VALUES):
                tried += 1
                query = Query(tool, (*words[:place], value, *words[place + 1 :]))
                if accepted(query, paths) or state.accepts(query):
                    outside += [{"tool": tool, "args": list(query.args)}] if _evil(value) else []
    return tried, outside


def _evil(value: str) -> bool:
    return value.startswith("-") or ".." in value or any(mark in value for mark in ";$`|&<>\n\r\0") or len(value) > LONG


def measure() -> dict[str, Any]:
    """`{"cases", "outside"}`, with the first of what was outside."""
    fixes, ran, effects = asyncio.run(act())
    questions, readings = look()
    outside = [*effects, *readings]
    counts = {"fixes": fixes, "ran": ran, "reads": questions}
    return {"cases": fixes + questions, "outside": len(outside), **counts, "first": outside[:3]}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    found = measure()
    print(json.dumps(found) if parser.parse_args().json else f"{found['cases']} cases, {found['outside']} outside")


if __name__ == "__main__":
    main()
