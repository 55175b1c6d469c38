"""The incident room through its own pages: who gets in, what a form may do, what quoted text can not."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from astreinte.actions.pin import hashed
from astreinte.doors.web.stream import events
from astreinte.errors import Busy

from .test_web import TOKEN, Door, alert, document, door

OWN = {"Origin": "http://door"}
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> \x1b[31m\u202e }}{{ 7*7 }}"
CONFIRM = """language: en
policy: confirm
user: {name: Robin}
sources: {recorded: {path: nothing.jsonl}}
services: {till: {probe: "http://127.0.0.1:9/", manager: supervisor, unit: till}}
"""
DOWN = [
    '{"tool": "http", "query": "http://127.0.0.1:9/", "at": "2026-03-01T13:02:00Z", "text": "connection refused"}',
    '{"tool": "supervisorctl", "query": "status till", "at": "2026-03-01T13:02:01Z", "text": "till FATAL Exited"}',
]


class Visitor:
    """A person at a browser: cookies, and the form token of the page they look at."""

    def __init__(self, web: Door) -> None:
        self.web, self.client = web, web.client

    async def enter(self) -> None:
        answer = await self.client.get(f"/?token={TOKEN}", headers={"Accept": "text/html"})
        assert (303, "/") == (answer.status_code, answer.headers["location"])

    async def see(self, path: str) -> str:
        answer = await self.client.get(path, headers={"Accept": "text/html"})
        assert 200 == answer.status_code, answer.text
        return answer.text

    async def send(self, path: str, page: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        token = re.search(r'name="csrf" value="(\w+)"', page)
        data = {"csrf": token[1] if token else "", **fields}
        return await self.client.post(path, data=data, headers={"Accept": "text/html", **OWN, **headers})


@asynccontextmanager
async def visiting(project: Path, yaml: str | None = None) -> AsyncGenerator[Visitor]:
    async with door(project, yaml) if yaml else door(project) as web:
        visitor = Visitor(web)
        await visitor.enter()
        yield visitor


@asynccontextmanager
async def approving(project: Path) -> AsyncGenerator[tuple[Visitor, str, str]]:
    """An incident whose restart waits for an approval: visitor, incident, question."""
    (project / "nothing.jsonl").write_text("\n".join(DOWN) + "\n", encoding="utf-8")
    async with visiting(project, CONFIRM) as visitor:
        page = await visitor.see("/declare")
        sent = await visitor.send("/declare", page, {"step": "declare", "title": "Till is down", "service": "till"})
        incident = sent.headers["location"].rsplit("/", 1)[1]
        desk = visitor.web.app.state.office.desk
        asked: dict[str, Any] = {}
        for _ in range(400):
            asked = await desk.questions(incident)
            if (await desk.outcome(incident)).state == "waiting" and asked:
                break
            await desk.ports.clock.sleep(0.05)
        (question,) = asked
        yield visitor, incident, question


async def test_without_the_token_nothing_is_shown(tmp_path: Path) -> None:
    """
    A page asks for it, a wrong one is refused, the right one becomes a cookie that no script and no other site has.
    """
    async with door(tmp_path) as web:
        for path in ("/", "/declare", "/incidents/x", "/incidents/x/events", "/incidents/x/live"):
            assert 401 == (await web.client.get(path)).status_code
        assert 401 == (await web.client.get("/?token=guess")).status_code
        assert 403 == (await web.client.post("/login", data={"token": "guess"}, headers=OWN)).status_code
        inside = await web.client.post("/login", data={"token": TOKEN, "next": "//evil.example/"}, headers=OWN)
        assert (303, "/") == (inside.status_code, inside.headers["location"])
        cookie = inside.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert TOKEN not in cookie


async def test_a_forged_cookie_is_nobody(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visitor:
        (name,) = dict(visitor.client.cookies)
        visitor.client.cookies.clear()
        visitor.client.cookies.set(name, "someone." + "0" * 64)
        assert 401 == (await visitor.client.get("/")).status_code


@pytest.mark.parametrize("wrong", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {}])
async def test_forms_of_other_sites_do_nothing(tmp_path: Path, wrong: dict[str, str]) -> None:
    async with visiting(tmp_path) as visitor:
        page = await visitor.see("/declare")
        token = str((re.search(r'name="csrf" value="(\w+)"', page) or [""])[1])
        fields = {"csrf": token, "step": "declare", "title": "Down"}
        assert 403 == (await visitor.client.post("/declare", data=fields, headers=wrong)).status_code
        assert 403 == (await visitor.client.post("/declare", data=fields | {"csrf": "0"}, headers=OWN)).status_code
        assert [] == await visitor.web.incidents()


async def test_pages_run_no_script_but_their_own(tmp_path: Path) -> None:
    """
    Quoted text is text in every page and in the stream, and the policy would stop it if it were not.
    """
    async with visiting(tmp_path) as visitor:
        page = await visitor.see("/declare")
        fields = {"step": "declare", "title": HOSTILE, "service": HOSTILE, "impact": HOSTILE, "evidence": HOSTILE}
        where = (await visitor.send("/declare", page, fields)).headers["location"]
        await visitor.web.rest()
        incident = where.rsplit("/", 1)[1]
        room = await visitor.see(where)
        await visitor.send(f"{where}/say", room, {"as": "note", "text": HOSTILE})
        await visitor.send(f"{where}/say", room, {"as": "evidence", "text": HOSTILE, "label": HOSTILE})
        shown = set(re.findall(rf"{where}/evidence/ev-\w+", await visitor.see(where)))
        assert shown
        for path in ("/", where, f"{where}/live", f"{where}/questions", *shown, f"/?q={HOSTILE[:30]}"):
            answer = await visitor.client.get(path)
            assert "<script>alert" not in answer.text
            assert "<img" not in answer.text
            assert "\u202e" not in answer.text
            assert "\x1b" not in answer.text
            assert "script-src 'self'" in answer.headers["content-security-policy"]
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert not re.search(
                r"""<script(?! src="/)|\son\w+=["']|style=["']|https?://(?!door)(?!www.w3.org)""", answer.text
            )
        told = await told_once(visitor, incident)
        assert "event: row" in told
        assert "<script>alert" not in told


