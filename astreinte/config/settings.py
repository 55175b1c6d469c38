"""One frozen `Settings`, read once at the door. Unknown keys are errors."""

from datetime import timedelta
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from astreinte.domain import Domain

from .agents import Affinity, Agent, Character, Tag
from .durations import Duration
from .means import Database, Runbook
from .paging import Paging
from .places import LANGUAGE
from .policies import Freeze, Mode, PolicyRule
from .reasoning import Reasoning

PERSONAS = ("forge", "vault", "hawk", "helm", "phoenix", "flow", "probe")
Role = Literal["ops", "security", "monitoring", "k8s", "backup", "cicd", "debug"]
ROLE_PERSONA: dict[Role, str] = {
    "ops": "forge",
    "security": "vault",
    "monitoring": "hawk",
    "k8s": "helm",
    "backup": "phoenix",
    "cicd": "flow",
    "debug": "probe",
}
PERSONA_ROLE: dict[str, Role] = {persona: role for role, persona in ROLE_PERSONA.items()}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class User(Strict):
    name: str = ""
    timezone: str = "Europe/Paris"
    hours: str = "09:00-18:00"
    holidays: str = ""
    notify: tuple[str, ...] = ()
    pin: str = ""
    """The hash that `astreinte pin` prints; without one an approval needs a terminal."""


class Targets(Strict):
    triage: Duration = timedelta(minutes=5)
    mttd: Duration = timedelta(minutes=5)
    mttr: Duration = timedelta(hours=2)


KubeName = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)?$")]
Quantity = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(m|Ki|Mi|Gi)?$")]


class Workload(Strict):
    """Where a service runs in the cluster, and within which bounds it may be changed.

    `memory` and `cpu` are the most that one container may be given, `replicas` the most copies. `images` and `env` are
    known to be good: nothing else is ever set. `isolation` is the manifest of a NetworkPolicy that cuts it off.
    `manifests` are files by object (`service/cart`), from which one that is absent is made; `ingress`, `autoscaler`,
    `policy`, `budget` and `claim` name the objects around it.
    """

    kind: Literal["deployment", "statefulset", "daemonset"] = "deployment"
    name: KubeName = ""
    namespace: KubeName = ""
    container: KubeName = ""
    service: KubeName = ""
    replicas: int = Field(default=10, ge=1, le=1000)
    memory: Quantity = "4Gi"
    cpu: Quantity = "4"
    images: tuple[str, ...] = ()
    env: dict[str, str] = {}
    isolation: str = ""
    manifests: dict[str, str] = {}
    ingress: KubeName = ""
    autoscaler: KubeName = ""
    policy: KubeName = ""
    budget: KubeName = ""
    claim: KubeName = ""
    flux: Annotated[str, StringConstraints(pattern=r"^((kustomization|helmrelease)/[a-z0-9][a-z0-9.-]{0,252})?$")] = ""


class Volume(Strict):
    """A logical volume `GROUP/NAME`; it grows by `step` GiB up to `most` GiB."""

    name: str = ""
    step: int = Field(default=1, ge=1, le=1024)
    most: int = Field(default=0, ge=0)


class Cluster(Strict):
    """The cluster that effects may touch. `nodes`, `labels`, `taints` and `quotas` bound what may be changed on it.

    `labels` are those that a node should carry, by node; `taints` the keys that may be taken away; `quotas` the most
    that a ResourceQuota may be raised to, by its name and key.
    """

    context: str = ""
    kubeconfig: str = ""
    namespace: KubeName = ""
    nodes: tuple[KubeName, ...] = ()
    labels: dict[str, dict[str, str]] = {}
    taints: tuple[str, ...] = ()
    quotas: dict[str, dict[str, Quantity]] = {}


class Service(Strict):
    """What is known of one service: how it is watched, run and fed. Action parameters are checked against it.

    `probe` is a URL (`http://…`), `tcp://host:port` or `dns://name`. `unit` names it to its `manager`. `paths` are the
    directories it writes to, `repo` the git checkout of its configuration, `safe_to_free` globs that may be deleted or
    emptied when a disk is full. `redeploy` is how it takes up a changed configuration or restored data: by a restart
    where it has a manager and nothing else is said. `network` is the one that its container hangs on; `runbook` holds
    one's own commands by action.
    """

    domain: Domain = "lxc"
    environment: str = ""
    probe: str = ""
    manager: Literal["", "systemd", "supervisor", "docker", "pct", "qm"] = ""
    unit: str = ""
    port: int | None = None
    logs: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    repo: str = ""
    redeploy: Literal["", "restart", "none"] = ""
    config: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    safe_to_free: tuple[str, ...] = ()
    workload: Workload = Field(default_factory=Workload)
    volume: Volume = Field(default_factory=Volume)
    snapshot: str = ""
    network: Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9][A-Za-z0-9_.-]{0,127})?$")] = ""
    database: Database = Field(default_factory=Database)
    runbook: dict[str, Runbook] = {}


class Validation(Strict):
    """How many healthy probes in a row, and how far apart, count as restored."""

    probes: int = Field(default=3, ge=1, le=50)
    every: Duration = timedelta(seconds=1)
    patience: Duration = timedelta(seconds=20)
    rollout: Duration = timedelta(seconds=90)
    """How long a workload of a cluster may take instead: old pods end, images are pulled, new pods become ready."""

    alert: Duration = timedelta(minutes=5)
    """How long the alert itself may take to end."""

    metric: Duration = timedelta(minutes=5)
    """How long a metric may take to come back into its band."""


