"""1.2 CRITIQUE and out of hours: reach the user; a failed send is an entry and a warning, never silence."""

from astreinte.actions import Sent
from astreinte.domain import Brief, Draft, load
from astreinte.graph.ports import Ports
from astreinte.graph.state import State


async def notify(state: State, ports: Ports) -> State:
    brief = load(Brief, state["brief"])
    title = ports.words.say("page_title", id=brief.id, severity=brief.severity, title=brief.declaration.title)
    text = ports.words.say("page_text", id=brief.id, component=brief.component.name, impact=brief.impact)
    sent = await ports.notifier.page(title, text) or [Sent("-", ok=False, why=ports.words.say("no_channel"))]
    drafts = [
        Draft("notified", "incident", {"channel": each.channel, "ok": each.ok, "why": each.why}, key=f"notified:{n}")
        for n, each in enumerate(sent)
    ]
    if not any(each.ok for each in sent):
        who = ports.settings.user.name or ports.words.say("the_user")
        drafts.append(
            Draft("warning", "incident", {"text": ports.words.say("page_failed", who=who)}, key="page-failed")
        )
    await ports.journal.append(state["incident"], *drafts)
    return {}
