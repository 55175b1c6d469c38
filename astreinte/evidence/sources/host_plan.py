"""What to ask a host, by phase: the probe of triage, then the five items of the checklist. Pure: no I/O."""

import posixpath
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from astreinte.config import Service
from astreinte.domain import Ask, Item, Query, rfc3339
from astreinte.evidence.needed import needed

from .catalogue import LOG_FORMAT

CHANGES_BEFORE = timedelta(hours=24)
"""How far before the window a change may lie and still matter."""

PS_COLUMNS = "pid,ppid,user,stat,pcpu,pmem,rss,etimes,args"
UNITS = ("-k", "-i")
PRESSURES = ("cpu", "memory", "io")

Services = Mapping[str, Service]


def plan_probe(ask: Ask, services: Services, supervisor: str, lines: int) -> list[Query]:  # noqa: ARG001
    """Does it answer, does it run."""
    service = services.get(ask.service)
    return [] if service is None else [*_health(service), *_status(service, supervisor)]


def plan_collect(ask: Ask, services: Services, supervisor: str, lines: int) -> list[Query]:
    """The checklist, most telling first; of an unknown service, only what the host tells."""
    service = services.get(ask.service) or Service()
    others = [services[name] for name in needed(ask.service, services) if name in services]
    planned = [
        *_health(service),
        *_status(service, supervisor),
        *_logs(service, ask, lines),
        *_changes(service, ask),
        *_resources(service),
        *(query for each in others for query in (*_health(each), *_status(each, supervisor), *_changes(each, ask))),
        *_names(service, services),
        *_network(),
        *_events(service, ask, lines),
        *_metrics(),
        *_space(service),
        *(query for each in others for query in (*_disks(each), *_space(each))),
    ]
    return list({query.key: query for query in planned}.values())


def probe_query(probe: str) -> Query | None:
    """The query of a service's `probe`: `http(s)://…`, `tcp://host:port` or `dns://name`."""
    kind, _, rest = probe.partition("://")
    if kind in {"http", "https"}:
        return Query("http", (probe,))
    return Query(kind, (rest.rstrip("/"),)) if kind in {"tcp", "dns"} and rest else None


def _health(service: Service) -> Iterator[Query]:
    if query := probe_query(service.probe):
        yield query


def _status(service: Service, supervisor: str) -> Iterator[Query]:
    match service.manager:
        case "systemd":
            yield Query("systemctl", ("status", service.unit, "--no-pager"))
            yield Query("systemctl", ("show", service.unit, "--no-pager"))
        case "supervisor":
            path = ("-c", supervisor) if supervisor else ()
            yield Query("supervisorctl", (*path, "status", service.unit))
        case "docker":
            yield Query("docker", ("inspect", service.unit))
        case _:
            return


def _logs(service: Service, ask: Ask, lines: int) -> Iterator[Query]:
    for path in service.logs:
        yield Query("tail", ("-n", str(lines), path), item="logs")
    if service.manager == "docker":
        yield Query("docker", ("logs", "--timestamps", "--tail", str(lines), service.unit), item="logs")
    if service.manager == "systemd":
        yield _journal(("-u", service.unit), ask.window.start, lines, "logs")


def _changes(service: Service, ask: Ask) -> Iterator[Query]:
    if service.repo:
        since = rfc3339(ask.window.start.replace(microsecond=0) - CHANGES_BEFORE)
        log = ("log", f"--since={since}", f"--pretty={LOG_FORMAT}", "--stat", "-n", "20")
        for verb in (log, ("diff", "HEAD~1", "--"), ("status", "--porcelain"), ("diff", "HEAD", "--")):
            yield Query("git", ("-C", service.repo, *verb), item="changes")
    for path in service.config:
        yield Query("config", (path,), item="changes")


def _resources(service: Service) -> Iterator[Query]:
    yield from _disks(service) if _folders(service) else (Query("df", ("-P", unit)) for unit in UNITS)
    yield Query("free", ("-b",))
    yield Query("ps", ("-eo", PS_COLUMNS, "--sort=-pcpu"))
    yield Query("ss", ("-ltnp",))


def _folders(service: Service) -> list[str]:
    folders = [*service.paths, *(posixpath.dirname(log) for log in service.logs)]
    return [path for path in folders if path.startswith("/")]


def _disks(service: Service) -> Iterator[Query]:
    """The filesystems that a service writes to, and the root's; nothing where it is not known to write."""
    if folders := _folders(service):
        paths = tuple(dict.fromkeys((*folders, "/")))
        yield from (Query("df", ("-P", unit, *paths)) for unit in UNITS)


def _names(service: Service, services: Services) -> Iterator[Query]:
    hosts = sorted({host for host in _hosts(service, services) if host})
    for name in hosts:
        if not name.replace(".", "").isdigit():
            yield Query("getent", ("hosts", name))
        if not name.startswith("127."):
            yield Query("ping", ("-c", "2", "-W", "2", name))
    for path in ("/etc/resolv.conf", "/etc/hosts"):
        yield Query("config", (path,))


def _hosts(service: Service, services: Services) -> Iterator[str]:
    """Hosts that the service lives by: those of its probe and of what it needs, this one left out."""
    needs = [services[name].probe if name in services else name for name in service.needs]
    for target in (service.probe, *needs):
        text = target if "://" in target else f"tcp://{target}"
        try:
            host = urlsplit(text).hostname or ""
        except ValueError:
            continue
        if host != "localhost" and ":" not in host:
            yield host


def _network() -> Iterator[Query]:
    yield Query("iptables", ("-S",))
    yield Query("iptables", ("-vnL", "INPUT"))
    yield Query("nft", ("list", "ruleset"))
    yield Query("fail2ban-client", ("banned",))


def _events(service: Service, ask: Ask, lines: int) -> Iterator[Query]:
    yield _journal(("-k",), ask.window.start, lines, "events")
    yield Query("dmesg", ("--time-format", "iso"), item="events")
    if service.manager == "docker":
        span = ("--since", rfc3339(ask.window.start), "--until", rfc3339(ask.window.end))
        yield Query("docker", ("events", *span), item="events")


def _metrics() -> Iterator[Query]:
    yield Query("vmstat", ("1", "2"), item="metrics")
    for path in ("loadavg", "stat", "meminfo", *(f"pressure/{name}" for name in PRESSURES)):
        yield Query("proc", (f"/proc/{path}",), item="metrics")


def _space(service: Service) -> Iterator[Query]:
    for path in service.paths:
        yield Query("du", ("-x", "-k", "-d", "2", path))
    if service.safe_to_free:
        yield Query("du", ("-k", *service.safe_to_free))


def _journal(which: tuple[str, ...], since: datetime, lines: int, item: Item) -> Query:
    start = rfc3339(since.replace(microsecond=0)).replace("T", " ").replace("Z", " UTC")
    return Query("journalctl", (*which, "-o", "short-iso", "--no-pager", "-n", str(lines), "--since", start), item=item)
