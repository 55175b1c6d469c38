"""The documented shapes of what the APIs answer, as JSON Schema; the fakes and the real servers are held to them.

Prometheus: "HTTP API", format overview and expression query result formats. Alertmanager: `gettableAlerts`,
`gettableSilences` and `alertmanagerStatus` of `api/v2/openapi.yaml`. Loki: "Loki HTTP API". Proxmox VE: return types of
the API viewer. Properties that newer versions add are allowed.
"""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
LABELS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
POINT: Schema = {"type": "array", "prefixItems": [NUMBER, TEXT], "minItems": 2, "maxItems": 2}


def one(required: Mapping[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


def many(item: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": item, **more}


def success(data: Schema) -> Schema:
    return one({"status": {"const": "success"}, "data": data}, warnings=many(TEXT))


def result(kind: str, series: Schema) -> Schema:
    return success(one({"resultType": {"const": kind}, "result": many(series)}))


ALERT = one(
    {"labels": LABELS, "annotations": LABELS, "activeAt": TIME, "value": TEXT, "state": {"enum": ["pending", "firing"]}}
)
TARGET = one({"labels": LABELS, "scrapeUrl": TEXT, "lastError": TEXT, "health": {"enum": ["up", "down", "unknown"]}})
RULE = one({"name": TEXT, "query": TEXT, "type": TEXT, "health": {"enum": ["ok", "err", "unknown"]}})
TASK = one({"upid": {"type": "string", "pattern": "^UPID:"}, "node": TEXT, "type": TEXT, "starttime": NUMBER})
RESOURCE = one({"type": {"enum": ["node", "storage", "pool", "qemu", "lxc", "sdn", "openvz"]}, "id": TEXT})

BY_PATH: Mapping[str, Mapping[str, Schema]] = {
    "prometheus": {
        "/api/v1/query": result("vector", one({"metric": LABELS, "value": POINT})),
        "/api/v1/query_range": result("matrix", one({"metric": LABELS, "values": many(POINT, minItems=1)})),
        "/api/v1/label/__name__/values": success(many(TEXT)),
        "/api/v1/targets": success(one({"activeTargets": many(TARGET)})),
        "/api/v1/rules": success(one({"groups": many(one({"name": TEXT, "rules": many(RULE)}))})),
        "/api/v1/alerts": success(one({"alerts": many(ALERT)})),
        "/api/v1/status/buildinfo": success(one({"version": TEXT})),
    },
    "alertmanager": {
        "/api/v2/alerts": many(
            one(
                {
                    "labels": LABELS,
                    "annotations": LABELS,
                    "startsAt": TIME,
                    "endsAt": TIME,
                    "updatedAt": TIME,
                    "fingerprint": TEXT,
                    "receivers": many(one({"name": TEXT})),
                    "status": one(
                        {
                            "state": {"enum": ["unprocessed", "active", "suppressed"]},
                            "silencedBy": many(TEXT),
                            "inhibitedBy": many(TEXT),
                        }
                    ),
                }
            )
        ),
        "/api/v2/silences": many(
            one(
                {
                    "id": TEXT,
                    "matchers": many(one({"name": TEXT, "value": TEXT, "isRegex": {"type": "boolean"}}), minItems=1),
                    "startsAt": TIME,
                    "endsAt": TIME,
                    "updatedAt": TIME,
                    "createdBy": TEXT,
                    "comment": TEXT,
                    "status": one({"state": {"enum": ["expired", "active", "pending"]}}),
                }
            )
        ),
        "/api/v2/status": one(
            {"cluster": one({"status": TEXT}), "versionInfo": one({"version": TEXT}), "config": LABELS, "uptime": TIME}
        ),
    },
    "loki": {
        "/loki/api/v1/query_range": success(
            one(
                {
                    "resultType": {"const": "streams"},
                    "result": many(
                        one(
                            {
                                "stream": LABELS,
                                "values": many({"type": "array", "prefixItems": [TEXT, TEXT], "minItems": 2}),
                            }
                        )
                    ),
                }
            )
        ),
        "/loki/api/v1/labels": success(many(TEXT)),
        "/loki/api/v1/series": success(many(LABELS)),
    },
    "proxmox": {
        "/version": one({"version": TEXT, "release": TEXT, "repoid": TEXT}),
        "/nodes": many(one({"node": TEXT, "status": {"enum": ["unknown", "online", "offline"]}})),
        "/cluster/resources": many(RESOURCE),
        "/cluster/tasks": many(TASK),
        "/cluster/backup": many(one({"id": TEXT})),
        "/nodes/pve1/tasks": many(TASK),
        "/nodes/pve1/storage": many(one({"storage": TEXT, "type": TEXT, "content": TEXT})),
        "/nodes/pve1/lxc/210/status/current": one({"vmid": NUMBER, "status": {"enum": ["stopped", "running"]}}),
    },
}
