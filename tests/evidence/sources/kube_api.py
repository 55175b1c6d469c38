# ruff: noqa: E501 - objects as an API server writes them
"""A small API server: the documented paths of discovery, lists and objects, for the real `kubectl`; no controllers.

It answers 403 to whatever its rules do not grant, and keeps what was asked as (group, resource, verb).
"""

import json
import re
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from astreinte.evidence.sources.kubernetes.catalogue import CLUSTER, CUSTOM, NAMESPACED, Grant

RESOURCE = re.compile(
    r"^(?:/api/(?P<core>v1)|/apis/(?P<group>[^/]+)/(?P<version>[^/]+))(?:/namespaces/(?P<ns>[^/]+)(?=/))?"
    r"/(?P<resource>[^/]+)(?:/(?P<name>[^/]+)(?P<sub>/log)?)?$"
)
KINDS = {
    "pods": "Pod", "events": "Event", "services": "Service", "endpoints": "Endpoints", "resourcequotas": "ResourceQuota",
    "limitranges": "LimitRange", "persistentvolumeclaims": "PersistentVolumeClaim", "deployments": "Deployment",
    "statefulsets": "StatefulSet", "daemonsets": "DaemonSet", "replicasets": "ReplicaSet", "jobs": "Job",
    "cronjobs": "CronJob", "ingresses": "Ingress", "networkpolicies": "NetworkPolicy", "nodes": "Node",
    "horizontalpodautoscalers": "HorizontalPodAutoscaler", "persistentvolumes": "PersistentVolume",
    "namespaces": "Namespace", "storageclasses": "StorageClass", "kustomizations": "Kustomization",
    "helmreleases": "HelmRelease", "gitrepositories": "GitRepository", "volumes": "Volume", "backups": "Backup",
    "certificates": "Certificate", "controllerrevisions": "ControllerRevision", "leases": "Lease",
    "endpointslices": "EndpointSlice",
}  # fmt: skip
VERSIONS = {"autoscaling": "v2", "metrics.k8s.io": "v1beta1"}
EXTRA = {"controllerrevisions": "apps", "leases": "coordination.k8s.io", "endpointslices": "discovery.k8s.io"}
PARTIAL = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}
SELECTOR = {"matchLabels": {"app": "mill"}}
TEMPLATE = {"metadata": {"labels": {"app": "mill"}}, "spec": {"containers": [{"name": "c", "image": "mill:1"}]}}
SPECS: Mapping[str, Mapping[str, Any]] = {
    "deployments": {"replicas": 1, "selector": SELECTOR, "template": TEMPLATE, "strategy": {"type": "RollingUpdate"}},
    "statefulsets": {"replicas": 1, "selector": SELECTOR, "template": TEMPLATE, "updateStrategy": {"type": "RollingUpdate"}},
    "daemonsets": {"selector": SELECTOR, "template": TEMPLATE, "updateStrategy": {"type": "RollingUpdate"}},
    "replicasets": {"replicas": 1, "selector": SELECTOR, "template": TEMPLATE},
    "jobs": {"parallelism": 1, "completions": 1, "selector": SELECTOR, "template": TEMPLATE},
    "cronjobs": {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": TEMPLATE}}},
    "pods": {**TEMPLATE["spec"], "nodeName": "n1"},
    "services": {"selector": {"app": "mill"}, "ports": [{"port": 80, "targetPort": 80}], "type": "ClusterIP"},
    "persistentvolumeclaims": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    "persistentvolumes": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/x"}},
    "ingresses": {"rules": [{"host": "mill", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "mill", "port": {"number": 80}}}}]}}]},
    "horizontalpodautoscalers": {"maxReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "mill"}},
    "networkpolicies": {"podSelector": {}},
}  # fmt: skip


@contextmanager
def api(granted: Callable[[Grant], bool], folder: Path, lists: Mapping[str, str]) -> Generator[tuple[Path, set[Grant]]]:
    """The server while the block runs: a kubeconfig with the context `farm`, and what was asked of it.

    Args:
        granted: what the account may do.
        folder: where the kubeconfig is written.
        lists: the rows of the table of a resource, columns with two spaces between them, headings first.
    """
    asked: set[Grant] = set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tables: Mapping[str, str] = lists if "as=Table" in self.headers.get("Accept", "") else {}
            code, body = _answer(self.path, granted, asked, tables)
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Type", "text/plain" if isinstance(body, str) else "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield _kubeconfig(folder, server.server_port), asked
        server.shutdown()
        thread.join()


