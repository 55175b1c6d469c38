"""Who may change what, where and when: ordered rules, windows in which nothing moves, limits."""

from datetime import datetime
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator

Mode = Literal["direct", "confirm", "observe"]
Risk = Literal["*", "reversible", "one-way", "destructive"]


class PolicyRule(BaseModel):
    """Names may hold `*`. The first rule that fits decides; where rules are given and none fits, it is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    environment: str = "*"
    service: str = "*"
    action: str = "*"
    risk: Risk = "*"
    mode: Mode

    def fits(self, environment: str, service: str, action: str, risk: str) -> bool:
        asked = ((environment, self.environment), (service, self.service), (action, self.action), (risk, self.risk))
        return all(fnmatchcase(value, pattern) for value, pattern in asked)


class Freeze(BaseModel):
    """A window in which an effect asks first: a sale, a migration, a holiday."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: AwareDatetime
    end: AwareDatetime
    environment: str = "*"
    service: str = "*"
    why: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> "Freeze":
        if self.end <= self.start:
            raise ValueError("a freeze ends after it starts")
        return self

    def holds(self, now: datetime, environment: str, service: str) -> bool:
        inside = self.start <= now < self.end
        return inside and fnmatchcase(environment, self.environment) and fnmatchcase(service, self.service)
