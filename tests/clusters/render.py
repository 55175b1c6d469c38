# ruff: noqa: E501 - what kubectl prints is as wide as it is
"""The tables and descriptions of kubectl over an invented cluster."""

from collections.abc import Iterator, Sequence

from tests.clusters.model import App, Event, Node, Probe, Town

HEARTBEAT = "Tue, 09 Mar 2027 10:29:00 +0000   Tue, 09 Mar 2027 08:00:00 +0000"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, three spaces apart; nothing for no rows."""
    if not rows:
        return ""
    widths = [max(len(row[i]) for row in (header, *rows)) + 3 for i in range(len(header))]
    return "\n".join("".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in (header, *rows)) + "\n"


def shown(labels: dict[str, str] | None) -> str:
    return ",".join(f"{key}={value}" for key, value in (labels or {}).items()) or "<none>"


def under(events: Sequence[Event]) -> str:
    if not events:
        return "Events:          <none>\n"
    head = "Events:\n  Type     Reason     Age               From               Message\n  ----     ------     ----              ----               -------\n"
    return head + "".join(f"  {e.kind:<7}  {e.reason:<9}  {e.age:<16}  {e.source:<17}  {e.message}\n" for e in events)


def probe(name: str, each: Probe | None, port: int) -> str:
    if each is None:
        return ""
    times = f"delay={each.delay}s timeout={each.timeout}s period={each.period}s #success=1 #failure={each.failures}"
    asked = each.port or port
    what = {
        "http-get": f"http-get {each.scheme}://:{asked}{each.path}",
        "tcp-socket": f"tcp-socket :{asked}",
        "grpc": f"grpc <pod>:{asked} ",
        "exec": "exec [/bin/check]",
    }[each.kind]
    return f"    {name}:  {what} {times}\n"


def pods(town: Town) -> str:
    rows = [
        [
            pod, f"{_ready(app)}/{1 + len(app.sidecars)}", app.status, _restarts(app), app.age,
            app.ip(i) if app.placed else "<none>", town.node_of(app, i) or "<none>", "<none>", "<none>",
        ]
        for app in town.apps.values() for i, pod in enumerate(app.pods)
    ]  # fmt: skip
    return table(
        ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED NODE", "READINESS GATES"], rows
    )


def _ready(app: App) -> int:
    return int(app.up) + sum(each.ready for each in app.sidecars) if app.placed else 0


def _restarts(app: App) -> str:
    most = app.restarts + sum(each.restarts for each in app.sidecars)
    return f"{most} ({app.restarted} ago)" if most else "0"


def available(app: App) -> int:
    whole = app.up and all(each.ready for each in app.sidecars)
    return len(app.pods) if whole else 0


def deployments(town: Town) -> str:
    rows = [
        [a.name, f"{available(a)}/{a.replicas}", str(len(a.pods)), str(available(a)), a.age, "main", a.image, shown(a.labels)]
        for a in town.apps.values() if a.kind == "Deployment"
    ]  # fmt: skip
    return table(["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE", "CONTAINERS", "IMAGES", "SELECTOR"], rows)


def stateful_sets(town: Town) -> str:
    rows = [
        [a.name, f"{available(a)}/{a.replicas}", a.age, "main", a.image]
        for a in town.apps.values()
        if a.kind == "StatefulSet"
    ]
    return table(["NAME", "READY", "AGE", "CONTAINERS", "IMAGES"], rows)


def replica_sets(town: Town) -> str:
    rows = [
        [a.revision, str(a.replicas), str(len(a.pods)), str(available(a)), a.age, "main", a.image, shown(a.labels)]
        for a in town.apps.values() if a.kind == "Deployment"
    ]  # fmt: skip
    return table(["NAME", "DESIRED", "CURRENT", "READY", "AGE", "CONTAINERS", "IMAGES", "SELECTOR"], rows)


def chosen(app: App) -> bool:
    wanted = app.labels if app.selector is None else app.selector
    return all(app.labels.get(key) == value for key, value in wanted.items())


def addresses(app: App) -> str:
    """The endpoints column: blank for pods that are not ready, `<none>` for none chosen."""
    if app.endpoints is not None:
        return app.endpoints
    if not app.pods or not chosen(app) or not app.placed:
        return "<none>"
    port = app.target if app.target.isdigit() else app.port
    return ",".join(f"{app.ip(i)}:{port}" for i in range(len(app.pods))) if available(app) else ""


def services(town: Town) -> str:
    rows = [
        [
            a.service_name, "ClusterIP", a.cluster_ip, "<none>", f"{a.service_port or a.port}/{a.protocol}", a.age,
            shown(dict(a.labels if a.selector is None else a.selector)),
        ]
        for a in town.apps.values() if a.served
    ]  # fmt: skip
    return table(["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE", "SELECTOR"], rows)


def endpoints(town: Town) -> str:
    return table(
        ["NAME", "ENDPOINTS", "AGE"], [[a.service_name, addresses(a), a.age] for a in town.apps.values() if a.served]
    )


def nodes(town: Town) -> str:
    rows = [
        [
            n.name, ("Ready" if n.ready == "True" else "NotReady") + (",SchedulingDisabled" if n.cordoned else ""),
            "control-plane" if n.control else "<none>", "41d", "v1.31.2", "192.168.7.1", "<none>", "Ubuntu 22.04.5 LTS",
        ]
        for n in town.nodes
    ]  # fmt: skip
    return table(["NAME", "STATUS", "ROLES", "AGE", "VERSION", "INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE"], rows)


def node(each: Node) -> str:
    roles = {"node-role.kubernetes.io/control-plane": ""} if each.control else {}
    labels = {"kubernetes.io/hostname": each.name, "kubernetes.io/os": "linux", **each.labels, **roles}
    rows = "\n                    ".join(f"{key}={value}" for key, value in labels.items())
    taints = "\n                    ".join(
        [*each.taints, *(["node.kubernetes.io/unschedulable:NoSchedule"] if each.cordoned else [])]
    )
    return f"""Name:               {each.name}
