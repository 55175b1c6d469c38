"""A persona: who thinks, and through which lens."""

from dataclasses import dataclass

from astreinte.domain import Domain, Item, Query


@dataclass(frozen=True)
class Persona:
    """One of the seven agents, read from `cards/<tag>.yaml`; `name` is the project's own name for it.

    `domains` are those it leads, `branches` the leaves of the tree that it knows (its own and its neighbours').

    The lens is `items` (lines of the evidence checklist read whole) and `tools` (query tools read whatever their line);
    both empty: all. `learnings` is the key of its learnings file.
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
    items: tuple[Item, ...] = ()
    style: str = ""
    limits: str = ""

    def reads(self, query: Query) -> bool:
        everything = not self.tools and not self.items
        return everything or query.tool in self.tools or query.item in self.items

    def knows(self, branch: str) -> bool:
        """Whether a leaf of the tree is the persona's own or a neighbour's; an inner node stands for its leaves."""
        return any(branch == known or branch.startswith(known + ".") for known in self.branches)
