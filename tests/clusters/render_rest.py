# ruff: noqa: E501 - what kubectl prints is as wide as it is
"""Manifests, storage, node services and the answers of other tools over an invented cluster."""

import base64
import json
from collections.abc import Iterator

import yaml

from astreinte.domain import Item
from astreinte.evidence import Recording
from tests.clusters import render
from tests.clusters.model import App, Claim, Probe, Town, Volume
from tests.clusters.render import shown, table, under

UNITS = ("kubelet", "containerd", "kube-proxy")
MODES = {"RWO": "ReadWriteOnce", "RWX": "ReadWriteMany", "ROX": "ReadOnlyMany"}


def _probe(each: Probe, port: int) -> dict[str, object]:
    asked = each.port or port
    forms: dict[str, dict[str, object]] = {
        "http-get": {"httpGet": {"path": each.path, "port": asked, "scheme": each.scheme.upper()}},
        "tcp-socket": {"tcpSocket": {"port": asked}},
        "grpc": {"grpc": {"port": asked}},
        "exec": {"exec": {"command": ["/bin/check"]}},
    }
    return {**forms[each.kind], "initialDelaySeconds": each.delay, "timeoutSeconds": each.timeout, "periodSeconds": each.period,
            "failureThreshold": each.failures}  # fmt: skip


def _container(app: App) -> dict[str, object]:
    refs = {"Secret": "secretRef", "ConfigMap": "configMapRef"}
    made: dict[str, object] = {
        "name": "main", "image": app.image, "ports": [{"name": app.port_name, "containerPort": app.port}],
        "env": [{"name": key, "value": value} for key, value in app.env.items()],
        "envFrom": [{refs[kind]: {"name": name}} for kind, name in app.env_from],
        "resources": {"requests": {"cpu": app.cpu, "memory": app.memory}, "limits": {"memory": app.memory_limit}},
    }  # fmt: skip
    if app.liveness:
        made["livenessProbe"] = _probe(app.liveness, app.port)
    if app.readiness:
        made["readinessProbe"] = _probe(app.readiness, app.port)
    return made


def manifest(town: Town, app: App) -> str:
    """What was applied for the component: workload, Service, claim, secrets and settings of its own."""
    spec: dict[str, object] = {
        "containers": [_container(app), *({"name": s.name, "image": s.image, "ports": [{"containerPort": s.port}]} for s in app.sidecars)],
        "serviceAccountName": app.account or "default",
    }  # fmt: skip
    if app.node_selector:
        spec["nodeSelector"] = app.node_selector
    if app.affinity:
        spec["affinity"] = yaml.safe_load(app.affinity)
    if app.pull_secret:
        spec["imagePullSecrets"] = [{"name": app.pull_secret}]
    own = app.kind == "StatefulSet" and app.claim == f"data-{app.name}-0"
    if app.claim and not own:
        spec["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": app.claim}}]
    home = {"namespace": town.namespace}
    template = {"metadata": {"labels": app.labels}, "spec": spec}
    target: int | str = int(app.target) if app.target.isdigit() else app.target or app.port
    port = {"name": app.port_name, "port": app.service_port or app.port, "targetPort": target, "protocol": app.protocol}
    selector = dict(app.labels if app.selector is None else app.selector)
    asked = (
        [{"metadata": {"name": "data"}, "spec": _claim(town.claims[app.claim], home)["spec"]}]
        if own and app.claim in town.claims
        else []
    )
    templates = {"volumeClaimTemplates": asked} if asked else {}
    documents: list[dict[str, object]] = [
        {"apiVersion": "apps/v1", "kind": app.kind, "metadata": {"name": app.name, "labels": app.labels, **home},
         "spec": {"replicas": app.replicas, "selector": {"matchLabels": app.labels}, "template": template, **templates}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": app.service_name, "labels": app.labels, **home},
         "spec": {"selector": selector, "ports": [port]}},
    ]  # fmt: skip
    if app.claim in town.claims:
        documents += [] if own else [_claim(town.claims[app.claim], home)]
        documents += [_volume(v) for v in town.volumes if v.name.startswith(app.claim)]
    for kind, name in app.env_from:
        if kind == "ConfigMap":
            documents.append(
                {
                    "apiVersion": "v1",
                    "kind": kind,
                    "metadata": {"name": name, **home},
                    "data": town.configs.get(name, {}),
                }
            )
        elif name in town.secrets:
            data = {k: base64.b64encode(v.encode()).decode() for k, v in town.secrets[name].items()}
            documents.append({"apiVersion": "v1", "kind": kind, "metadata": {"name": name, **home}, "data": data})
    return "---\n".join([yaml.safe_dump(each, sort_keys=False) for each in documents]) + app.extra


