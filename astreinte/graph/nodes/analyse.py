"""2.1 one branch a persona, blind to the others: each walks the tree through its own lens."""

from astreinte.domain import Draft, dump
from astreinte.graph import consult
from astreinte.graph.ports import Ports
from astreinte.graph.said import pointer
from astreinte.graph.state import State, Thinking


async def analyse(work: Thinking, ports: Ports) -> State:
    state = work["state"]
    persona = ports.roster.get(work["persona"])
    if persona is None:
        return {}
    round_ = state["round"]
    said = await consult.analyse(ports, state["incident"], persona, ports.casebook.case(state))
    finding = said.answer
    cited = tuple(dict.fromkeys(id_ for each in finding.hypotheses for id_ in each.evidence))
    draft = Draft(
        "finding", persona.tag, {**dump(finding), "round": round_}, cited, key=f"finding:{round_}:{persona.tag}"
    )
    (entry,) = await ports.journal.append(state["incident"], draft)
    return {"findings": {persona.tag: pointer(entry)}, "evidence": said.filed}