class Limits(Strict):
    """Bounds of one incident; `target` of one of its targets, `hour` and `concurrent` of all incidents together.

    `approval` is how long a question for an approval, and the approval itself, counts. `at_once` incidents think and
    act at the same time in one process; on PostgreSQL a process silent for `lease` has lost those that it runs.
    """

    actions: int = Field(default=5, ge=0)
    rounds: int = Field(default=3, ge=1, le=3)
    source: Duration = timedelta(seconds=15)
    collect: Duration = timedelta(seconds=60)
    lines: int = Field(default=400, ge=10)
    target: int = Field(default=5, ge=0)
    hour: int = Field(default=20, ge=0)
    concurrent: int = Field(default=3, ge=1)
    approval: Duration = timedelta(hours=4)
    at_once: int = Field(default=4, ge=1, le=64)
    lease: Duration = timedelta(seconds=30)


class Memory(Strict):
    """A command that the kit's own memory is told by, beside its files: `{type}`, `{agent}` and `{text}` are filled in.

    For example `[grimoire, memory, remember, "{text}", --type, "{type}", --agent, "{agent}"]`.
    """

    remember: tuple[str, ...] = ()
    timeout: Duration = timedelta(seconds=10)


def _default_roles() -> dict[Role, str | None]:
    return {role: persona.capitalize() for role, persona in ROLE_PERSONA.items()}


class Settings(Strict):
    """`astreinte.yaml` over the BMAD or Grimoire configuration, under `ASTREINTE_*` variables."""

    language: Literal["fr", "en"] = LANGUAGE
    project: str = ""
    user: User = Field(default_factory=User)
    paging: Paging = Field(default_factory=Paging)
    model: str = "playbook"
    models: dict[str, str] = {}
    tiers: dict[Affinity, str] = {}
    """Who thinks for a persona whose card asks for that much reasoning and that `models` does not name."""

    reasoning: Reasoning = Field(default_factory=Reasoning)
    policy: Mode = "direct"
    policies: tuple[PolicyRule, ...] = ()
    freeze: tuple[Freeze, ...] = ()
    environment: str = ""
    roles: dict[Role, str | None] = Field(default_factory=_default_roles)
    personas: dict[Literal["forge", "vault", "hawk", "helm", "phoenix", "flow", "probe"], Character] = {}
    agents: dict[Tag, Agent] = {}
    leads: dict[Domain, str] = {}
    """Who leads a component's incidents, by tag, where it is not the agent that the workflow names."""

    targets: Targets = Field(default_factory=Targets)
    services: dict[str, Service] = {}
    cluster: Cluster = Field(default_factory=Cluster)
    sources: dict[str, Any] = {}
    validation: Validation = Field(default_factory=Validation)
    limits: Limits = Field(default_factory=Limits)
    database: str = "sqlite:///.astreinte/astreinte.db"
    queue: bool = False
    """Whether `serve` leaves the incidents to `astreinte worker`, through a queue in the same PostgreSQL."""

    retention: Duration = timedelta(days=365)
    """How long a finished incident keeps its evidence, its checkpoints and its whole journal; see `astreinte prune`."""

    root: str = ""
    postmortems: str = ""
    past: tuple[str, ...] = ()
    """Folders of post-mortems that others wrote in Markdown, read for recall alone."""

    redact: tuple[Literal["emails", "addresses"], ...] = ()
    """What is taken out of evidence beside secrets, where the law or a customer asks for it."""

    memory: Memory = Field(default_factory=Memory)
    knowledge: str = ""
    """A YAML file with causes and signals of one's own, laid over the shipped ones."""

    def environment_of(self, service: str) -> str:
        """The environment of a service: its own, else the project's."""
        return self.services.get(service, Service()).environment or self.environment

    def mode_of(self, service: str, action: str, risk: str) -> Mode | None:
        """How an effect is treated: the first of `policies` that fits, `policy` where there are none; None: refused."""
        if not self.policies:
            return self.policy
        environment = self.environment_of(service)
        return next((each.mode for each in self.policies if each.fits(environment, service, action, risk)), None)

    def kubectl_options(self) -> tuple[str, ...]:
        """What selects the cluster on kubectl's command line: `cluster:`, else the source that reads the same one."""
        named = ((name, self._cluster_option(name)) for name in ("kubeconfig", "context"))
        return tuple(word for name, value in named if value for word in (f"--{name}", value))

    def patience_of(self, service: str) -> timedelta:
        """How long a service may take to answer again after an effect."""
        rolls_out = self.services.get(service, Service()).domain == "k3s"
        return max(self.validation.patience, self.validation.rollout) if rolls_out else self.validation.patience

    def namespace_of(self, service: str) -> str:
        """The namespace of a service's workload."""
        known = self.services.get(service, Service()).workload.namespace
        return known or self._cluster_option("namespace") or "default"

    def _cluster_option(self, name: str) -> str:
        source = cast("dict[str, Any]", self.sources.get("kubernetes") or {})
        return str(getattr(self.cluster, name) or source.get(name) or "")

    def agent_name(self, persona: str) -> str | None:
        """The display name of the agent that holds a persona; None where the role has no agent (shown as `aucun`)."""
        if persona in self.agents:
            return self.agents[persona].name
        role = PERSONA_ROLE.get(persona)
        return None if role is None else self.roles.get(role)

    def agent_names(self) -> dict[str, str]:
        """The display name of every agent that the project has, by tag."""
        return {tag: name for tag in (*PERSONAS, *self.agents) if (name := self.agent_name(tag))}
