"""One whole incident as its journal has it: a full disk, an objection, a temporary fix."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from astreinte.domain import (
    ActionRecord,
    Answer,
    Choice,
    Decision,
    Declaration,
    Draft,
    Entry,
    Finding,
    Fix,
    Hypothesis,
    ManualClock,
    Plan,
    Query,
    Question,
    Reading,
    Ref,
    Review,
    RuledOut,
    dump,
)
from astreinte.memory import Database, SqlJournal

DETECTED = datetime(2026, 3, 1, 22, 40, tzinfo=UTC)
NAMES = {
    "forge": "Forge",
    "vault": "Vault",
    "hawk": "Hawk",
    "helm": "Helm",
    "phoenix": "Phoenix",
    "flow": "Flow",
    "probe": "Probe",
}
CAUSES = {
    "fr": {"filesystem-full": "système de fichiers plein", "process-crashed": "processus arrêté"},
    "en": {"filesystem-full": "filesystem full", "process-crashed": "process stopped"},
}


def at(minutes: float) -> datetime:
    return DETECTED + timedelta(minutes=minutes)


def reading(args: str, item: Any, minutes: float, status: Any = "ok", text: str = "x", why: str = "") -> Ref:
    tool, *rest = args.split()
    one = Reading(Query(tool, tuple(rest), item), at(minutes), status, text, why)
    return Ref(one.id, one.query, one.at, one.status, "0" * 64, text, why)


DISK = reading("df -h /srv", "resources", 1)
LOGS = reading("journalctl -u wiki | tail", "logs", 1, text="No space left on device")
EVENTS = reading("docker events --since 30m", "events", 1, "no_data", "")
PLAN = Plan(
    "free-space",
    "truncate",
    "mount:/srv",
    ("truncate", "-s", "0", "/srv/wiki/debug.log"),
    "one-way",
    lasts="temporary",
)


def drafts() -> list[Draft]:
    full = Hypothesis(1, "filesystem-full", "wiki", 0.93, "forge", (DISK.id, LOGS.id), "/srv est à 100 %")
    crashed = Hypothesis(1, "process-crashed", "wiki", 0.61, "hawk", (LOGS.id,), "le journal s'arrête à 22:31")
    ruled = RuledOut("oom-killed", "aucun message du noyau", (LOGS.id,))
    question = Question(
        "q-1", "arbitration", "Quelle analyse suivre ?", (Choice("lead", "Forge"), Choice("hawk", "Hawk"))
    )
    checks = [{"name": "http", "passed": True, "why": ""}, {"name": "df", "passed": True, "why": ""}]
    usage = {"reasoner": "playbook", "calls": 0, "input_tokens": 0, "output_tokens": 0}
    declaration = Declaration("Le wiki ne répond plus", DETECTED, "alert", "wiki", fingerprint="f00d")
    triaged: dict[str, Any] = {
        "severity": "CRITIQUE",
        "variant": "infra",
        "component": {"domain": "lxc", "name": "wiki"},
        "impact": "édition et lecture impossibles",
        "assumptions": [],
        "started": "2026-03-01T22:31:00Z",
        "started_source": "evidence",
        "overrun": False,
        "seconds": 20.0,
    }
    return [
        Draft("declared", "alert", dump(declaration), occurred_at=at(0)),
        Draft("triaged", "astreinte", triaged, (LOGS.id,), at(0.5)),
        Draft("assigned", "astreinte", {"lead": "forge", "support": ["hawk", "flow"], "why": "LXC"}, (), at(0.6)),
        Draft("notified", "astreinte", {"channel": "console", "ok": True, "why": ""}, (), at(0.7)),
        Draft("contained", "astreinte", {"done": False, "why": "rien à isoler"}, (), at(0.8)),
        Draft("reading", "astreinte", dump(DISK), (DISK.id,), at(1)),
        Draft("reading", "astreinte", dump(LOGS), (LOGS.id,), at(1)),
        Draft("reading", "astreinte", dump(EVENTS), (EVENTS.id,), at(1)),
        Draft("missing", "astreinte", {"item": "metrics", "why": "aucune source Prometheus"}, (), at(2)),
        Draft("finding", "forge", dump(Finding("forge", (full,), (ruled,))) | {"round": 1, "usage": usage}, (), at(3)),
        Draft("finding", "hawk", dump(Finding("hawk", (crashed,))) | {"round": 1, "usage": usage}, (), at(3)),
        Draft(
            "decision",
            "forge",
            dump(
                Decision(
                    "forge",
                    "filesystem-full",
                    "wiki",
                    0.93,
                    "/srv est plein | le service ne peut plus écrire",
                    (DISK.id, LOGS.id),
                    (Fix("free-space", lasts="temporary"),),
                )
            )
            | {"round": 1, "usage": usage},
            (DISK.id, LOGS.id),
            at(4),
        ),
        Draft(
            "review",
            "hawk",
            dump(Review("hawk", True, "process-crashed", "wiki", "le processus est absent")),
            (),
            at(5),
        ),
        Draft("question", "astreinte", dump(question), (), at(5)),
        Draft("answer", "user", dump(Answer("q-1", "lead", "Camille", at(70))), (), at(70)),
        Draft("effect", "forge", dump(ActionRecord("k", PLAN, "intended", started=at(71))) | {"round": 1}, (), at(71)),
        Draft(
            "effect",
            "forge",
            dump(ActionRecord("k", PLAN, "done", "", True, at(71), at(71.5))) | {"round": 1},
            (),
            at(71.5),
        ),
        Draft("mitigated", "astreinte", {}, (), at(72)),
        Draft("validation", "astreinte", {"passed": True, "round": 1, "checks": checks}, (DISK.id,), at(100)),
        Draft("resolved", "astreinte", {"summary": ""}, (), at(101)),
        Draft(
            "followup",
            "forge",
            {
                "to": "hawk",
                "text": "alerte disque > 80 % sur /srv",
                "due": "2026-03-08",
                "done_when": "l'alerte existe",
            },
            (),
            at(102),
        ),
        Draft("learning", "forge", {"text": "wiki : journal de débogage non borné sur /srv"}, (), at(102)),
        Draft("status", "astreinte", {"state": "resolved"}, (), at(103)),
    ]


async def journal_of(told: Sequence[Draft]) -> list[Entry]:
    journal = SqlJournal(Database.open("sqlite:///:memory:"), ManualClock(at(103)))
    return await journal.append("INC-20260301-01", *told)
