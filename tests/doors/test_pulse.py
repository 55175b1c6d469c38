"""The heartbeat of the server: whatever is new in a journal is looked at by the next beat."""

from astreinte.domain import Draft, Question, dump
from astreinte.doors.pulse import Pulse
from tests.graph.test_reminders import MINUTE, paging, waiting


async def test_a_question_that_comes_while_another_thing_is_due_later_is_sent_in_its_time() -> None:
    """
    The next update is an hour away; a question asked meanwhile waits its two minutes, not that hour.
    """
    wiki, outcome, _ = await waiting(paging(questions="2m", loops=1, updates={"CRITIQUE": "60m"}))
    pulse = Pulse(wiki.desk)
    wiki.clock.advance(3 * MINUTE)
    await pulse.beat()
    sent = len(wiki.pager.pages)
    asked = Question("q-late", "fact", "Which of the two?")
    await wiki.journal.append(outcome.id, Draft("question", "incident", dump(asked)))
    await pulse.beat()
    assert sent == len(wiki.pager.pages)
    wiki.clock.advance(3 * MINUTE)
    await pulse.beat()
    await pulse.beat()
    assert "Which of the two?" in wiki.pager.texts[-1]
    assert sent + 1 == len(wiki.pager.pages)


async def test_what_was_answered_elsewhere_is_not_asked_again() -> None:
    wiki, outcome, _ = await waiting(paging(questions="2m", loops=1, updates={}))
    pulse = Pulse(wiki.desk)
    await pulse.beat()
    (question,) = (await wiki.desk.questions(outcome.id)).values()
    choice = next(each.id for each in question.choices if each.id != "approve")
    await wiki.desk.answer(outcome.id, question.id, choice, "Camille")
    before = len(wiki.pager.pages)
    wiki.clock.advance(5 * MINUTE)
    await pulse.beat()
    assert before == len(wiki.pager.pages)