def _kubeconfig(folder: Path, port: int) -> Path:
    path = folder / "kubeconfig"
    context = {"cluster": "farm", "user": "farm"}
    text = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "farm", "cluster": {"server": f"http://127.0.0.1:{port}"}}],
        "users": [{"name": "farm", "user": {"token": "x"}}],
        "contexts": [{"name": "farm", "context": context}],
    }
    path.write_text(json.dumps(text), encoding="utf-8")
    return path


def _groups() -> dict[str, dict[str, bool]]:
    """Resources by group, with whether they live in a namespace."""
    found: dict[str, dict[str, bool]] = {}
    for table, inside in ((NAMESPACED, True), (CLUSTER, False), (CUSTOM, True), (EXTRA, True)):
        for resource, group in table.items():
            found.setdefault(group, {})[resource] = inside
    return found


def _answer(target: str, granted: Callable[[Grant], bool], asked: set[Grant], lists: Mapping[str, str]) -> tuple[int, Any]:  # fmt: skip
    split = urlsplit(target)
    if (found := _discovery(split.path)) is not None:
        return 200, found
    match = RESOURCE.match(split.path)
    if match is None:
        return 404, _status(404, "NotFound", f"no path {split.path}")
    resource = match["resource"] + ("/log" if match["sub"] else "")
    verb = "get" if match["name"] else "watch" if "true" in parse_qs(split.query).get("watch", []) else "list"
    grant = Grant(match["group"] or "", resource, verb)
    asked.add(grant)
    if not granted(grant):
        text = (
            f'{resource} is forbidden: User "reader" cannot {verb} resource "{resource}" in API group "{grant.group}"'
        )
        return 403, _status(403, "Forbidden", text)
    return 200, _object(match, grant, lists)


def _discovery(path: str) -> Any:
    groups = _groups()
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "/apis":
        names = sorted({*groups, "metrics.k8s.io"} - {""})
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(name) for name in names]}
    if match := re.match(r"^/(?:api/v1|apis/([^/]+)/[^/]+)$", path):
        group = match[1] or ""
        entries = {"pods": True, "nodes": False} if group == "metrics.k8s.io" else groups.get(group, {})
        listed = [
            {"name": name, "singularName": "", "namespaced": inside, "kind": KINDS[name], "verbs": ["get", "list"]}
            for name, inside in entries.items()
        ]
        return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": _version(group), "resources": listed}
    return {"gitVersion": "v1.30.0", "major": "1", "minor": "30"} if path == "/version" else None


def _group(name: str) -> Mapping[str, Any]:
    version = {"groupVersion": _version(name), "version": VERSIONS.get(name, "v1")}
    return {"name": name, "versions": [version], "preferredVersion": version}


def _version(group: str) -> str:
    return f"{group}/{VERSIONS.get(group, 'v1')}" if group else "v1"


def _status(code: int, reason: str, message: str) -> Mapping[str, Any]:
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "status": "Failure",
        "reason": reason,
        "message": message,
        "code": code,
    }


def _object(match: re.Match[str], grant: Grant, lists: Mapping[str, str]) -> Any:
    if grant.resource == "pods/log":
        return "2026-11-23T12:00:00Z ERROR the wheel is stuck\n"
    version, kind = _version(grant.group), KINDS[grant.resource]
    if grant.group == "metrics.k8s.io":
        return {
            "kind": "PodMetricsList" if grant.resource == "pods" else "NodeMetricsList",
            "apiVersion": version,
            "items": [],
        }
    if match["name"]:
        return {"kind": kind, "apiVersion": version, **_content(grant.resource, match["name"], match["ns"])}
    if rows := lists.get(grant.resource):
        return _table(rows, match["ns"])
    return {"kind": f"{kind}List", "apiVersion": version, "metadata": {"resourceVersion": "1"}, "items": []}


def _content(resource: str, name: str, namespace: str | None) -> Mapping[str, Any]:
    metadata = {"name": name, "uid": "u-1", "resourceVersion": "1", "generation": 1, "labels": {"app": "mill"}}
    if namespace:
        metadata["namespace"] = namespace
    return {"metadata": metadata, "spec": SPECS.get(resource, {}), "status": {}}


def _table(text: str, namespace: str | None) -> Mapping[str, Any]:
    head, *rows = (re.split(r"\s{2,}", row) for row in text.strip().split("\n"))
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "columnDefinitions": [{"name": name.title(), "type": "string", "priority": 0} for name in head],
        "rows": [
            {"cells": row, "object": {**PARTIAL, "metadata": {"name": row[0], "namespace": namespace}}} for row in rows
        ],
    }
