"""The chat as a conversation: lines in, lines out, over a real desk."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from astreinte.config import load_settings
from astreinte.doors.chat.commands import ALIASES, COMMANDS, Typed, completions, typed
from astreinte.doors.chat.talk import Talk
from astreinte.errors import RefusedByPolicy, UnknownName
from astreinte.graph.wiring import open_desk

from .test_room import CONFIRM, DOWN


class Room:
    def __init__(self, talk: Talk, told: list[str]) -> None:
        self.talk, self.told = talk, told

    async def type(self, *lines: str) -> str:
        """What is told from the first of these lines on, once all is settled."""
        before = len(self.told)
        for line in lines:
            await self.talk.take(line)
            await self.talk.settled()
        return "\n".join(self.told[before:])


@asynccontextmanager
async def chatting(project: Path, *, person: bool = False) -> AsyncGenerator[Room]:
    def prove() -> str:
        if not person:
            raise RefusedByPolicy("nobody is here")
        return "terminal"

    (project / "nothing.jsonl").write_text("\n".join(DOWN) + "\n", encoding="utf-8")
    text = CONFIRM.replace("nothing", str(project / "nothing"))
    (project / "astreinte.yaml").write_text(text, encoding="utf-8")
    settings = load_settings(project, {})
    settings = settings.model_copy(update={"database": f"sqlite:///{project}/.astreinte/a.db"})
    async with open_desk(project, settings) as desk:
        told: list[str] = []

        def out(text: str, tone: str = "") -> None:
            told.append(text)

        yield Room(Talk(desk, project, out, prove, "robin"), told)


async def test_a_sentence_is_shown_back_corrected_and_declared(tmp_path: Path) -> None:
    """
    Nothing is declared before the person agrees; a correction holds; then the timeline and the question follow.
    """
    async with chatting(tmp_path) as room:
        heard = await room.type("the till is down, nobody can pay")
        assert "service: till" in heard
        assert "severity: CRITIQUE" in heard
        assert not room.talk.incident
        assert "severity: HAUTE" in await room.type("severity: HAUTE")
        assert "unknown field" in await room.type("colour: red")
        told = await room.type("")
        assert room.talk.incident in told
        assert "supervisorctl start till" in told
        assert "1. " in told


async def test_numbers_answer_and_only_a_person_approves(tmp_path: Path) -> None:
    async with chatting(tmp_path) as room:
        await room.type("the till is down", "")
        assert "nobody is here" in await room.type("1")
        assert "robin" in await room.type("2")
        assert "question" in (await room.type("9")).lower()


async def test_a_paste_is_evidence_and_a_line_a_note(tmp_path: Path) -> None:
    async with chatting(tmp_path) as room:
        await room.type("the till is down", "")
        assert "ev-" in await room.type("root@host:~# df -h\nFilesystem Use%\n/dev/sda1 100% \x1b[31m/")
        listed = await room.type("/evidence")
        assert "paste" in listed
        id_ = next(line.split()[0] for line in listed.splitlines() if " paste " in line)
        shown = await room.type(f"/evidence {id_}")
        assert "100%" in shown
        assert "\x1b" not in shown
        assert "noted" in await room.type("the cable was moved")


async def test_commands_tell_what_is_missing(tmp_path: Path) -> None:
    async with chatting(tmp_path) as room:
        assert "No incident" in await room.type("/status")
        assert "no incident" in await room.type("/switch INC-20260101-01")
        assert "/timeline" in await room.type("/help")
        assert not await room.talk.take("/quit")
        await room.type("the till is down", "")
        first = room.talk.incident
        await room.type("/new")
        assert not room.talk.incident
        assert first in await room.type("/list")
        assert first in await room.type(f"/switch {first}", "/status")
        await room.type("/pause drill")
        assert "drill" in (tmp_path / ".astreinte/pause").read_text()


async def test_severity_and_lead_follow_a_persons_word_into_the_next_round(tmp_path: Path) -> None:
    """
    The list, the status and the graph's own brief hold them; an unknown name is refused with those that are known.
    """
    async with chatting(tmp_path) as room:
        await room.type("the till is down, nobody can pay", "")
        incident = room.talk.incident
        assert "HAUTE" in await room.type("/severity P2 one till of three")
        assert "leads" in await room.type("/lead probe it is the host")
        assert "nearest: 'vault'" in await room.type("/lead vaullt")
        assert "unknown severity" in await room.type("/severity loud")
        assert "HAUTE" in next(line for line in (await room.type("/list")).splitlines() if incident in line)
        await room.type("2", "/answer q-escalation-1 retry")
        status = await room.type("/status")
        assert "HAUTE" in status
        assert "decided by robin: one till of three" in await room.type("/timeline")


async def test_a_handover_says_what_to_know_and_whose_it_is(tmp_path: Path) -> None:
    async with chatting(tmp_path) as room:
        await room.type("the till is down, nobody can pay", "")
        alone = await room.type("/handoff")
        assert room.talk.incident in alone
        assert "supervisorctl start till" in alone
        handed = await room.type("/relève Camille")
        assert "robin hands over to Camille" in handed
        assert "hands over to Camille" in await room.type("/timeline")


async def test_the_line_under_the_prompt_tells_state_and_open_questions(tmp_path: Path) -> None:
    async with chatting(tmp_path) as room:
        assert not room.talk.bar
        await room.type("the till is down, nobody can pay", "")
        assert room.talk.incident in room.talk.bar
        assert "questions: 1" in room.talk.bar


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", Typed("")),
        ("/st", Typed("command", "status")),
        ("/preuves ev-1", Typed("command", "evidence", "ev-1")),
        ("12", Typed("number", rest="12")),
        ("2026", Typed("words", rest="2026")),
        ("$ uptime\nup", Typed("paste", rest="$ uptime\nup")),
        ("a\nb", Typed("words", rest="a\nb")),
    ],
)
def test_what_a_line_is(line: str, found: Typed) -> None:
    assert found == typed(line)


def test_an_unknown_command_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="/status"):
        typed("/sttaus")
    assert ["/pause", "/postmortem"] == completions("/p")
    assert set(ALIASES.values()) <= set(COMMANDS)
