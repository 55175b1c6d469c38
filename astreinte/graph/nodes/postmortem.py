"""3.1 the post-mortem, written from the journal; preventive actions are decided first, so that it can list them."""

from collections.abc import Iterator, Sequence

from astreinte.domain import Brief, Draft, Entry, load
from astreinte.errors import InvalidInput, StoreUnavailable
from astreinte.graph.account import account
from astreinte.graph.afterwards import judged
from astreinte.graph.lessons import lessons
from astreinte.graph.ports import Ports
from astreinte.graph.state import State
from astreinte.graph.write import appended, status
from astreinte.memory import Request
from astreinte.templates import compose
from astreinte.templates.bounded import told

FREE = frozenset({"declared", "attached", "triaged", "note", "answer"})
SHOWN = 5
"""Remarks about the words of one post-mortem that the journal repeats; `astreinte postmortem lint` shows all."""


async def postmortem(state: State, ports: Ports) -> State:
    """A file that cannot be written is a warning: the incident still ends, and `astreinte postmortem ID` writes it."""
    incident, again = state["incident"], state.get("reopened", 0)
    end = state.get("end") or "unresolved"
    if end != "resolved":
        await ports.journal.append(incident, *_unresolved(state, ports))
    entries: Sequence[Entry] = await ports.journal.read(incident)
    left = lessons(ports.outcome(entries), state, ports)
    asked = [_followup(request, place, again) for place, request in enumerate(left.requests)]
    learned = Draft("learning", left.lead, {"text": left.learning}, key=f"learning:{again}")
    entries = await appended(ports, incident, entries, *asked, learned)
    entries = await appended(ports, incident, entries, *await account(state, ports, entries))
    entries = await appended(ports, incident, entries, await write(state, ports, entries))
    await ports.journal.append(incident, *_remarks(told(entries), ports, again))
    return {"end": end}


def _remarks(entries: Sequence[Entry], ports: Ports, again: int) -> list[Draft]:
    """What people and models said may judge somebody: never rewritten silently, always told."""
    blocking = [one for one in judged("\n\n".join(_said(entries)), ports) if one.blocks]
    say = ports.words.say
    texts = [say("blame", sentence=one.sentence, words=one.words, rewrite=one.rewrite) for one in blocking[:SHOWN]]
    return [
        Draft("warning", "incident", {"text": text}, key=f"blame:{again}:{place}") for place, text in enumerate(texts)
    ]


def _said(entries: Sequence[Entry]) -> Iterator[str]:
    """Free words that the text repeats, as against sentences of our own templates."""
    thought = {entry.actor for entry in entries if entry.kind == "thought" and entry.data["task"] == "decide"}
    for entry in entries:
        if entry.kind in FREE:
            yield from (str(entry.data[name]) for name in ("title", "impact", "text", "why") if entry.data.get(name))
        elif entry.kind == "decision" and entry.actor in thought:
            yield str(entry.data["rationale"])


async def write(state: State, ports: Ports, entries: Sequence[Entry]) -> Draft:
    """Compose and write the file; the draft says where, or why not. A BASSE incident has no post-mortem."""
    outcome = ports.outcome(entries)
    labels = ports.labels
    brief, again = load(Brief, state["brief"]), state.get("reopened", 0)
    try:
        text = compose(outcome, entries, ports.settings, ports.words, labels.names, labels.causes)
    except InvalidInput as error:
        return Draft("note", "incident", {"text": ports.words.error(error)}, key=f"postmortem-none:{again}")
    day = f"{ports.words.zone.day(brief.declaration.detected):%Y-%m-%d}"
    try:
        path = ports.project.write_postmortem(state["incident"], day, brief.declaration.title, text)
    except StoreUnavailable as error:
        return Draft("warning", "incident", {"text": ports.words.error(error)}, key=f"postmortem-lost:{again}")
    return Draft("postmortem", brief.lead or "incident", {"path": path}, key=f"postmortem:{again}")


def _unresolved(state: State, ports: Ports) -> list[Draft]:
    again = state.get("reopened", 0)
    drafts = [status("unresolved", "incident", f"status:unresolved:{again}")]
    if held := [each["plan"] for each in state.get("contained", [])]:
        what = ", ".join(f"{plan['action']} ({plan['target']})" for plan in held)
        text = ports.words.say("containment_stays", what=what)
        drafts.append(Draft("warning", "incident", {"text": text}, key=f"containment-stays:{again}"))
    return drafts


def _followup(request: Request, place: int, again: int) -> Draft:
    data = {"to": request.to, "text": request.text, "due": request.due, "done_when": request.done_when}
    return Draft("followup", "incident", data, key=f"followup:{again}:{place}")
