"""1.2 CRITIQUE and out of hours: reach the user; a failed send is an entry and a warning, never silence."""

from astreinte.graph.dues import pages
from astreinte.graph.ports import Ports
from astreinte.graph.reminders import Reminders
from astreinte.graph.state import State


async def notify(state: State, ports: Ports) -> State:
    """The first page. Its repeats, until somebody acknowledges, outlast the incident: `Reminders` has them."""
    entries = await ports.journal.read(state["incident"])
    if not pages(entries):
        await Reminders(ports).page(entries)
    return {}
