"""The reasoner that thinks with a chat model; behind every answer of it stands the playbook's."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from astreinte.agents.backed import Backed
from astreinte.agents.case import Case
from astreinte.agents.check import check
from astreinte.agents.means import Means
from astreinte.agents.persona import Persona
from astreinte.agents.reasoner import Analyse, Answered, Decide, Object, Task, Triage, task_name
from astreinte.agents.thought import Past, Thought
from astreinte.domain import Assessment, Decision, Finding
from astreinte.errors import ReasonerFailed
from astreinte.prompts import prompt

from .ask import Question, asked, seen
from .bounds import Spent
from .chat import Chat, Said
from .drafts import answer_of
from .fixing import with_fixes
from .forms import FORMS, AccountForm, Asking
from .limits import overclaimed, restrained
from .pseudonyms import Pseudonyms
from .reach import Reach
from .spans import persona_span
from .talk import Ended, Talk
from .truthful import invented


class ModelReasoner(Backed):
    """Any chat model as a persona.

    Args:
        chat: the model.
        means: knowledge, language, bounds, and what it may touch.
    """

    def __init__(self, chat: Chat, means: Means) -> None:
        super().__init__(chat.name, means)
        self._chat = chat

    async def answer(self, persona: Persona, task: Task, case: Case) -> Answered:
        """The model's answer alone.

        Raises:
            ReasonerFailed: it gave none that can be used; says how it ended.
        """
        thought = await self.ponder(persona, task, case, Past())
        if thought.answer is None:
            raise ReasonerFailed(f"{thought.stop}: {thought.detail}")
        return thought.answer

    async def ponder(self, persona: Persona, task: Task, case: Case, past: Past) -> Thought:
        """Think within the bounds of one task; the playbook's answer where there is nothing for a model to think."""
        draft = await self.draft(persona, task, case)
        if idle(persona, task, case, draft):
            return Thought(draft, self.name, "idle", own=False)
        question = Question(persona, task, seen(persona, task, case), draft, past)
        incident = case.brief.id if case.brief else ""
        with persona_span(persona.tag, task_name(task), incident) as span:
            thought = await self._pondered(question)
            span.stopped(thought.stop)
            return thought

    async def _pondered(self, question: Question) -> Thought:
        means, spent = self._means, Spent(self._means.reasoning)
        reach = Reach(question.case, means.ask, means.reasoning.requests)
        talk = Talk(
            chat=self._chat,
            form=FORMS[task_name(question.task)],
            judge=lambda form: faults(form, question, reach, means),
            means=means,
            spent=spent,
            reach=reach if means.reasoning.requests and not isinstance(question.task, Object | Triage) else None,
            veil=Pseudonyms(question.case) if means.reasoning.pseudonyms else None,
        )
        ended = await talk.hold(*asked(question, means))
        return self._thought(ended, question, reach, spent)

    def _thought(self, ended: Ended[Asking], question: Question, reach: Reach, spent: Spent) -> Thought:
        readings, cost = tuple(reach.fresh), spent.cost
        if ended.form is None:
            return Thought(None, self.name, ended.stop, ended.detail, cost, readings, tuple(reach.refused))
        answer, notes = settled(ended.form, question, self._means)
        return Thought(answer, self.name, ended.stop, ended.detail, cost, readings, (*notes, *reach.refused))

    async def account(self, persona: Persona, facts: tuple[str, ...]) -> Thought:
        """The account of an incident that is over: no number and no name that the facts do not hold."""
        means, spent = self._means, Spent(self._means.reasoning)
        system = prompt(means.language, "system", task="account", persona=persona)
        user = prompt(means.language, "account", facts=facts)
        talk = Talk(self._chat, AccountForm, lambda form: invented(form.text, facts), means, spent)
        ended = await talk.hold(Said("system", means.redact(system)), Said("user", means.redact(user)))
        text = means.redact(ended.form.text) if ended.form else ""
        return Thought(None, self.name, ended.stop, ended.detail, spent.cost, text=text)


def idle(persona: Persona, task: Task, case: Case, draft: Answered) -> bool:
    """Whether nothing is left to think about: triage inferred everything, a lens shows nothing, all agree."""
    match task:
        case Triage():
            return not cast("Assessment", draft).unknown
        case Analyse():
            return not case.seen_by(persona).signals
        case Decide(findings, chosen):
            decided = cast("Decision", draft)
            return bool(chosen) or _unanimous(findings, (decided.cause, decided.component))
        case Object():
            return False


def _unanimous(findings: Sequence[Finding], decided: tuple[str | None, str]) -> bool:
    firsts = {(f.hypotheses[0].cause, f.hypotheses[0].component) for f in findings if f.hypotheses}
    return firsts <= {decided}


def faults(form: Asking, question: Question, reach: Reach, means: Means) -> list[str]:
    """What is structurally wrong with a well-formed answer: unknown ids, causes, components; an empty objection."""
    answer = answer_of(form, question.persona, question.task, question.playbook, question.case)
    case = replace(question.case, readings=(*question.case.readings, *reach.fresh))
    known = (question.playbook, *_others(question.task))
    return [*check(answer, case, means.knowledge), *overclaimed(answer, question.task, question.case, *known)]


def _others(task: Task) -> tuple[Answered, ...]:
    return task.findings if isinstance(task, Decide) else ()


def settled(form: Asking, question: Question, means: Means) -> tuple[Answered, list[str]]:
    """The answer, redacted, held to what evidence bears out, with the fixes of its cause; notes on what was changed."""
    clean = type(form).model_validate(_redacted(form.model_dump(), means))
    answer = answer_of(clean, question.persona, question.task, question.playbook, question.case)
    held, notes = restrained(answer, question.playbook, question.case, question.persona)
    if isinstance(held, Decision):
        held = with_fixes(held, question.playbook, question.case, means)
    return held, notes


def _redacted(data: Any, means: Means) -> Any:
    """The same with every text in it redacted."""
    match data:
        case str():
            return means.redact(data)
        case list():
            return [_redacted(each, means) for each in cast("list[Any]", data)]
        case dict():
            return {key: _redacted(each, means) for key, each in cast("dict[str, Any]", data).items()}
        case _:
            return data
