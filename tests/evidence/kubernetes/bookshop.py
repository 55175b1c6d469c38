"""A small cluster as kubectl tells it: a bookshop of four services and a database, on two workers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from astreinte.domain import Reading
from astreinte.evidence import Recording

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
NS = "shop"


@dataclass
class App:
    """One deployment with its Service and its pod, healthy unless something is changed."""

    name: str
    port: int = 8080
    image: str = "registry.example/app:1.4"
    status: str = "Running"
    ready: str = "1/1"
    restarts: str = "0"
    node: str = "alder"
    desired: int = 1
    pods: int = 1
    selector: str = ""
    target: str = ""
    protocol: str = "TCP"
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    probes: str = ""
    node_selector: str = "<none>"
    state: str = "    State:          Running\n    Ready:          True"
    second: str = ""
    events: str = "<none>"
    set_events: str = "<none>"
    served: bool = True
    endpoints: str = ""
    claim: str = ""

    @property
    def pod(self) -> str:
        return f"{self.name}-6d4cf56db6-x2x4z"

    def labels(self) -> str:
        return f"app={self.name}"


@dataclass
class Shop:
    """The whole; `kubectl` texts are made from it."""

    apps: dict[str, App]
    nodes: str = ""
    units: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    extra: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    logs: Mapping[str, str] = field(default_factory=dict[str, str])

    def texts(self) -> list[tuple[str, str, str]]:
        """Tool, arguments and answer of every reading."""
        apps = list(self.apps.values())
        found = [
            ("kubectl", f"get pods -n {NS} -o wide", _pods(apps)),
            ("kubectl", f"get deployments -n {NS} -o wide", _deployments(apps)),
            ("kubectl", f"get services -n {NS} -o wide", _services(apps)),
            ("kubectl", f"get endpoints -n {NS}", _endpoints(apps)),
            ("kubectl", f"get replicasets -n {NS}", _sets(apps)),
            ("kubectl", f"get serviceaccounts -n {NS}", "NAME      SECRETS   AGE\ndefault   0         9d\n"),
            ("kubectl", "describe nodes", self.nodes or node("alder") + node("birch")),
        ]
        for app in apps:
            found.append(("kubectl", f"describe deployment {app.name} -n {NS}", _described(app)))
            found.append(("kubectl", f"describe rs {app.name}-6d4cf56db6 -n {NS}", _set(app)))
            if app.pods:
                found.append(("kubectl", f"describe pod {app.pod} -n {NS}", _pod(app)))
            if app.served:
                found.append(("kubectl", f"describe service {app.name} -n {NS}", _service(app)))
        found += [("kubectl", f"logs deployment/{name} -n {NS}", text) for name, text in self.logs.items()]
        return [*found, *(("kubectl", query, text) for query, text in self.extra)]

    def recordings(self) -> list[Recording]:
        plain = [Recording(tool, query, AT, "before", "ok", text) for tool, query, text in self.texts()]
        units = [
            Recording("systemctl", f"status {unit}", AT, "before", "ok", text, where=where)
            for (where, unit), text in self.units.items()
        ]
        return [*plain, *units]

    def readings(self) -> list[Reading]:
        return [Reading(each.asked, each.at, each.status, each.text) for each in self.recordings()]


def shop(**changes: object) -> Shop:
    """All five apps; `till={...}` changes fields of one."""
    apps = [
        App("till", env={"ORDERS_ADDR": "orders:8080", "STOCK_ADDR": "stock:8080"}),
        App("orders", env={"LEDGER_HOST": "ledger", "LEDGER_PORT": "3306"}),
        App("stock"),
        App("mailer", env={"ORDERS_ADDR": "orders:8080"}, node="birch"),
        App("ledger", port=3306, image="docker.io/library/mysql:8.4", node="birch"),
    ]
    made = Shop({app.name: app for app in apps})
    for name, fields in changes.items():
        for key, value in fields.items() if isinstance(fields, Mapping) else ():  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
            setattr(made.apps[name], str(key), value)  # pyright: ignore[reportUnknownArgumentType]
    return made


def event(
    reason: str, message: str, *, age: str = "5s (x9 over 3m)", kind: str = "Warning", source: str = "kubelet"
) -> str:
    return f"  {kind}  {reason}  {age}  {source}  {message}"


def waiting(*, node: str = "<none>", status: str = "Pending") -> dict[str, object]:
    """The fields of a pod that has not started."""
    return {"status": status, "ready": "0/1", "node": node, "state": "", "endpoints": " "}


def node(
    name: str, *, labels: str = "disk=ssd", taints: str = "<none>", cordoned: bool = False, ready: str = "True"
) -> str:
    reason = {"True": "KubeletReady", "Unknown": "NodeStatusUnknown"}.get(ready, "KubeletNotReady")
    return f"""Name:               {name}
Roles:              <none>
Labels:             kubernetes.io/hostname={name}
                    {labels}
Taints:             {taints}
Unschedulable:      {str(cordoned).lower()}
Conditions:
  Type             Status   LastHeartbeatTime                 Reason                       Message
  ----             ------   -----------------                 ------                       -------
  MemoryPressure   False    Mon, 04 May 2026 11:59:00 +0000   KubeletHasSufficientMemory   enough
  Ready            {ready}     Mon, 04 May 2026 11:59:00 +0000   {reason}                 posted
