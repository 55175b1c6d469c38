"""Who thinks, and how: personas, assignment, the cause knowledge base, the playbook reasoner and its companions."""

from .assign import Assignment, assign, system_level
from .case import Case, Tried
from .check import check
from .contradictions import contradictions
from .explain import explain, overview
from .knowledge import Branch, Cause, Knowledge, Remedy
from .persona import Persona
from .playbook import Drawing, PlaybookReasoner, draw
from .reasoner import Analyse, Decide, Object, Reasoner, Task, TaskName, Triage, task_name
from .registry import REASONERS, make_reasoner, reasoners_of
from .roster import Roster
from .scripted import ScriptedReasoner

__all__ = [
    "REASONERS",
    "Analyse",
    "Assignment",
    "Branch",
    "Case",
    "Cause",
    "Decide",
    "Drawing",
    "Knowledge",
    "Object",
    "Persona",
    "PlaybookReasoner",
    "Reasoner",
    "Remedy",
    "Roster",
    "ScriptedReasoner",
    "Task",
    "TaskName",
    "Triage",
    "Tried",
    "assign",
    "check",
    "contradictions",
    "draw",
    "explain",
    "make_reasoner",
    "overview",
    "reasoners_of",
    "system_level",
    "task_name",
]
