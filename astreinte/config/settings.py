"""One frozen `Settings`, read once at the door. Unknown keys are errors."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from astreinte.domain import Domain

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
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _duration(value: Any) -> Any:
    if isinstance(value, str) and value[-1:] in UNITS:
        return timedelta(seconds=float(value[:-1]) * UNITS[value[-1]])
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
"""`90s`, `5m`, `2h`, `1d`, or a number of seconds."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class User(Strict):
    name: str = ""
    timezone: str = "Europe/Paris"
    hours: str = "09:00-18:00"
    holidays: str = ""
    notify: tuple[str, ...] = ()


class Targets(Strict):
    triage: Duration = timedelta(minutes=5)
    mttd: Duration = timedelta(minutes=5)
    mttr: Duration = timedelta(hours=2)


class Service(Strict):
    """What is known of one service: how it is watched, run and fed. Action parameters are checked against it.

    `probe` is a URL (`http://…`), `tcp://host:port` or `dns://name`. `unit` names it to its `manager`. `paths` are the
    directories it writes to, `repo` the git checkout of its configuration, `safe_to_free` globs that may be deleted or
    emptied when a disk is full.
    """

    domain: Domain = "lxc"
    probe: str = ""
    manager: Literal["", "systemd", "supervisor", "docker"] = ""
    unit: str = ""
    port: int | None = None
    logs: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    repo: str = ""
    config: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    safe_to_free: tuple[str, ...] = ()


class Validation(Strict):
    """How many healthy probes in a row, and how far apart, count as restored."""

    probes: int = Field(default=3, ge=1, le=50)
    every: Duration = timedelta(seconds=1)
    patience: Duration = timedelta(seconds=20)


class Limits(Strict):
    """Bounds of one incident."""

    actions: int = Field(default=5, ge=0)
    rounds: int = Field(default=3, ge=1, le=3)
    source: Duration = timedelta(seconds=15)
    collect: Duration = timedelta(seconds=60)
    lines: int = Field(default=400, ge=10)


def _default_roles() -> dict[Role, str | None]:
    return {role: persona.capitalize() for role, persona in ROLE_PERSONA.items()}


class Settings(Strict):
    """`astreinte.yaml` over the BMAD or Grimoire configuration, under `ASTREINTE_*` variables."""

    language: Literal["fr", "en"] = "fr"
    project: str = ""
    user: User = User()
    model: str = "playbook"
    models: dict[str, str] = {}
    policy: Literal["direct", "confirm", "observe"] = "direct"
    roles: dict[Role, str | None] = Field(default_factory=_default_roles)
    targets: Targets = Targets()
    services: dict[str, Service] = {}
    sources: dict[str, Any] = {}
    validation: Validation = Validation()
    limits: Limits = Limits()
    database: str = "sqlite:///.astreinte/astreinte.db"
    root: str = ""
    postmortems: str = ""
    knowledge: str = ""
    """A YAML file with causes and signals of one's own, laid over the shipped ones."""

    def agent_name(self, persona: str) -> str | None:
        """The display name of the agent that holds a persona; None where the role has no agent (shown as `aucun`)."""
        role = PERSONA_ROLE.get(persona)
        return None if role is None else self.roles.get(role)