Events:              <none>

"""


def quota(**pairs: str) -> str:
    rows = "\n".join(f"{name.replace('_', '.')}  {value.replace('/', '  ')}" for name, value in pairs.items())
    return f"Name:       fair\nNamespace:  {NS}\nResource    Used  Hard\n--------    ----  ----\n{rows}\n"


def _pods(apps: list[App]) -> str:
    rows = [
        f"{a.pod:<30}   {a.ready:<5}   {a.status:<26}   {a.restarts:<12}   9m    10.0.0.{i:<3}   {a.node}"
        for i, a in enumerate(apps, 1)
        if a.pods
    ]
    head = f"{'NAME':<30}   {'READY':<5}   {'STATUS':<26}   {'RESTARTS':<12}   AGE   {'IP':<10}   NODE"
    return "\n".join([head, *rows]) + "\n"


def _deployments(apps: list[App]) -> str:
    ready = {a.name: min(a.pods, a.desired, int(a.ready.split("/")[0])) for a in apps}
    rows = [f"{a.name:<8}   {ready[a.name]}/{a.desired}     1            {ready[a.name]}           9m" for a in apps]
    return "\n".join(["NAME       READY   UP-TO-DATE   AVAILABLE   AGE", *rows]) + "\n"


def _services(apps: list[App]) -> str:
    rows = [
        f"{a.name:<8}   ClusterIP   10.96.0.{i:<4}   <none>        {a.port}/{a.protocol:<6}   9m    "
        f"{a.selector or a.labels()}"
        for i, a in enumerate(apps, 1)
        if a.served
    ]
    return "\n".join(["NAME       TYPE        CLUSTER-IP    EXTERNAL-IP   PORT(S)      AGE   SELECTOR", *rows]) + "\n"


def _endpoints(apps: list[App]) -> str:
    rows = [
        f"{a.name:<8}   {a.endpoints or f'10.0.0.{i}:{a.port}':<15}   9m" for i, a in enumerate(apps, 1) if a.served
    ]
    return "\n".join(["NAME       ENDPOINTS         AGE", *rows]) + "\n"


def _sets(apps: list[App]) -> str:
    rows = [f"{a.name + '-6d4cf56db6':<20}   {a.desired}         {a.pods}         {a.pods}       9m" for a in apps]
    return "\n".join(["NAME                   DESIRED   CURRENT   READY   AGE", *rows]) + "\n"


def _env(app: App) -> str:
    rows = "\n".join(f"      {name}:  {value}" for name, value in app.env.items())
    return f"    Environment:\n{rows}" if rows else "    Environment:    <none>"


def _container(app: App) -> str:
    probes = f"\n{app.probes}" if app.probes else ""
    second = f"\n{app.second}" if app.second else ""
    return f"""  main:
    Image:          {app.image}
    Port:           {app.port}/TCP
{app.state}{probes}
{_env(app)}{second}"""


def _pod(app: App) -> str:
    volumes = (
        f"\nVolumes:\n  data:\n    Type:       PersistentVolumeClaim\n    ClaimName:  {app.claim}" if app.claim else ""
    )
    return f"""Name:             {app.pod}
Namespace:        {NS}
Node:             {app.node}
Labels:           app={app.name}
Status:           {"Pending" if app.node == "<none>" else "Running"}
Controlled By:    ReplicaSet/{app.name}-6d4cf56db6
Containers:
{_container(app)}{volumes}
Node-Selectors:   {app.node_selector}
Tolerations:      node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
Events:           {_under(app.events)}
"""


def _under(events: str) -> str:
    head = "\n  Type  Reason  Age  From  Message\n  ----  ------  ----  ----  -------\n"
    return events if events == "<none>" else head + events


def _described(app: App) -> str:
    return f"""Name:                   {app.name}
Namespace:              {NS}
Selector:               app={app.name}
Replicas:               {app.desired} desired | 1 updated | {app.pods} total | {app.ready[0]} available | 0 unavailable
StrategyType:           RollingUpdate
Pod Template:
  Labels:  app={app.name}
  Containers:
   main:
    Image:        {app.image}
    Port:         {app.port}/TCP
{_env(app)}
  Node-Selectors:  {app.node_selector}
Events:  <none>
"""


def _set(app: App) -> str:
    return f"""Name:           {app.name}-6d4cf56db6
Namespace:      {NS}
Controlled By:  Deployment/{app.name}
Replicas:       {app.pods} current / {app.desired} desired
Events:         {_under(app.set_events)}
"""


def _service(app: App) -> str:
    return f"""Name:              {app.name}
Namespace:         {NS}
Labels:            app={app.name}
Selector:          {app.selector or app.labels()}
Type:              ClusterIP
Port:              main  {app.port}/{app.protocol}
TargetPort:        {app.target or app.port}/{app.protocol}
Endpoints:         {app.endpoints or "10.0.0.9:1"}
Session Affinity:  None
Events:            <none>
"""
