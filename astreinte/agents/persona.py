"""A persona: who thinks, and through which lens."""

from dataclasses import dataclass

from astreinte.domain import Domain, Query


@dataclass(frozen=True)
class Persona:
    """One of the seven agents, read from `cards/<tag>.yaml`; `name` is the project's own name for it.

    `domains` are those it leads, `branches` the leaves of the diagnostic tree that it knows (its own and its neighbours'),
    `tools` the query tools it reads (empty: all). `learnings` is the key of its learnings file.
    """

    tag: str
    name: str
    icon: str
    title: str
    role: str
    learnings: str
    domains: tuple[Domain, ...]
    branches: tuple[str, ...]
    tools: tuple[str, ...] = ()
    principles: tuple[str, ...] = ()
    confirm_first: tuple[str, ...] = ()

    def reads(self, query: Query) -> bool:
        return not self.tools or query.tool in self.tools
