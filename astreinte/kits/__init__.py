"""What Astreinte lays into a BMAD or Grimoire project, and takes out of it again."""

from .apply import Undone, apply, diff, undo
from .changes import Create, Insert, Plan, Replace
from .offers import OFFERS
from .plan import ASSISTANTS, plan

__all__ = ["ASSISTANTS", "OFFERS", "Create", "Insert", "Plan", "Replace", "Undone", "apply", "diff", "plan", "undo"]
