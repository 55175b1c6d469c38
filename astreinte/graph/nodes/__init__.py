"""The nodes: each a function of state that touches the world through its ports alone."""

from .analyse import analyse
from .assign_lead import assign_lead
from .collect import checklist, collect
from .contain import contain
from .decide import decide
from .declare import declare
from .learn import learn
from .notify import notify
from .postmortem import postmortem
from .remediate import remediate
from .review import review
from .route import log_for_later, plan
from .triage import triage
from .user import user
from .validate import validate

__all__ = [
    "analyse",
    "assign_lead",
    "checklist",
    "collect",
    "contain",
    "decide",
    "declare",
    "learn",
    "log_for_later",
    "notify",
    "plan",
    "postmortem",
    "remediate",
    "review",
    "triage",
    "user",
    "validate",
]
