"""A scenario: an incident to declare, what was recorded of it, the user's answers, and what is expected. A folder."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from astreinte.config import Service
from astreinte.config.settings import Cluster
from astreinte.domain import Domain, QuestionKind, Severity, Variant
from astreinte.errors import ConfigError
from astreinte.yamltext import load_yaml


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Declared(Strict):
    """What the caller says. `alert` names a payload file beside the scenario instead."""

    title: str = ""
    at: datetime | None = None
    service: str = ""
    source: Literal["alert", "user", "chat", "cli", "mcp", "api"] = "alert"
    severity: Severity | None = None
    domain: Domain | None = None
    impact: str = ""
    started: datetime | None = None
    resolved: datetime | None = None
    text: str = ""
    labels: dict[str, str] = {}
    alert: str = ""

    @model_validator(mode="after")
    def _said(self) -> "Declared":
        if not self.alert and not (self.title and self.at):
            raise ValueError("`declare` needs a `title` and a time `at`, or an `alert` file")
        return self


class Environment(Strict):
    """Where it happened: what the reasoner may know of the place."""

    domain: Domain | None = None
    namespace: str = ""
    timezone: str = "Europe/Paris"
    hours: str = "09:00-18:00"
    policy: Literal["direct", "confirm", "observe"] = "direct"
    services: dict[str, Service] = {}
    cluster: Cluster = Cluster()
    sources: dict[str, Any] = {}


class Scripted(Strict):
    """The user's answer to the next question of that kind."""

    when: QuestionKind
    answer: str


ATTESTED = Scripted(when="attest", answer="yes")
"""A recording has nothing to look at again: where nothing had to be done, somebody says that it works."""


class ExpectedActions(Strict):
    """What is applied, by action id.

    `order` holds actions that are all applied, each first time after the one before it. `proposed` is judged where
    nothing can be applied: the decision prefers one of these fixes to any other.
    """

    any_of: Names = ()
    forbidden: Names = ()
    order: Names = ()
    proposed: Names = ()


class ExpectedClaims(Strict):
    """Texts that the decision's rationale or the post-mortem must hold, or must not; of each of `any_of`, one."""

    required: Names = ()
    any_of: tuple[Names, ...] = ()
    forbidden: Names = ()


class ExpectedMetrics(Strict):
    """Seconds, within one in ten."""

    mttd: float | None = None
    mttr: float | None = None


class Expected(Strict):
    """Everything that is judged; what is absent is not.

    Without a cause, any cause on the component will do. `abstain` expects that no cause is named. `fault` and `system`
    are what the case is counted under.
    """

    state: str | None = None
    severity: Severity | None = None
    variant: Variant | None = None
    lead: str | None = None
    cause: Names = ()
    component: Names = ()
    abstain: bool = False
    fault: str = ""
    system: str = ""
    actions: ExpectedActions = ExpectedActions()
    questions: int | None = None
    claims: ExpectedClaims = ExpectedClaims()
    metrics: ExpectedMetrics = ExpectedMetrics()
    confidence: float | None = None
    """The least that the decision must be sure of."""

    sources: Names = ()
    """Beginnings of commands of which a reading must be cited; counted apart, no check of the case."""


class Scenario(Strict):
    """`scenario.yaml`. `recordings` is a JSON-lines file beside it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,80}$")
    title: str = ""
    declare: Declared
    environment: Environment = Environment()
    recordings: str = "recordings.jsonl"
    user: tuple[Scripted, ...] = ()
    expected: Expected = Expected()


def read_scenario(folder: Path) -> Scenario:
    """The scenario of a folder.

    Raises:
        ConfigError: missing, not YAML, or not of the format; names the file, the line or the key.
    """
    path = folder / "scenario.yaml"
    try:
        data = load_yaml(path.read_text(encoding="utf-8"))
        return Scenario.model_validate(data)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; a scenario is a folder with scenario.yaml in it") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} is not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "top level"
        raise ConfigError(f"{path}: {where}: {first['msg']} (`astreinte schema scenario` prints the format)") from error