def _claim(claim: Claim, home: dict[str, str]) -> dict[str, object]:
    spec: dict[str, object] = {
        "accessModes": [MODES[mode] for mode in claim.modes.split(",")],
        "storageClassName": claim.storage_class,
        "resources": {"requests": {"storage": claim.size}},
    }
    if claim.selector:
        spec["selector"] = {"matchLabels": claim.selector}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": claim.name, **home}, "spec": spec}


def _volume(volume: Volume) -> dict[str, object]:
    return {
        "apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": volume.name, "labels": volume.labels},
        "spec": {"capacity": {"storage": volume.size}, "accessModes": [MODES[m] for m in volume.modes.split(",")],
                 "storageClassName": volume.storage_class, "hostPath": {"path": "/srv/data"}},
    }  # fmt: skip


def _storage(town: Town) -> Iterator[tuple[str, str]]:
    space = f"-n {town.namespace}"
    yield f"get persistentvolumeclaims {space} -o wide", table(
        ["NAME", "STATUS", "VOLUME", "CAPACITY", "ACCESS MODES", "STORAGECLASS", "VOLUMEATTRIBUTESCLASS", "AGE", "VOLUMEMODE"],
        [
            [c.name, c.status, c.volume, *((c.size, c.modes) if c.volume else ("", "")), c.storage_class, "<unset>", "90s", "Filesystem"]
            for c in town.claims.values()
        ],
    )  # fmt: skip
    yield "get persistentvolumes -o wide", table(
        ["NAME", "CAPACITY", "ACCESS MODES", "RECLAIM POLICY", "STATUS", "CLAIM", "STORAGECLASS", "VOLUMEATTRIBUTESCLASS", "REASON", "AGE", "VOLUMEMODE"],
        [[v.name, v.size, v.modes, "Retain", v.status, v.claim, v.storage_class, "<unset>", "", "90s", "Filesystem"] for v in town.volumes],
    )  # fmt: skip
    rows = [[each, "rancher.io/local-path", "Delete", "WaitForFirstConsumer", "false", "41d"] for each in town.classes]
    yield (
        "get storageclasses -o wide",
        table(["NAME", "PROVISIONER", "RECLAIMPOLICY", "VOLUMEBINDINGMODE", "ALLOWVOLUMEEXPANSION", "AGE"], rows),
    )
    for claim in town.claims.values():
        users = [pod for app in town.apps.values() if app.claim == claim.name for pod in app.pods]
        yield (
            f"describe persistentvolumeclaims {claim.name} {space}",
            f"""Name:          {claim.name}
Namespace:     {town.namespace}
StorageClass:  {claim.storage_class}
Status:        {claim.status}
Volume:        {claim.volume}
Labels:        <none>
Capacity:      {claim.size if claim.volume else ""}
Access Modes:  {claim.modes if claim.volume else ""}
VolumeMode:    Filesystem
Used By:       {", ".join(users) or "<none>"}
{under(claim.events)}""",
        )
    for volume in town.volumes:
        yield (
            f"describe persistentvolumes {volume.name}",
            f"""Name:            {volume.name}
Labels:          {shown(volume.labels)}
StorageClass:    {volume.storage_class}
Status:          {volume.status}
Claim:           {volume.claim}
Reclaim Policy:  Retain
Access Modes:    {volume.modes}
Capacity:        {volume.size}
Events:          <none>
""",
        )


def _quota(town: Town) -> Iterator[tuple[str, str]]:
    space = f"-n {town.namespace}"
    cells = ", ".join(f"{key}: {used}/{hard}" for key, (used, hard) in town.quota.items())
    yield (
        f"get resourcequota {space} -o wide",
        f"NAME       AGE   REQUEST   LIMIT\nbudget     90s   {cells}   \n" if cells else "",
    )
    if cells:
        rows = "".join(f"{key:<22}  {used:<6}  {hard}\n" for key, (used, hard) in town.quota.items())
        yield (
            f"describe resourcequota budget {space}",
            f"Name:                   budget\nNamespace:              {town.namespace}\nResource                Used    Hard\n--------                ----    ----\n{rows}",
        )


