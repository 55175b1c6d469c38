"""The outcome as a pure fold over the journal.

The shape of `data`, by kind (`dump(X)` is the JSON form of the domain type X; names end in ? where they may be absent):

==============  =====================================================================================================
declared        dump(Declaration)
attached        dump(Declaration) of the second alert or declaration
reopened        {why?}
status          {state}
triaged         {severity, variant, component: {domain, name}, impact, assumptions: […], started: RFC 3339 or null,
                started_source, overrun: bool, seconds}
onset           {started: RFC 3339, started_source: "evidence", why}: the start that the evidence of the cause shows
assigned        {lead, support: […], why}; `lead` is a persona tag, or `aucun`
notified        {channel, ok: bool, why, about?, turn?, question?}
update          {text, next?}
contained       {done: bool, why}
reading         dump(Ref)
missing         {item, why}; a later `reading` of that item with status `ok` takes it back
finding         dump(Finding) + {round, usage?}
decision        dump(Decision) + {round, usage?}
review          dump(Review)
question        dump(Question)
answer          dump(Answer)
task            {id, persona, task, round, words}: posed to a session; `words` is a digest of the evidence store
turn            {task, answer, by}; answer is null where the session's time ran out
thought         {persona, task, stop, detail, usage, seconds, money}
refused         {action, target?, why}
effect          dump(ActionRecord) + {round}; once per change of state, the last one of a key counts
validation      {passed, round, checks: [{name, passed, why}]}
acknowledged    {by?}
mitigated       {how?}
resolved        {summary?}
postmortem      {path}
edited          {by, digest}: a person wrote the text of this digest in the room
reviewed        {by, digest}: a person signed the text with this digest
followup        {to, text, due, done_when}
learning        {text}
note            {text, about?}; about: `security`, `data` or `debt` puts it into that section of the post-mortem
warning         {text}
closed          {by?, why?}: why it was closed without a review
pruned          {ranges: [[first, last, hash before]], collected}: entries that retention took, and the readings among
                them that had an answer
==============  =====================================================================================================

`usage` is {reasoner, calls, input_tokens, output_tokens}. The instant of acknowledged, mitigated, resolved and reopened
is the entry's `occurred_at`.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from astreinte.config import Targets
from astreinte.domain import ActionRecord, Entry, Kind, load, rfc3339
from astreinte.domain.incident import NOBODY
from astreinte.domain.outcome import (
    ActionOut,
    ComponentOut,
    DecisionOut,
    DissentOut,
    EvidenceOut,
    FollowupOut,
    MetricsOut,
    Outcome,
    QuestionOut,
    TimesOut,
    UsageOut,
    ValidationOut,
)

from . import kinds, metrics, standing
from .collected import Collected, collected
from .ranking import ranked
from .standing import last_data

_OPENING: tuple[Kind, ...] = ("declared", "triaged", "assigned")
FREE: tuple[Kind, ...] = ("reading", "missing", "note", "update", "notified")
"""Kinds that nobody thought for; a long incident has many of them."""


def project(
    entries: Sequence[Entry],
    *,
    wall: float = 0.0,
    targets: metrics.Goals | None = None,
    read: Collected | None = None,
) -> Outcome:
    """Fold one incident's entries, in order, into its outcome.

    Args:
        entries: all entries of one incident, or all that the outcome tells; the first is `declared`.
        wall: seconds that the run took, copied into the outcome.
        targets: against which NFRs are judged; the defaults are 5 min and 2 h.
        read: what was collected, where `entries` leave out the readings and other kinds of `BULKY`.
    """
    times = metrics.instants(entries)
    first, triaged, assigned = (last_data(entries, kind) for kind in _OPENING)
    postmortem = last_data(entries, "postmortem")
    validation = last_data(entries, "validation")
    return Outcome.model_validate(
        {
            "id": entries[0].incident if entries else "",
            "title": first.get("title", ""),
            "state": standing.state_of(entries),
            "variant": triaged.get("variant"),
            "severity": standing.severity(entries),
            "component": ComponentOut(**triaged["component"]) if triaged else None,
            "lead": assigned.get("lead") or NOBODY,
            "support": assigned.get("support", []),
            "hypotheses": ranked(entries),
            "decision": _decision(entries),
            "questions": _questions(entries),
            "actions": [_action(record) for record in effects(entries)],
            "validation": _validation(validation) if validation else None,
            "times": _times(times),
            "metrics": _metrics(times, targets or Targets()),
            "evidence": _evidence(entries, read or collected(entries)),
            "postmortem": postmortem.get("path"),
            "followups": [FollowupOut(to=e.data["to"], text=e.data["text"]) for e in kinds.of(entries, "followup")],
            "usage": _usage(entries),
            "wall": wall,
        }
    )


def effects(entries: Sequence[Entry]) -> list[ActionRecord]:
    """The latest record of each effect, in the order of their intents."""
    told = ({key: value for key, value in said.items() if key != "round"} for said in standing.effects(entries))
    return [load(ActionRecord, said) for said in told]


def _decision(entries: Sequence[Entry]) -> DecisionOut | None:
    """The last decision; reviews after it say whether an objection was maintained."""
    said: dict[str, Any] = {}
    dissent: dict[str, DissentOut] = {}
    for entry in kinds.of(entries, "decision", "review"):
        if entry.kind == "decision":
            said = dict(entry.data)
            listed = [DissentOut(by=d["by"], cause=d["cause"], maintained=d["maintained"]) for d in said["dissent"]]
            dissent = {each.by: each for each in listed}
        elif said:
            by = entry.data["by"]
            dissent[by] = DissentOut(by=by, cause=entry.data["cause"], maintained=entry.data["maintained"])
    if not said:
        return None
    kept = {name: said[name] for name in ("by", "cause", "component", "rationale")}
    return DecisionOut(**kept, dissent=list(dissent.values()))


def _questions(entries: Sequence[Entry]) -> list[QuestionOut]:
    return [
        QuestionOut.model_validate(
            {"id": name, "kind": kind, "status": standing.status(answer), "answer": answer and answer["choice"]}
        )
        for name, kind, answer in standing.questions(entries)
    ]


def _action(record: ActionRecord) -> ActionOut:
    plan = record.plan
    return ActionOut(
        id=plan.action,
        target=plan.target,
        argv=list(plan.argv),
        risk=plan.risk,
        state=record.state,
        verified=record.verified,
        undo=None if plan.undo is None else list(plan.undo),
    )


def _validation(said: dict[str, Any]) -> ValidationOut:
    checks = [{"name": check["name"], "passed": check["passed"]} for check in said["checks"]]
    untold = [each["name"] for each in said.get("untold", [])]
    return ValidationOut.model_validate({"passed": said["passed"], "checks": checks, "untold": untold})


def _times(times: metrics.Instants) -> TimesOut:
    def text(instant: datetime | None) -> str | None:
        return None if instant is None else rfc3339(instant)

    return TimesOut(
        started=text(times.started),
        detected=text(times.detected),
        acknowledged=text(times.acknowledged),
        mitigated=text(times.mitigated),
        resolved=text(times.resolved),
    )


def _metrics(times: metrics.Instants, targets: metrics.Goals) -> MetricsOut:
    detect, repair = metrics.mttd(times), metrics.mttr(times)
    return MetricsOut(mttd=_whole(detect), mttr=_whole(repair), nfr_violated=metrics.violated(detect, repair, targets))


def _whole(seconds: float | None) -> float | int | None:
    return int(seconds) if seconds is not None and seconds.is_integer() else seconds


def _evidence(entries: Sequence[Entry], read: Collected) -> EvidenceOut:
    gone = sum(int(entry.data["collected"]) for entry in kinds.of(entries, "pruned"))
    listed = [{"item": item, "why": why} for item, why in _missing(entries, read.places).items()]
    return EvidenceOut.model_validate({"collected": read.count + gone, "missing": listed})


def _missing(entries: Sequence[Entry], read: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """Why each item is missing that was not read afterwards; `read` are the places of the readings by item."""
    said: dict[str, Entry] = {}
    for entry in kinds.of(entries, "missing"):
        item = str(entry.data["item"])
        if item in said and bisect(read.get(item, ()), said[item].seq) < bisect(read.get(item, ()), entry.seq):
            del said[item]
        said[item] = entry
    return {item: str(entry.data["why"]) for item, entry in said.items() if max(read.get(item, (0,))) < entry.seq}


def _usage(entries: Sequence[Entry]) -> UsageOut:
    paid = kinds.without(entries, *FREE)
    parts = [UsageOut.model_validate(entry.data["usage"]) for entry in paid if entry.data.get("usage")]
    if not parts:
        return UsageOut()
    return UsageOut(
        reasoner="+".join(dict.fromkeys(part.reasoner for part in parts)),
        calls=sum(part.calls for part in parts),
        input_tokens=sum(part.input_tokens for part in parts),
        output_tokens=sum(part.output_tokens for part in parts),
    )
