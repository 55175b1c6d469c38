"""Who thinks, and how: personas, assignment, the cause knowledge base, the playbook reasoner and its companions."""

from typing import TYPE_CHECKING

from astreinte.lazy import lazily

if TYPE_CHECKING:
    from .assign import Assignment, assign, system_level
    from .case import Case, Tried
    from .check import check
    from .contradictions import contradictions
    from .explain import explain, overview
    from .knowledge import Branch, Cause, Knowledge, Remedy
    from .means import Means
    from .persona import Persona
    from .playbook import Drawing, PlaybookReasoner, draw
    from .reasoner import Analyse, Answered, Decide, Object, Reasoner, Task, TaskName, Triage, task_name
    from .registry import REASONERS, make_reasoner, reasoners_of
    from .roster import Roster
    from .scripted import ScriptedReasoner
    from .session import Posed, SessionReasoner
    from .suspects import Suspects
    from .thought import Cost, Past, Pondering, Stop, Thought

__all__ = [
    "REASONERS",
    "Analyse",
    "Answered",
    "Assignment",
    "Branch",
    "Case",
    "Cause",
    "Cost",
    "Decide",
    "Drawing",
    "Knowledge",
    "Means",
    "Object",
    "Past",
    "Persona",
    "PlaybookReasoner",
    "Pondering",
    "Posed",
    "Reasoner",
    "Remedy",
    "Roster",
    "ScriptedReasoner",
    "SessionReasoner",
    "Stop",
    "Suspects",
    "Task",
    "TaskName",
    "Thought",
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

lazily(
    __name__,
    assign="Assignment assign system_level",
    case="Case Tried",
    check="check",
    contradictions="contradictions",
    explain="explain overview",
    knowledge="Branch Cause Knowledge Remedy",
    means="Means",
    persona="Persona",
    playbook="Drawing PlaybookReasoner draw",
    reasoner="Analyse Answered Decide Object Reasoner Task TaskName Triage task_name",
    registry="REASONERS make_reasoner reasoners_of",
    roster="Roster",
    scripted="ScriptedReasoner",
    session="Posed SessionReasoner",
    suspects="Suspects",
    thought="Cost Past Pondering Stop Thought",
)
