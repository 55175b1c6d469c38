"""The fixes of a decision: a model names the cause, the knowledge base says what mends it."""

from dataclasses import replace

from astreinte.agents.case import Case
from astreinte.agents.means import Means
from astreinte.agents.playbook.fixes import cause_fixes, fixes
from astreinte.agents.playbook.survey import survey
from astreinte.agents.reasoner import Answered
from astreinte.domain import Decision


def with_fixes(decision: Decision, playbook: Answered, case: Case, means: Means) -> Decision:
    """The decision with the fixes of its cause, in order of preference; none where it names no cause."""
    if decision.cause is None:
        return decision
    if isinstance(playbook, Decision) and (playbook.cause, playbook.component) == (decision.cause, decision.component):
        return replace(decision, fixes=playbook.fixes)
    done = survey(case, means.knowledge)
    if found := done.find(decision.cause, decision.component):
        return replace(decision, fixes=fixes(found.match, decision.component, case, done.ground, means.language))
    cause = means.knowledge.cause(decision.cause)
    return replace(decision, fixes=cause_fixes(cause, decision.component, case, means.language))
