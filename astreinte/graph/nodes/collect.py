"""2.2 one branch a source, all at once; then the five-item checklist with the reason for what is missing."""

from collections.abc import Sequence

from astreinte.domain import CHECKLIST, Ask, Brief, Draft, Entry, Item, Ref, dump, load
from astreinte.graph.ports import Ports
from astreinte.graph.state import Collecting, State
from astreinte.graph.steering import steered
from astreinte.graph.write import readings


async def collect(work: Collecting, ports: Ports) -> State:
    """One source. It never fails: what could not be read is an `error` reading with its reason."""
    source, ask = work["source"], load(Ask, work["ask"])
    look = await ports.evidence.look(source, ask)
    await ports.journal.append(work["incident"], *readings(ports.evidence, look.readings, source))
    filed = ports.docket.file(f"{work['round']}:{source}", look.readings)
    return {"evidence": filed, "aside": {source: look.left}}


async def checklist(state: State, ports: Ports) -> State:
    """Which of the five items no reading covers, and why. What a person said and pasted meanwhile is taken up here."""
    entries = await ports.journal.read(state["incident"])
    filed = _pasted(state, ports, entries)
    held = ports.docket.latest({**state.get("evidence", {}), **filed})
    missing: dict[str, str] = {item: _why(item, held, ports) for item in CHECKLIST if not _covered(item, held)}
    drafts = [
        Draft("missing", "incident", {"item": item, "why": why}, key=f"missing:{state['round']}:{item}")
        for item, why in missing.items()
    ]
    await ports.journal.append(state["incident"], *drafts)
    return {"evidence": filed, "brief": dump(steered(load(Brief, state["brief"]), entries))}


def _pasted(state: State, ports: Ports, entries: Sequence[Entry]) -> dict[str, str]:
    """Readings that came by hand since the last round."""
    known = {ref.id for ref in ports.docket.refs(state.get("evidence", {}))}
    pasted = [each.data for each in entries if each.kind == "reading" and each.data["query"]["tool"] == "paste"]
    fresh = [ports.evidence.open(load(Ref, dict(data))) for data in pasted if data["id"] not in known]
    return ports.docket.file(f"{state['round']}:paste", fresh)


def _covered(item: Item, held: list[Ref]) -> bool:
    return any(ref.status == "ok" for ref in held if ref.query.item == item)


def _why(item: Item, held: list[Ref], ports: Ports) -> str:
    asked = [ref for ref in held if ref.query.item == item]
    if not asked:
        return ports.words.say("no_source_for", item=item)
    reasons = dict.fromkeys(ref.why or ports.words.say("answered_nothing", query=ref.query.tool) for ref in asked)
    return "; ".join(list(reasons)[:3])
