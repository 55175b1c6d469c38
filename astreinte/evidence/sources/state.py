"""The state of what effects change, read narrowly: before a plan is made and after it was applied."""

import re
from collections.abc import Sequence
from functools import cache

from astreinte.config import Settings
from astreinte.domain import Ask, Clock, Query, Reading
from astreinte.evidence.unavailable import Unavailable

from .run import Run, run
from .statements import SESSIONS, counting

NAME = r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?"
SLOTS = {
    "workload": rf"(?:deployment|statefulset|daemonset)/{NAME}",
    "object": (
        r"(?:deployment|statefulset|daemonset|service|pod|node|resourcequota|ingress|horizontalpodautoscaler"
        rf"|networkpolicy|poddisruptionbudget|persistentvolumeclaim)/{NAME}"
    ),
    "kinds": "services|serviceaccounts|persistentvolumeclaims|networkpolicies|ingresses",
    "names": re.escape("jsonpath={.items[*].metadata.name}"),
    "offers": "storageclasses|persistentvolumes",
    "name": NAME,
    "gitops": rf"(?:kustomization|helmrelease)/{NAME}",
    "unit": r"[A-Za-z0-9][A-Za-z0-9_.-]{0,120}",
    "volume": r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,60}/[A-Za-z0-9][A-Za-z0-9_.+-]{0,60}",
    "memory": re.escape("{{.HostConfig.Memory}}|{{.HostConfig.NanoCpus}}"),
    "networks": re.escape("{{.Id}}|{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"),
    "runs": re.escape("{{.Id}}|{{.Config.Image}}|{{.State.Running}}"),
    "holds": re.escape(
        '{{.Id}}|{{range .Config.Env}}{{if eq (index (split . "=") 0) "NAME"}}{{.}}{{end}}{{end}}'
    ).replace("NAME", "[A-Za-z_][A-Za-z0-9_]{0,127}"),
    "role": r"[A-Za-z_][A-Za-z0-9_]{0,62}",
    "server": r"/[A-Za-z0-9_./-]{1,200}|[A-Za-z0-9][A-Za-z0-9.:-]{0,252}",
    "counting": "|".join(re.escape(counting(which, "\0")).replace("\0", "[0-9]{1,9}") for which in SESSIONS),
    "number": r"[0-9]{1,9}",
    "paths": r"jsonpath=(?:\{\.[A-Za-z0-9_.\[\]*?@=()\"\\/-]{1,300}\}[|:]?){1,8}",
}
MODEST = "-X -A -t --no-password"
COUNTS = tuple(f"{MODEST}{place} -U {{role}} -d {{role}} -c {{counting}}" for place in ("", " -h {server} -p {number}"))
READS: dict[str, tuple[str, ...]] = {
    "kubectl": (
        "get {object} -n {name} -o {paths}",
        "get {object} -o {paths}",
        "get pods -n {name} -o {paths}",
        "get networkpolicies -n {name} -o {paths}",
        "get {kinds} -n {name} -o {names}",
        "get {offers} -o {paths}",
        "get {gitops} -n {name} -o {paths}",
        "rollout history {workload} -n {name}",
        "rollout history {workload} -n {name} --revision={number}",
    ),
    "docker": (
        *(f"inspect --format={{{form}}} {{unit}}" for form in ("memory", "networks", "runs", "holds")),
        *(f"exec {{unit}} psql {line}" for line in COUNTS),
    ),
    "psql": COUNTS,
    "tc": ("qdisc show",),
    "pct": ("status {number}", "listsnapshot {number}"),
    "qm": ("status {number}", "listsnapshot {number}"),
    "restic": ("version",),
    "lvs": ("--noheadings --nosuffix --units=b --separator=| -o lv_size,vg_free {volume}",),
}
"""Read-only questions by tool. No object among them holds a secret."""

TIMEOUT = 10.0


class StateSource:
    """Answers what an action asks of its target; plans nothing of its own."""

    name = "state"
    quiet = True
    """Nothing to collect: it is asked, and never asks by itself."""

    def __init__(self, settings: Settings, clock: Clock, run: Run = run) -> None:
        self._settings, self._clock, self._run = settings, clock, run

    def plan(self, ask: Ask) -> Sequence[Query]:  # noqa: ARG002
        return ()

    def accepts(self, query: Query) -> bool:
        """Whether the question is one of `READS`, word for word, or a check that the inventory declares."""
        known = any(_fits(line.split(), query.args) for line in READS.get(query.tool, ()))
        return query.where == "local" and (known or self._declared(query))

    def _declared(self, query: Query) -> bool:
        own = (each.check for service in self._settings.services.values() for each in service.runbook.values())
        return (query.tool, *query.args) in {check for check in own if check}

    async def read(self, query: Query) -> Reading:
        if not self.accepts(query):
            raise Unavailable("not_in_catalogue", tool=query.tool, query=query.text)
        at = self._clock.now()
        options = self._settings.kubectl_options() if query.tool == "kubectl" and not self._declared(query) else ()
        ran = await self._run((query.tool, *options, *query.args), TIMEOUT)
        if ran.code:
            why = (ran.err or ran.out).strip()[:400]
            raise Unavailable("cannot_run", tool=query.tool, why=why)
        return Reading(query, at, "ok" if ran.out.strip() else "no_data", ran.out)


def _fits(shape: Sequence[str], args: Sequence[str]) -> bool:
    return len(shape) == len(args) and all(_word(word).fullmatch(arg) for word, arg in zip(shape, args, strict=True))


@cache
def _word(word: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", word)
    return re.compile("".join(f"(?:{SLOTS[p]})" if i % 2 else re.escape(p) for i, p in enumerate(parts)))