def _named(town: Town) -> Iterator[tuple[str, str]]:
    space = f"-n {town.namespace}"
    yield (
        f"get serviceaccounts {space} -o wide",
        table(["NAME", "SECRETS", "AGE"], [[n, "0", "90s"] for n in sorted(town.accounts)]),
    )
    for name, data, kind in (
        *((n, d, "secrets") for n, d in town.secrets.items()),
        *((n, d, "configmaps") for n, d in town.configs.items()),
    ):
        rows = "".join(
            f"{key}:  {len(value)} bytes\n" if kind == "secrets" else f"{key}:\n----\n{value}\n\n"
            for key, value in data.items()
        )
        yield (
            f"describe {kind} {name} {space}",
            f"Name:         {name}\nNamespace:    {town.namespace}\nLabels:       <none>\nAnnotations:  <none>\n\nData\n====\n{rows}\n",
        )
    yield (
        f"get secrets {space} -o wide",
        table(["NAME", "TYPE", "DATA", "AGE"], [[n, "Opaque", str(len(d)), "90s"] for n, d in town.secrets.items()]),
    )
    rows = [["kube-root-ca.crt", "1", "41d"], *([n, str(len(d)), "90s"] for n, d in town.configs.items())]
    yield f"get configmaps {space} -o wide", table(["NAME", "DATA", "AGE"], rows)


def _events(town: Town) -> str:
    rows = [
        [e.age.split(" ", maxsplit=1)[0], e.kind, e.reason, f"{kind}/{name}", e.message]
        for app in town.apps.values()
        for kind, names, events in (
            ("pod", app.pods, app.events),
            ("replicaset" if app.kind == "Deployment" else "statefulset", [app.revision if app.kind == "Deployment" else app.name], app.set_events),
        )
        for name in names for e in events
    ]  # fmt: skip
    return table(["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"], rows)


def _kubectl(town: Town) -> Iterator[tuple[str, str]]:
    space = f"-n {town.namespace}"
    for kind, make in (
        ("pods", render.pods), ("deployments", render.deployments), ("statefulsets", render.stateful_sets),
        ("replicasets", render.replica_sets), ("services", render.services), ("endpoints", render.endpoints),
    ):  # fmt: skip
        yield f"get {kind} {space} -o wide", make(town)
    yield "get nodes -o wide", render.nodes(town)
    if town.list_events:
        yield f"get events {space}", _events(town)
    for each in town.nodes:
        yield f"describe nodes {each.name}", render.node(each)
    for app in town.apps.values():
        many = "deployments" if app.kind == "Deployment" else "statefulsets"
        yield f"describe {many} {app.name} {space}", render.workload(town, app)
        if app.kind == "Deployment":
            yield f"describe replicasets {app.revision} {space}", render.replica_set(town, app)
        for index, name in enumerate(app.pods):
            yield f"describe pods {name} {space}", render.pod(town, app, index)
        if app.served:
            yield f"describe services {app.service_name} {space}", render.service(town, app)
        yield f"get all -l app={app.name} -o yaml", manifest(town, app)
        yield f"logs deployment/{app.name} {space} --tail=50", "\n".join(app.logs)
    yield from _storage(town)
    yield from _quota(town)
    yield from _named(town)


def _others(town: Town) -> Iterator[tuple[str, str, str, str]]:
    """Tool, query, host and answer."""
    for each in town.nodes:
        for unit in (*UNITS, "kube-scheduler") if each.control else UNITS:
            state = "inactive (dead)" if unit in each.down else "active (running)"
            yield (
                "systemctl",
                f"status {unit}",
                each.name,
                f"● {unit}.service - {unit}\n     Loaded: loaded (/etc/systemd/system/{unit}.service; enabled)\n     Active: {state} since Tue 2027-03-09 10:27:00 UTC; 3min ago\n",
            )
    for app in town.apps.values():
        broken = app.service_name in town.unreachable or not render.available(app)
        port = app.service_port or app.port
        answer = (
            "Connection Failed"
            if broken
            else f"{app.service_name} ({app.cluster_ip}:{port}) open\nConnection Succeeded"
        )
        yield "nc", f"-vz {app.service_name} {port}", "local", answer
        tree = "".join(f"├── {each}\n" for each in app.calls)
        yield (
            "dependencies",
            app.name,
            "local",
            f"[Service]: {app.name}\n[Downstream (Calls)]:\n{app.name}\n{tree}" if tree else "",
        )
    if town.alerts:
        yield (
            "prometheus",
            "anomalies",
            "local",
            json.dumps({"status": "has_anomalies", "alerts": town.alerts}, indent=1),
        )


def recordings(town: Town) -> list[Recording]:
    """Every answer, as a recorder would have written it."""
    made = [("kubectl", query, "local", text) for query, text in _kubectl(town)]
    return [
        Recording(
            tool,
            query,
            town.at,
            "before",
            "ok" if text.strip() else "no_data",
            text,
            item=_item(tool, query),
            where=where,
        )
        for tool, query, where, text in (*made, *_others(town))
    ]


def _item(tool: str, query: str) -> Item:
    if tool == "prometheus":
        return "metrics"
    return "logs" if query.startswith("logs") else "events" if query.startswith("get events") else "resources"
