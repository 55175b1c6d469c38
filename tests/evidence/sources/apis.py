"""The documented APIs, as far as a source may ask them, refusing what the real ones refuse.

Prometheus 2.x "HTTP API", Alertmanager 0.25 `api/v2/openapi.yaml`, Grafana Loki 3 "Loki HTTP API", Proxmox VE 8
"API Viewer"; read on 2026-11-25. All names and numbers are invented.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from .server import Asked, Said

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TOKEN = "a-seeded-token-0123456789"
JSON = {"content-type": "application/json"}
POINTS = 11_000


def said(document: Any, status: int = 200) -> Said:
    return Said(status, json.dumps(document).encode(), JSON)


def failed(status: int, kind: str, why: str) -> Said:
    return said({"status": "error", "errorType": kind, "error": why}, status)


def seconds(text: str) -> float:
    return float(text) if text[4:5] != "-" else datetime.fromisoformat(text).timestamp()


def prometheus(asked: Asked) -> Said:  # noqa: PLR0911 - one answer a path
    """One service `wiki` under the label `job`, whose errors begin five minutes before the end."""
    given = dict(asked.pairs)
    match asked.path:
        case "/api/v1/query" | "/api/v1/query_range":
            text = given.get("query", "")
            if not text or text.count("(") != text.count(")"):
                return failed(400, "bad_data", 'invalid parameter "query": 1:1: parse error')
            return _vector(text, given) if asked.path.endswith("query") else _matrix(text, given)
        case "/api/v1/label/__name__/values":
            names = WIKI_METRICS if given.get("match[]", "").startswith('{job="wiki"') else []
            return said({"status": "success", "data": names})
        case "/api/v1/targets":
            return said({"status": "success", "data": {"activeTargets": TARGETS, "droppedTargets": []}})
        case "/api/v1/rules":
            return said({"status": "success", "data": {"groups": [{"name": "wiki", "file": "r.yml", "rules": RULES}]}})
        case "/api/v1/alerts":
            return said({"status": "success", "data": {"alerts": [ALERT]}})
        case "/api/v1/status/buildinfo":
            return said({"status": "success", "data": {"version": "2.42.0", "revision": "0"}})
        case _:
            return Said(404, b"404 page not found\n", {"content-type": "text/plain"})


WIKI_METRICS = ["http_request_duration_seconds_count", "http_request_duration_seconds_sum", "http_requests_total", "up"]
ALERT = {
    "labels": {"alertname": "WikiErrors", "job": "wiki", "severity": "critical"},
    "annotations": {"summary": "pages fail"},
    "state": "firing",
    "activeAt": "2026-11-23T11:56:00Z",
    "value": "4.9e-01",
}
TARGETS = [
    {
        "discoveredLabels": {"__address__": "10.1.0.7:9100"},
        "labels": {"instance": instance, "job": job},
        "scrapePool": job,
        "scrapeUrl": f"http://{instance}/metrics",
        "lastError": error,
        "lastScrape": "2026-11-23T11:59:59Z",
        "health": health,
    }
    for job, instance, health, error in (
        ("wiki", "10.1.0.7:8080", "up", ""),
        ("mail", "10.1.0.8:9154", "down", "connection refused"),
    )
]
RULES = [
    {"name": "WikiErrors", "query": "wiki:errors > 0.1", "type": "alerting", "state": "firing", "health": "ok"},
    {"name": "MailGone", "query": "up == 0", "type": "alerting", "state": "inactive", "health": "ok"},
]


def _vector(text: str, given: Mapping[str, str]) -> Said:
    at = seconds(given.get("time", str(NOW.timestamp())))
    found = (
        [{"metric": {"__name__": "up", "job": "wiki"}, "value": [at, "1"]}]
        if text.startswith("up{") and "wiki" in text
        else []
    )
    return said({"status": "success", "data": {"resultType": "vector", "result": found}})


def _matrix(text: str, given: Mapping[str, str]) -> Said:
    start, end, step = seconds(given["start"]), seconds(given["end"]), float(given["step"])
    if end < start or step <= 0:
        return failed(400, "bad_data", "end timestamp must not be before start time")
    if (end - start) / step > POINTS:
        return failed(400, "bad_data", f"exceeded maximum resolution of {POINTS} points per timeseries")
    name = text.rsplit('"', 6)[1] if text.startswith("label_replace") else ""
    times = [start + step * n for n in range(int((end - start) / step) + 1)]
    level = {"request_errors_ratio": (0.0, 0.5), "requests_rate": (20.0, 20.0)}.get(name, (0.01, 0.01))
    values = [[at, str(level[at > end - 300])] for at in times]
    found = [{"metric": {"__name__": name, "job": "wiki"}, "values": values}] if "wiki" in text else []
    return said({"status": "success", "data": {"resultType": "matrix", "result": found}})


def alertmanager(asked: Asked) -> Said:
    match asked.path:
        case "/api/v2/alerts":
            return said([AM_ALERT])
        case "/api/v2/silences":
            return said([silence("active"), silence("expired")])
        case "/api/v2/status":
            return said(
                {
                    "cluster": {"status": "ready", "peers": []},
                    "versionInfo": {"version": "0.25.0"},
                    "config": {"original": "receivers: [{webhook_configs: [{url: https://example.org/hook-of-ours}]}]"},
                    "uptime": "2026-11-20T08:00:00Z",
                }
            )
        case _:
            return said({"code": 404, "message": f"path {asked.path} was not found"}, 404)


AM_ALERT: Mapping[str, Any] = {
    "labels": {"alertname": "WikiErrors", "job": "wiki"},
    "annotations": {"summary": "pages fail"},
    "startsAt": "2026-11-23T11:56:00Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "updatedAt": "2026-11-23T11:59:00Z",
    "fingerprint": "0badc0de0badc0de",
    "receivers": [{"name": "room"}],
    "status": {"state": "active", "silencedBy": [], "inhibitedBy": []},
}


def silence(state: str) -> dict[str, Any]:
    return {
        "id": f"s-{state}",
        "matchers": [{"name": "job", "value": "mail", "isRegex": False, "isEqual": True}],
        "startsAt": "2026-11-23T08:00:00Z",
        "endsAt": "2026-11-24T08:00:00Z",
        "updatedAt": "2026-11-23T08:00:00Z",
        "createdBy": "someone",
        "comment": f"moving house ({state})",
        "status": {"state": state},
    }


LINES = (
    ("wiki", 600, "GET /page 200"),
    ("wiki", 240, "ERROR database is locked"),
    ("wiki", 120, "FATAL disk full: No space left on device"),
)


def loki(asked: Asked) -> Said:
    """Streams of `wiki` under the label `app`; plain words for what it refuses."""
    given = dict(asked.pairs)
    own = '{app="wiki"}' in (given.get("query", ""), given.get("match[]", ""))
    match asked.path:
        case "/loki/api/v1/query_range":
            if not given.get("query", "").startswith("{"):
                return Said(400, b"parse error at line 1, col 1: syntax error", {"content-type": "text/plain"})
            return said({"status": "success", "data": {"resultType": "streams", "result": _streams(given, own=own)}})
        case "/loki/api/v1/labels":
            return said({"status": "success", "data": ["app", "host"]})
        case "/loki/api/v1/series":
            return said({"status": "success", "data": [{"app": "wiki", "host": "n1"}] if own else []})
        case _:
            return Said(404, b"404 page not found\n", {"content-type": "text/plain"})


def _streams(given: Mapping[str, str], *, own: bool) -> Sequence[Mapping[str, Any]]:
    if not own:
        return []
    ends = (seconds(given["start"]), seconds(given["end"]))
    moments = [((NOW - timedelta(seconds=back)).timestamp(), text) for _, back, text in LINES]
    found = [[f"{int(at)}000000000", text] for at, text in moments if ends[0] <= at < ends[1]]
    return [{"stream": {"app": "wiki", "host": "n1"}, "values": found[::-1][: int(given["limit"])]}]


UPID = "UPID:pve1:0000A1B2:00C3D4E5:6923F0A0:vzdump:210:root@pam:"
GUEST = {"vmid": 210, "name": "wiki", "type": "lxc", "node": "pve1", "status": "stopped", "id": "lxc/210"}
TASK = {
    "upid": UPID,
    "node": "pve1",
    "type": "vzdump",
    "id": "210",
    "user": "root@pam",
    "starttime": 1795426800,
    "endtime": 1795426860,
    "status": "job errors",
}
PROXMOX: Mapping[str, Any] = {
    "/version": {"version": "8.2.4", "release": "8.2", "repoid": "0"},
    "/nodes": [{"node": "pve1", "status": "online", "type": "node", "cpu": 0.1, "maxcpu": 4}],
    "/cluster/resources": [GUEST],
    "/cluster/tasks": [TASK],
    "/cluster/backup": [{"id": "nightly", "enabled": 1, "schedule": "02:00", "storage": "pbs", "all": 1}],
    "/nodes/pve1/status": {"uptime": 3600, "loadavg": ["0.10", "0.20", "0.30"], "memory": {"used": 1, "total": 4}},
    "/nodes/pve1/storage": [
        {"storage": "pbs", "type": "pbs", "content": "backup", "active": 1, "used_fraction": 0.97},
        {"storage": "local-lvm", "type": "lvmthin", "content": "rootdir,images", "active": 1},
    ],
    "/nodes/pve1/storage/pbs/content": [],
    "/nodes/pve1/tasks": [TASK],
    f"/nodes/pve1/tasks/{UPID}/log": [
        {"n": 1, "t": "INFO: starting new backup job: vzdump 210"},
        {"n": 2, "t": "ERROR: Backup of VM 210 failed - no space left"},
    ],
    "/nodes/pve1/lxc/210/status/current": {"vmid": 210, "status": "stopped", "name": "wiki", "lock": "backup"},
    "/nodes/pve1/lxc/210/config": {"hostname": "wiki", "memory": 512, "rootfs": "local-lvm:vm-210-disk-0,size=8G"},
    "/nodes/pve1/lxc/210/snapshot": [{"name": "current", "description": "You are here!"}],
}


def proxmox(asked: Asked) -> Said:
    """A token is always asked for; an unknown path is "not implemented", as the real API says."""
    if asked.headers.get("authorization", "") != f"PVEAPIToken=astreinte@pve!read={TOKEN}":
        return Said(401, b"", {"content-type": "application/json"})
    path = asked.path.removeprefix("/api2/json")
    if path == asked.path or path not in PROXMOX:
        return said({"data": None, "message": f"Method 'GET {path}' not implemented\n"}, 501)
    return said({"data": PROXMOX[path]})
