"""Effects: a catalogue of typed actions, a policy that fails closed, a ledger, an executor, one gate over them."""

from typing import TYPE_CHECKING

from astreinte.lazy import lazily

if TYPE_CHECKING:
    from .action import Action, Params, World
    from .catalogue import ADVICE, Catalogue, all_actions, cluster_actions, engine_actions, host_actions
    from .containment import containment
    from .effects import Effects, Warrant
    from .executor import Executor, HostExecutor, NotingExecutor, RedactedExecutor, ReplayExecutor
    from .handed import Handed, Handover, handover
    from .ledger import Act, Ledger, Look
    from .links import Link, Links, links_of
    from .paging import Apprise, Notifier, Sent, Silent
    from .policy import Allowed, NeedsApproval, Refused, Situation, Verdict, judge
    from .reasons import NotNeeded
    from .taxonomy import ActionType, action_types

__all__ = [
    "ADVICE",
    "Act",
    "Action",
    "ActionType",
    "Allowed",
    "Apprise",
    "Catalogue",
    "Effects",
    "Executor",
    "Handed",
    "Handover",
    "HostExecutor",
    "Ledger",
    "Link",
    "Links",
    "Look",
    "NeedsApproval",
    "NotNeeded",
    "Notifier",
    "NotingExecutor",
    "Params",
    "RedactedExecutor",
    "Refused",
    "ReplayExecutor",
    "Sent",
    "Silent",
    "Situation",
    "Verdict",
    "Warrant",
    "World",
    "action_types",
    "all_actions",
    "cluster_actions",
    "containment",
    "engine_actions",
    "handover",
    "host_actions",
    "judge",
    "links_of",
]

lazily(
    __name__,
    action="Action Params World",
    catalogue="ADVICE Catalogue all_actions cluster_actions engine_actions host_actions",
    containment="containment",
    effects="Effects Warrant",
    executor="Executor HostExecutor NotingExecutor RedactedExecutor ReplayExecutor",
    handed="Handed Handover handover",
    ledger="Act Ledger Look",
    links="Link Links links_of",
    paging="Apprise Notifier Sent Silent",
    policy="Allowed NeedsApproval Refused Situation Verdict judge",
    reasons="NotNeeded",
    taxonomy="ActionType action_types",
)
