"""Who may think beside the shipped seven, what the project says of each, and who leads which component."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from astreinte.domain import Domain

Affinity = Literal["low", "medium", "high", "extreme"]
"""How much reasoning a card asks for, as `model_affinity: {reasoning: …}` of the kits spells it."""

AFFINITIES: tuple[Affinity, ...] = ("low", "medium", "high", "extreme")
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class Character(BaseModel):
    """What a project says of a persona; what it leaves out stays as shipped. `confirm_first` adds, it takes none away.

    `limits` is its domain and where that ends. `affinity` chooses among the `tiers` of the settings.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    icon: str = ""
    title: str = ""
    style: str = ""
    limits: str = ""
    principles: tuple[str, ...] = ()
    confirm_first: tuple[str, ...] = ()
    affinity: Affinity | None = None


class Agent(Character):
    """An agent of the project beyond the seven: it supports incidents of its `domains`, and leads what `leads` says.

    `learnings` is the key of its learnings file; its tag where it is empty.
    """

    name: str = Field(min_length=1)
    domains: tuple[Domain, ...] = Field(min_length=1)
    learnings: str = ""


def tier(tiers: dict[Affinity, str], wanted: Affinity | None) -> str | None:
    """The model of the tier asked for, else of the nearest above, else of the nearest below; None where none is."""
    if wanted is None:
        return None
    place = AFFINITIES.index(wanted)
    order = (*AFFINITIES[place:], *reversed(AFFINITIES[:place]))
    return next((tiers[each] for each in order if each in tiers), None)