Roles:              {"control-plane" if each.control else "<none>"}
Labels:             {rows}
Taints:             {taints or "<none>"}
Unschedulable:      {str(each.cordoned).lower()}
Conditions:
  Type                 Status  LastHeartbeatTime                 LastTransitionTime                Reason                       Message
  ----                 ------  -----------------                 ------------------                ------                       -------
  MemoryPressure       False   {HEARTBEAT}   KubeletHasSufficientMemory   kubelet has sufficient memory available
  DiskPressure         False   {HEARTBEAT}   KubeletHasNoDiskPressure     kubelet has no disk pressure
  Ready                {each.ready:<7} {HEARTBEAT}   {each.reason:<28} {each.message}
Allocatable:
  cpu:                {each.cpu}
  memory:             15671344Ki
  pods:               110
{under(each.events)}"""


def _environment(app: App, pad: str) -> str:
    sources = "".join(f"{pad}  {name}  {kind}  Optional: false\n" for kind, name in app.env_from)
    head = f"{pad}Environment Variables from:\n{sources}" if sources else ""
    rows = "".join(f"{pad}  {name}:  {value}\n" for name, value in app.env.items())
    return head + (f"{pad}Environment:\n{rows}" if rows else f"{pad}Environment:    <none>\n")


def _resources(app: App) -> str:
    return (
        f"    Limits:\n      cpu:     500m\n      memory:  {app.memory_limit}\n"
        f"    Requests:\n      cpu:      {app.cpu}\n      memory:   {app.memory}\n"
        + probe("Liveness", app.liveness, app.port)
        + probe("Readiness", app.readiness, app.port)
    )


def _state(app: App) -> Iterator[str]:
    if not app.placed:
        return
    if app.waiting:
        yield f"    State:          Waiting\n      Reason:       {app.waiting}\n"
    elif app.phase == "Running":
        yield "    State:          Running\n      Started:      Tue, 09 Mar 2027 10:28:40 +0000\n"
    if app.last:
        yield f"    Last State:     Terminated\n      Reason:       {app.last}\n      Exit Code:    {app.code}\n"
    yield f"    Ready:          {app.up}\n    Restart Count:  {app.restarts}\n"


def pod(town: Town, app: App, index: int) -> str:
    name, where = app.pods[index], town.node_of(app, index)
    owner = f"StatefulSet/{app.name}" if app.kind == "StatefulSet" else f"ReplicaSet/{app.revision}"
    selectors = "\n                 ".join(f"{k}={v}" for k, v in app.node_selector.items()) or "<none>"
    claim = (
        f"  data:\n    Type:       PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)\n    ClaimName:  {app.claim}\n    ReadOnly:   false\n"
        if app.claim
        else ""
    )
    others = "".join(
        f"  {s.name}:\n    Image:          {s.image}\n    Port:           {s.port}/TCP\n"
        f"    State:          {'Waiting' if s.reason else s.state}\n"
        + (f"      Reason:       {s.reason}\n" if s.reason else "")
        + (
            f"    Last State:     Terminated\n      Reason:       {s.last}\n      Exit Code:    {s.code}\n"
            if s.last
            else ""
        )
        + f"    Ready:          {s.ready}\n    Restart Count:  {s.restarts}\n"
        for s in app.sidecars
    )
    labels = "\n                  ".join(f"{k}={v}" for k, v in app.labels.items())
    return f"""Name:             {name}