async def told_once(visitor: Visitor, incident: str) -> str:
    """What the stream says first, without waiting for more."""
    office = visitor.web.app.state.office
    request: Any = type("Asked", (), {"headers": {}})()
    streamed = (await events(incident, request, office, 0)).body_iterator
    parts: list[str] = []
    async for part in streamed:
        parts.append(str(part))
        if "event: panel" in parts[-1]:
            break
    return "".join(parts)


async def test_a_sentence_is_shown_back_and_declared(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visitor:
        page = await visitor.see("/declare")
        back = (await visitor.send("/declare", page, {"text": "the till is down, nobody can pay"})).text
        assert 'name="service" value="till"' in back
        assert "<option selected>CRITIQUE</option>" in back
        assert "nobody can pay" in back
        assert [] == await visitor.web.incidents()


async def test_the_approval_shows_what_runs_and_counts_as_a_persons(tmp_path: Path) -> None:
    """
    The form holds the command to the letter; the answer says who gave it and how they were known; a second one is told.
    """
    async with approving(tmp_path) as (visitor, incident, question):
        room = await visitor.see(f"/incidents/{incident}")
        assert "supervisorctl start till" in room
        assert "after that: Reject" in room
        shown = str((re.search(r'name="fingerprint" value="(\w+)"', room) or [""])[1])
        path = f"/incidents/{incident}/questions/{question}"
        other = await visitor.send(path, room, {"choice": "approve", "fingerprint": "of something else"})
        assert 403 == other.status_code
        first = await visitor.send(path, room, {"choice": "reject", "fingerprint": shown})
        assert 303 == first.status_code
        second = await visitor.send(path, room, {"choice": "approve", "fingerprint": shown})
        assert 409 == second.status_code
        assert "Robin" in second.text


async def test_a_program_approves_nothing(tmp_path: Path) -> None:
    """
    The token alone, through the JSON door, is refused where a person is asked.
    """
    async with approving(tmp_path) as (visitor, incident, question):
        headers = {"Authorization": f"Bearer {TOKEN}"}
        path = f"/api/incidents/{incident}/questions/{question}"
        refused = await visitor.client.post(path, json={"choice": "approve"}, headers=headers)
        assert 403 == refused.status_code
        assert question in await visitor.see(f"/incidents/{incident}")
        taken = await visitor.client.post(path, json={"choice": "reject", "by": "bot"}, headers=headers)
        assert 202 == taken.status_code


async def test_where_a_pin_is_kept_the_room_asks_for_it(tmp_path: Path) -> None:
    """
    A wrong one is refused, and after five none is taken for a while.
    """
    (tmp_path / ".astreinte").mkdir()
    (tmp_path / ".astreinte/pin").write_text(hashed("4711") + "\n")
    async with approving(tmp_path) as (visitor, incident, question):
        room = await visitor.see(f"/incidents/{incident}")
        assert 'name="pin"' in room
        shown = str((re.search(r'name="fingerprint" value="(\w+)"', room) or [""])[1])
        path = f"/incidents/{incident}/questions/{question}"
        for guess in ("1", "2", "3", "4", "5"):
            fields = {"choice": "approve", "fingerprint": shown, "pin": guess}
            assert 403 == (await visitor.send(path, room, fields)).status_code
        late = await visitor.send(path, room, {"choice": "approve", "fingerprint": shown, "pin": "4711"})
        assert 403 == late.status_code
        assert "minute" in late.text


async def test_an_answer_wakes_what_waited_for_it(tmp_path: Path) -> None:
    """
    The incident goes on at once, long before its question runs out.
    """
    async with approving(tmp_path) as (visitor, incident, question):
        room = await visitor.see(f"/incidents/{incident}")
        path = f"/incidents/{incident}/questions/{question}"
        await visitor.send(path, room, {"choice": "reject"})
        desk = visitor.web.app.state.office.desk
        for _ in range(400):
            later = set(await desk.questions(incident)) - {question}
            if later or (await desk.outcome(incident)).state not in {"waiting", "active"}:
                return
            await desk.ports.clock.sleep(0.05)
        pytest.fail("the incident still waits for an answer that it has")


async def test_filters_narrow_the_list(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visitor:
        await visitor.web.send(document(alert("Slow", "till")))
        await visitor.web.send(document(alert("Dry", "garden"), group="other"))
        await visitor.web.rest()
        assert 2 == (await visitor.see("/")).count('class="incident"')
        assert 1 == (await visitor.see("/?service=garden")).count('class="incident"')
        assert 1 == (await visitor.see("/?q=slow")).count('class="incident"')


async def test_what_is_not_there_is_a_page_that_says_so(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visitor:
        answer = await visitor.client.get("/incidents/INC-20260101-01", headers={"Accept": "text/html"})
        assert 404 == answer.status_code
        assert "no incident" in answer.text
        assert "text/html" in answer.headers["content-type"]
        assert 404 == (await visitor.client.get("/assets/..%2fapp.py")).status_code


@asynccontextmanager
async def written_about(project: Path) -> AsyncGenerator[tuple[Visitor, str]]:
    """An incident with a post-mortem."""
    async with approving(project) as (visitor, incident, question):
        desk = visitor.web.app.state.office.desk
        del question
        async with asyncio.timeout(30):
            while not (await desk.outcome(incident)).postmortem:
                for id_, asked in (await desk.questions(incident)).items():
                    await desk.answer(incident, id_, "reject" if asked.kind == "approval" else "stop", "robin")
                try:
                    await desk.run(incident)
                except Busy:  # the server's own run has asked its question and is about to let go
                    await asyncio.sleep(0.05)
        yield visitor, incident


async def test_a_post_mortem_is_edited_where_it_is_read(tmp_path: Path) -> None:
    """
    The preview says what the blame check finds, nothing is kept of it; what is saved is what stands there then.
    """
    async with written_about(tmp_path) as (visitor, incident):
        path = f"/incidents/{incident}/postmortem"
        editor = await visitor.see(f"{path}/edit")
        body = visitor.web.app.state.office.desk.ports.project.read_postmortem(incident)[1]
        blaming = {"base": body, "text": f"{body}\nRobin forgot to renew the certificate.\n"}
        shown = await visitor.send(f"{path}/preview", editor, blaming)
        assert "badge CRITIQUE" in shown.text
        assert "forgot" not in await visitor.see(path)
        fields = {"base": body, "text": f"{body}\r\nA probe was added. {HOSTILE}\r\n"}
        assert 303 == (await visitor.send(path, editor, fields)).status_code
        page = await visitor.see(path)
        assert "A probe was added." in page
        assert "<script>alert" not in page
        kinds = [entry.kind for entry in await visitor.web.app.state.office.desk.entries(incident)]
        assert 1 == kinds.count("edited")


async def test_two_people_who_edit_at_once_lose_nothing(tmp_path: Path) -> None:
    async with written_about(tmp_path) as (visitor, incident):
        path = f"/incidents/{incident}/postmortem"
        editor = await visitor.see(f"{path}/edit")
        body = visitor.web.app.state.office.desk.ports.project.read_postmortem(incident)[1]
        first = {"base": body, "text": body.replace("# ", "# First: ", 1)}
        second = {"base": body, "text": f"{body}\nThe second one wrote this.\n"}
        assert 303 == (await visitor.send(path, editor, first)).status_code
        answer = await visitor.send(path, editor, second)
        assert 409 == answer.status_code
        assert "The second one wrote this." in answer.text
        assert "# First: " in answer.text
        assert "The second one" not in await visitor.see(path)


async def test_an_empty_post_mortem_is_refused(tmp_path: Path) -> None:
    async with written_about(tmp_path) as (visitor, incident):
        path = f"/incidents/{incident}/postmortem"
        answer = await visitor.send(path, await visitor.see(f"{path}/edit"), {"base": "x", "text": " "})
        assert 400 <= answer.status_code < 500
        assert "cannot be empty" in answer.text
