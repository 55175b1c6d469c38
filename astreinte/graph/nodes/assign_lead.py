"""1.3 one lead by component, supports by variant, Probe where the tree reaches the system."""

from dataclasses import replace

from astreinte.agents import assign, system_level
from astreinte.domain import Brief, Draft, dump, load
from astreinte.graph.ports import Ports
from astreinte.graph.state import State
from astreinte.graph.write import status


async def assign_lead(state: State, ports: Ports) -> State:
    brief = load(Brief, state["brief"])
    deep = system_level(ports.casebook.case(state).signals)
    chosen = assign(brief.component.domain, brief.variant, ports.roster, system_level=deep)
    again = state.get("reopened", 0)
    await ports.journal.append(
        state["incident"],
        Draft(
            "assigned",
            "incident",
            {"lead": chosen.lead or "aucun", "support": list(chosen.support), "why": chosen.why},
            key=f"assigned:{again}",
        ),
        status("active", "incident", f"status:active:{again}"),
    )
    return {"brief": dump(replace(brief, lead=chosen.lead or "", support=chosen.support))}