Namespace:        {town.namespace}
Priority:         0
Service Account:  {app.account or "default"}
Node:             {f"{where}/192.168.7.9" if where else "<none>"}
Labels:           {labels}
Status:           {app.phase}
IP:               {app.ip(index) if app.placed and app.phase == "Running" else ""}
Controlled By:  {owner}
Containers:
  main:
    Image:          {app.image}
    Port:           {app.port}/TCP
    Host Port:      0/TCP
{"".join(_state(app))}{_resources(app)}{_environment(app, "    ")}{others}Conditions:
  Type             Status
  PodScheduled     {app.placed}
Volumes:
{claim}  kube-api-access-x8x8x:
    Type:                    Projected (a volume that contains injected data from multiple sources)
QoS Class:       Burstable
Node-Selectors:  {selectors}
Tolerations:     node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
                 node.kubernetes.io/unreachable:NoExecute op=Exists for 300s
{under(app.events)}"""


def workload(town: Town, app: App) -> str:
    up = available(app)
    selectors = shown(app.node_selector)
    count = (
        f"Replicas:               {app.replicas} desired | {len(app.pods)} updated | {len(app.pods)} total | {up} available | {app.replicas - up} unavailable\nStrategyType:           RollingUpdate"
        if app.kind == "Deployment"
        else f"Replicas:           {app.replicas} desired | {len(app.pods)} total\nUpdate Strategy:    RollingUpdate\nPods Status:        {up} Running / {len(app.pods) - up} Waiting / 0 Succeeded / 0 Failed"
    )
    resources = "".join(row[:4] + row[4:] + "\n" for row in _resources(app).splitlines())
    return f"""Name:                   {app.name}
Namespace:              {town.namespace}
Labels:                 {shown(app.labels)}
Selector:               {shown(app.labels)}
{count}
Pod Template:
  Labels:           {shown(app.labels)}
  Service Account:  {app.account or "default"}
  Containers:
   main:
    Image:      {app.image}
    Port:       {app.port}/TCP
    Host Port:  0/TCP
{resources}{_environment(app, "    ")}    Mounts:        <none>
  Volumes:         <none>
  Node-Selectors:  {selectors}
  Tolerations:     <none>
{under(app.set_events if app.kind == "StatefulSet" else [])}"""


def replica_set(town: Town, app: App) -> str:
    return f"""Name:           {app.revision}
Namespace:      {town.namespace}
Selector:       {shown(app.labels)}
Controlled By:  Deployment/{app.name}
Replicas:       {len(app.pods)} current / {app.replicas} desired
Pods Status:    {available(app)} Running / {len(app.pods) - available(app)} Waiting / 0 Succeeded / 0 Failed
{under(app.set_events)}"""


def service(town: Town, app: App) -> str:
    target = app.target or str(app.port)
    return f"""Name:                     {app.service_name}
Namespace:                {town.namespace}
Labels:                   {shown(app.labels)}
Annotations:              <none>
Selector:                 {shown(dict(app.labels if app.selector is None else app.selector))}
Type:                     ClusterIP
IP:                       {app.cluster_ip}
Port:                     {app.port_name}  {app.service_port or app.port}/{app.protocol}
TargetPort:               {target}/{app.protocol}
Endpoints:                {addresses(app)}
Session Affinity:         None
Events:                   <none>
"""
