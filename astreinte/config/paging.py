"""How and how often a person is told: pages until somebody acknowledges, questions that wait, updates by cadence."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field

from astreinte.domain import Severity

from .durations import Duration


class Paging(BaseModel):
    """`user.notify` is the first level; `levels` are the channels of those after it, one list of Apprise URLs each.

    A page goes to the next level after `every`, from the first again after the last, `loops` times in all, until
    somebody acknowledges. `fallback` is shown where nothing gets through, for example a phone number. `room` is the
    address at which the incident room is reached from where notifications are read; without it they hold no link.
    `questions` is how long a question waits before it is sent; `updates` how far apart status updates are.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    levels: tuple[tuple[str, ...], ...] = ()
    every: Duration = timedelta(minutes=5)
    loops: int = Field(default=3, ge=1, le=20)
    fallback: str = ""
    room: str = Field(default="", pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$")
    questions: Duration = timedelta(minutes=2)
    updates: dict[Severity, Duration] = {"CRITIQUE": timedelta(minutes=20), "HAUTE": timedelta(minutes=60)}
