"""The nouns of an incident. Frozen dataclasses; times carry UTC; `dump` and `load` are their JSON form."""

from typing import TYPE_CHECKING

from astreinte.lazy import lazily

if TYPE_CHECKING:
    from .action import ActionRecord, EffectState, Fix, Plan, Risk
    from .clock import Clock, ManualClock, SystemClock
    from .codec import dump, load
    from .diagnosis import (
        UNSURE,
        Assessment,
        Decision,
        Dissent,
        Explanation,
        Finding,
        Hypothesis,
        Review,
        RuledOut,
        Shown,
    )
    from .evidence import CHECKLIST, Ask, Item, Query, Reading, ReadingStatus, Ref, Signal, Window
    from .incident import (
        SEVERITIES,
        Brief,
        Component,
        Declaration,
        Domain,
        IncidentState,
        Severity,
        StartedSource,
        Variant,
    )
    from .journal import Draft, Entry, Kind
    from .question import Answer, Choice, Question, QuestionKind, seal
    from .times import Zone, duration_text, elapsed, off_hours, parse_instant, rfc3339

__all__ = [
    "CHECKLIST",
    "SEVERITIES",
    "UNSURE",
    "ActionRecord",
    "Answer",
    "Ask",
    "Assessment",
    "Brief",
    "Choice",
    "Clock",
    "Component",
    "Decision",
    "Declaration",
    "Dissent",
    "Domain",
    "Draft",
    "EffectState",
    "Entry",
    "Explanation",
    "Finding",
    "Fix",
    "Hypothesis",
    "IncidentState",
    "Item",
    "Kind",
    "ManualClock",
    "Plan",
    "Query",
    "Question",
    "QuestionKind",
    "Reading",
    "ReadingStatus",
    "Ref",
    "Review",
    "Risk",
    "RuledOut",
    "Severity",
    "Shown",
    "Signal",
    "StartedSource",
    "SystemClock",
    "Variant",
    "Window",
    "Zone",
    "dump",
    "duration_text",
    "elapsed",
    "load",
    "off_hours",
    "parse_instant",
    "rfc3339",
    "seal",
]

lazily(
    __name__,
    action="ActionRecord EffectState Fix Plan Risk",
    clock="Clock ManualClock SystemClock",
    codec="dump load",
    diagnosis="UNSURE Assessment Decision Dissent Explanation Finding Hypothesis Review RuledOut Shown",
    evidence="CHECKLIST Ask Item Query Reading ReadingStatus Ref Signal Window",
    incident="SEVERITIES Brief Component Declaration Domain IncidentState Severity StartedSource Variant",
    journal="Draft Entry Kind",
    question="Answer Choice Question QuestionKind seal",
    times="Zone duration_text elapsed off_hours parse_instant rfc3339",
)
