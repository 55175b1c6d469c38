"""The account of an incident in a model's words, where the settings ask for it: facts of the journal, nothing else."""

from collections.abc import Sequence

from astreinte.agents import Pondering
from astreinte.domain import Brief, Draft, Entry, load
from astreinte.memory.timeline import sentence

from .afterwards import judged
from .consult import costs
from .nodes.decide import lead
from .ports import Ports
from .state import State

TOLD = frozenset({"declared", "triaged", "onset", "decision", "effect", "validation", "mitigated", "resolved"})
MOST = 24


async def account(state: State, ports: Ports, entries: Sequence[Entry]) -> list[Draft]:
    """A note with the account, and what it cost. One that judges a person, or that no fact bears out, is left out."""
    reasoner = ports.reasoner_of(persona := lead(load(Brief, state["brief"]), ports))
    if not ports.settings.reasoning.prose or not isinstance(reasoner, Pondering):
        return []
    again = state.get("reopened", 0)
    thought = await reasoner.account(persona, _facts(entries, ports))
    spent = costs(persona, "account", again, thought)
    blamed = [one for one in judged(thought.text, ports) if one.blocks] if thought.text else []
    if thought.text and not blamed:
        told = ports.words.say("account", reasoner=thought.reasoner, text=thought.text)
        return [*spent, Draft("note", persona.tag, {"text": told}, key=f"account:{again}")]
    why = f"{ports.words.say('stop', stop=thought.stop)} ({thought.detail or '; '.join(one.words for one in blamed)})"
    text = ports.words.say("account_lost", persona=persona.name, reasoner=thought.reasoner, why=why)
    return [*spent, Draft("warning", persona.tag, {"text": text}, key=f"account-lost:{again}")]


def _facts(entries: Sequence[Entry], ports: Ports) -> tuple[str, ...]:
    labels = ports.labels
    lines = [sentence(each, ports.words, labels) for each in entries if each.kind in TOLD]
    return tuple(dict.fromkeys(ports.redact(line) for line in lines))[:MOST]
