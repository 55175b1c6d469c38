"""Storage pools and arrays: `zpool status|list`, `pvesm status`, `lvs`, `/proc/mdstat`; filesystems of `lsblk -f`."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.disk import FULL, host_of, mount_entity
from astreinte.evidence.extract.seen import latest, rows, seen

NEARLY = 95.0
"""Per cent of a pool in use from which it counts as full: copy-on-write and thin pools fail before 100."""

DEGRADED = frozenset({"DEGRADED"})
LOST = frozenset({"FAULTED", "UNAVAIL", "SUSPENDED", "REMOVED"})
FIELD = re.compile(r"^\s*(?P<key>pool|state|errors):\s*(?P<value>\S.*)$")
ARRAY = re.compile(r"^(?P<name>md\w+) : (?P<state>active|inactive)\b")
MEMBERS = re.compile(r"\[(?P<wanted>\d{1,4})/(?P<have>\d{1,4})\] \[[U_]+\]")
SHARE = re.compile(r"^(\d{1,3}(?:[.,]\d+)?)%?$")


def find_pools(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`pool-full`, `replica-degraded` (a mirror or array without one of its disks), `disk-errors`, `data-damaged`."""
    del context
    for reading in latest(each for each in readings if each.status == "ok"):
        match reading.query.tool:
            case "zpool":
                yield from _states(reading)
                yield from _capacities(reading)
            case "pvesm":
                yield from _storages(reading)
            case "lvs":
                yield from _thin(reading)
            case "lsblk":
                yield from _filesystems(reading)
            case "cat" | "proc" if "mdstat" in reading.query.text:
                yield from _arrays(reading)
            case _:
                continue


def _pool(reading: Reading, name: str) -> str:
    return f"pool:{name}" if reading.query.where == "local" else f"pool:{reading.query.where}/{name}"


def _states(reading: Reading) -> Iterator[Signal]:
    """By pool: what its state is, and whether data was lost for good."""
    pool = ""
    for row in rows(reading):
        if not (found := FIELD.match(row)):
            continue
        key, value = found["key"], found["value"].strip()
        pool = value if key == "pool" else pool
        if key == "state" and value in DEGRADED:
            yield seen("replica-degraded", _pool(reading, pool), reading, f"pool {pool}: {value}")
        elif key == "state" and value in LOST:
            yield seen("disk-errors", _pool(reading, pool), reading, f"pool {pool}: {value}")
        elif key == "errors" and not value.startswith("No known"):
            yield seen("data-damaged", _pool(reading, pool), reading, f"pool {pool}: {value}")


def _capacities(reading: Reading) -> Iterator[Signal]:
    for row in rows_under(reading, "NAME", "CAP", "HEALTH"):
        if _share(row.get("CAP", "")) >= NEARLY:
            yield _full(reading, row["NAME"], row["CAP"])


def _storages(reading: Reading) -> Iterator[Signal]:
    for row in rows_under(reading, "Name", "Status", "Used", "%"):
        if row.get("Status") == "active" and _share(row.get("%", "")) >= NEARLY:
            yield _full(reading, row.get("Name", ""), row["%"])


def _thin(reading: Reading) -> Iterator[Signal]:
    """A thin pool, by its data or its metadata; other volumes are filled by their filesystems."""
    for row in rows_under(reading, "LV", "VG", "Attr", "Data%"):
        used = {title: row.get(title, "") for title in ("Data%", "Meta%")}
        if row.get("Attr", "").startswith("t") and any(_share(value) >= NEARLY for value in used.values()):
            told = ", ".join(f"{title} {value}" for title, value in used.items() if value)
            yield _full(reading, f"{row.get('VG', '')}/{row.get('LV', '')}", told)


def _full(reading: Reading, name: str, used: str) -> Signal:
    return seen("pool-full", _pool(reading, name), reading, f"pool {name}: {used} used", use=used)


def _filesystems(reading: Reading) -> Iterator[Signal]:
    for row in rows_under(reading, "NAME", "FSUSE%", "FSAVAIL"):
        path = next((row[title] for title in ("MOUNTPOINTS", "MOUNTPOINT") if row.get(title)), "")
        if path.startswith("/") and _share(row.get("FSUSE%", "")) >= FULL and "squashfs" not in row.get("FSTYPE", ""):
            detail = f"{path} {row['FSUSE%']} of blocks used, {row.get('FSAVAIL', '?')} available"
            use = {"path": path, "use": row["FSUSE%"], "of": "blocks", "available": row.get("FSAVAIL", "")}
            yield seen("filesystem-full", mount_entity(reading, path), reading, detail, **use, **host_of(reading))


def _arrays(reading: Reading) -> Iterator[Signal]:
    name = ""
    for row in rows(reading):
        if found := ARRAY.match(row):
            name = found["name"]
        elif (found := MEMBERS.search(row)) and int(found["have"]) < int(found["wanted"]):
            detail = f"array {name}: {found['have']} of {found['wanted']} disks"
            yield seen("replica-degraded", _pool(reading, name), reading, detail)


def _share(text: str) -> float:
    found = SHARE.match(text)
    return float(found[1].replace(",", ".")) if found else 0.0
