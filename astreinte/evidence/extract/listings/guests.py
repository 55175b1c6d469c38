"""Guests of a hypervisor: `pct list`, `qm list`, `pct config`, `qm config`."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, of_tool, seen

LOCKED = re.compile(r"^lock: (?P<lock>\w+)\s*$", re.MULTILINE)
WORDS = re.compile(r"[._-]")


def find_guests(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`guest-stopped` and `guest-locked`.

    A stopped guest counts where the inventory or the incident names it: others may be kept so on purpose.
    """
    for reading in latest(each for each in of_tool(readings, "pct", "qm") if each.status == "ok"):
        if "VMID" in reading.text:
            yield from _listed(reading, context)
        elif reading.query.args[:1] == ("config",) and (found := LOCKED.search(reading.text)):
            yield seen("guest-locked", context.entity, reading, found[0], lock=found["lock"])


def _listed(reading: Reading, context: Context) -> Iterator[Signal]:
    for row in rows_under(reading, "VMID"):
        number, name = row.get("VMID", ""), row.get("Name") or row.get("NAME") or ""
        state, lock = (row.get("Status") or row.get("STATUS") or "").lower(), row.get("Lock", "")
        detail, entity = f"guest {number} {name}: {state} {lock}".rstrip(), _entity(number, name, context)
        if state == "stopped" and (entity.startswith("service:") or not context.service):
            yield seen("guest-stopped", entity, reading, detail, guest=number)
        if lock:
            yield seen("guest-locked", entity, reading, detail, guest=number, lock=lock)


def _entity(number: str, name: str, context: Context) -> str:
    known = {context.service, *context.services}
    own = context.of_unit(number) or next((word for word in (name, *WORDS.split(name)) if word and word in known), "")
    return f"service:{own}" if own else f"guest:{name or number}"
