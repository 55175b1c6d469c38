"""Whether packets arrive: `ping`, `mtr`, `traceroute`, and links without a carrier in `ip link` and `ip addr`."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.answers import hosts_heard
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, rows, seen

LOSS = re.compile(r"(?P<loss>\d{1,3}(?:[.,]\d+)?) ?% (?:packet loss|de (?:perte|paquets perdus)|paquets perdus)")
TARGET = re.compile(
    r"(?i)^-*\s*(?:PING\s+)?(?:statistiques ping )?(?P<host>[\w.:-]*\w)(?= ping statistics| \(\S+\) | ---)"
)
UNREACHED = re.compile(
    r"(?i)\b(?:host|net(?:work)?) (?:is )?unreachable"
    r"|\b(?:hôte|réseau) (?:de destination )?(?:inaccessible|injoignable)"
)
REFUSED_HOP = re.compile(r"^\s*\d+\s.*\s!(?P<code>[HNX])\b")
HOP = re.compile(r"^\s*\d+\.\s*\|?--\s*(?P<host>\S+)\s+(?P<loss>\d{1,3}(?:\.\d+)?)%?\s+(?P<sent>\d+)")
NO_CARRIER = re.compile(r"^(?:\d+: )?(?P<link>[\w.@-]+?):?\s.*<(?P<flags>[A-Z_,]*NO-CARRIER[A-Z_,]*)>")
VIRTUAL = re.compile(r"^(?:docker|br-|veth|virbr|lxcbr|cni|flannel|cali|kube|tun|tap|wg|podman|dummy|bond\d+\.|wl)")
PINGS = frozenset({"ping", "ping6", "fping"})
WHOLE = re.compile(r"(?<![\d.,])0(?:[.,]0+)? ?% (?:packet loss|de (?:perte|paquets perdus)|paquets perdus)")
NO_ROUTE = re.compile(r"^(?:ping6?: )?connect: Network is unreachable")
TOO_LARGE = re.compile(r"(?i)\bmessage too long\b|\bfrag(?:mentation)? needed\b|packet needs to be fragmented")
LARGE = 1000
"""Bytes from which a ping asks whether packets of the usual size pass."""

MOST_LOST, LOSSY, SENT = 100.0, 5.0, 10
"""Per cent; and how many packets must be sent for a few lost ones to tell anything."""


def find_losses(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`host-unreachable`, `packets-lost`, `partitioned`, `link-down`, each of the host that was asked for.

    Silence alone may be a filter of ICMP: a host counts as unreachable only where the network itself says so, and
    neither counts where a probe was answered there.
    """
    current = latest(each for each in readings if each.status == "ok")
    echoed = _echoed(current)
    heard = hosts_heard(current) | echoed
    for reading in current:
        match reading.query.tool:
            case "ping" | "ping6" | "fping":
                yield from _pinged(reading, heard)
                yield from _echo(reading, context)
                yield from _swallowed(reading, echoed, context)
                yield from _unrouted(reading, context)
            case "mtr":
                yield from _hops(reading)
            case "traceroute" | "tracepath":
                yield from _stopped(reading, context)
            case "ip" if "NO-CARRIER" in reading.text:
                yield from _links(reading)
            case _:
                continue


def _asked(reading: Reading) -> str:
    words = [word for word in reading.query.args if not word.startswith("-") and not word.isdigit()]
    told = next((found for row in rows(reading) if (found := TARGET.search(row))), None)
    return words[-1] if words else (told["host"] if told else "")


def _echoed(readings: Sequence[Reading]) -> set[str]:
    """Hosts that answered every ping of one question."""
    pinged = (each for each in readings if each.query.tool in PINGS)
    return {host for each in pinged if (host := _asked(each)) and WHOLE.search(each.text)}


def _pinged(reading: Reading, heard: Collection[str]) -> Iterator[Signal]:
    host, table = _asked(reading), rows(reading)
    found = next((each for row in table if (each := LOSS.search(row))), None)
    if not host or found is None or host in heard or TOO_LARGE.search(reading.text):
        return
    loss = float(found["loss"].replace(",", "."))
    said = next((row for row in table if UNREACHED.search(row)), "")
    if loss >= MOST_LOST and said:
        yield seen("host-unreachable", f"host:{host}", reading, said, host=host)
    elif loss >= MOST_LOST:
        yield seen("host-silent", f"host:{host}", reading, found.string, host=host)
    elif loss >= LOSSY and _sent(found.string) >= SENT:
        yield replace(seen("packets-lost", f"host:{host}", reading, found.string, host=host), value=loss)


def _echo(reading: Reading, context: Context) -> Iterator[Signal]:
    """`host-answers`; `packet-too-large` where the way is narrower than what was sent whole."""
    if row := next((row for row in rows(reading) if TOO_LARGE.search(row)), ""):
        yield seen("packet-too-large", context.entity, reading, row)
    elif (host := _asked(reading)) and WHOLE.search(reading.text):
        yield seen("host-answers", f"host:{host}", reading, f"{host} answers every ping", host=host)


def _swallowed(reading: Reading, heard: Collection[str], context: Context) -> Iterator[Signal]:
    """`large-packets-lost`: none of many bytes arrives where small ones do, and nobody says that they are too large."""
    args = reading.query.args
    size = next((value for option, value in pairwise(args) if option == "-s"), "")
    host, table = _asked(reading), rows(reading)
    lost = next((each for row in table if (each := LOSS.search(row))), None)
    whole = size.isdigit() and int(size) >= LARGE and not TOO_LARGE.search(reading.text)
    if whole and host in heard and lost and float(lost["loss"].replace(",", ".")) >= MOST_LOST:
        detail = f"packets of {size} bytes to {host} are lost, small ones arrive"
        yield seen("large-packets-lost", context.entity, reading, detail)


def _unrouted(reading: Reading, context: Context) -> Iterator[Signal]:
    """`partitioned`: this machine itself has no way to there."""
    if row := next((row for row in rows(reading) if NO_ROUTE.search(row)), ""):
        yield seen("partitioned", context.entity, reading, row, _asked(reading))


def _sent(row: str) -> int:
    found = re.match(r"\s*(\d{1,9})\b", row)
    return int(found[1]) if found else 0


def _hops(reading: Reading) -> Iterator[Signal]:
    """The loss of the last hop: one on the way that answers seldom loses nothing of what it passes on."""
    hops = [found for row in rows(reading) if (found := HOP.match(row))]
    if hops and LOSSY <= float(hops[-1]["loss"]) < MOST_LOST and int(hops[-1]["sent"][:9]) >= SENT:
        host = hops[-1]["host"]
        yield replace(
            seen("packets-lost", f"host:{host}", reading, hops[-1].string, host=host), value=float(hops[-1]["loss"])
        )


def _stopped(reading: Reading, context: Context) -> Iterator[Signal]:
    for row in rows(reading):
        if REFUSED_HOP.match(row):
            yield seen("partitioned", context.entity, reading, row, _asked(reading))
            return


def _links(reading: Reading) -> Iterator[Signal]:
    """A wire that is asked to be up and has no carrier; bridges and tunnels have none while nothing hangs on them."""
    for row in rows(reading):
        if (found := NO_CARRIER.match(row)) and "UP" in found["flags"].split(",") and not VIRTUAL.match(found["link"]):
            yield seen("link-down", f"host:{reading.query.where}", reading, row, link=found["link"])
