"""The talk of one task: ask, check, repair once, read further; it always ends, and says why."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from astreinte.agents.means import Means
from astreinte.agents.thought import Stop
from astreinte.prompts import prompt

from .bounds import Spent
from .chat import Chat, ChatFailed, Reply, Said
from .forms import Asking
from .parse import parse
from .pseudonyms import Pseudonyms
from .reach import Reach
from .speech import foreign
from .tokens import estimate

F = TypeVar("F", bound=Asking)
LANGUAGES = {"fr": "French", "en": "English"}
MOST = 4000
"""Characters of its own answer that a model is shown again."""

Judge = Callable[[F], list[str]]
"""What is wrong with a well-formed answer; empty where it may be used."""


@dataclass(frozen=True)
class Ended(Generic[F]):
    """`form` is the last sound answer, None where there was none."""

    stop: Stop
    form: F | None
    detail: str = ""


@dataclass
class Talk(Generic[F]):
    """One task put to one model.

    `veil` is None where hosts and addresses are shown as they are; `reach` is None where nothing may be asked for.
    """

    chat: Chat
    form: type[F]
    judge: Judge[F]
    means: Means
    spent: Spent
    reach: Reach | None = None
    veil: Pseudonyms | None = None
    said: list[Said] = field(default_factory=list[Said])
    _best: F | None = None
    _repairs: int = 0

    async def hold(self, *first: Said) -> Ended[F]:
        """Until a sound answer, a failure or a bound; each turn costs a call, and calls are bounded."""
        self.said = [Said(each.role, self._hidden(each.text)) for each in first]
        while True:
            if stop := self.spent.reached(sum(estimate(each.text) for each in self.said)):
                return Ended(stop, self._best)
            try:
                reply = await self.chat.reply(self.said, max(self.spent.left, 0.05), self.form.model_json_schema())
            except ChatFailed as failed:
                self.spent.add(0, 0)
                return Ended(failed.stop, self._best, self.means.redact(str(failed)))
            self.spent.add(reply.input_tokens, reply.output_tokens)
            if ended := await self._heard(reply):
                return ended

    async def _heard(self, reply: Reply) -> Ended[F] | None:
        text = self.veil.show(reply.text) if self.veil else reply.text
        form, problems = parse(text, self.form)
        if form is not None:
            problems = self._judged(form)
        if problems or form is None:
            return self._repair(text, problems, cut=reply.cut)
        self._best = form
        if not form.more or self.reach is None:
            return Ended("repaired" if self._repairs else "answered", form)
        return await self._further(text, form, self.reach)

    def _judged(self, form: F) -> list[str]:
        language = self.means.language
        strange = any(foreign(text, language) for text in form.prose)
        return [*self.judge(form), *([f"it is not in {LANGUAGES[language]}"] if strange else [])]

    def _repair(self, text: str, problems: list[str], *, cut: bool) -> Ended[F] | None:
        if self._repairs:
            return Ended("truncated" if cut else "invalid", self._best, "; ".join(problems)[:400])
        self._repairs += 1
        told = ["it was cut before its end: answer more briefly"] if cut else problems
        self._go_on(text, prompt(self.means.language, "repair", problems=told))
        return None

    async def _further(self, text: str, form: F, reach: Reach) -> Ended[F] | None:
        found, refused = await reach.fetch(form.more)
        if not found and not refused:
            return Ended("nothing_new", form)
        self._go_on(text, prompt(self.means.language, "readings", readings=found, refused=refused))
        return None

    def _go_on(self, answer: str, further: str) -> None:
        redact = self.means.redact
        self.said += [
            Said("assistant", self._hidden(redact(answer[:MOST]))),
            Said("user", self._hidden(redact(further))),
        ]

    def _hidden(self, text: str) -> str:
        return self.veil.hide(text) if self.veil else text
