"""What the link of a notification opens, and to whom."""

import re
from datetime import timedelta
from pathlib import Path

from astreinte.actions import Links
from astreinte.domain import SystemClock

from .test_room import CONFIRM, DOWN, OWN
from .test_web import TOKEN, Door, door

BASE = "http://door"
YAML = CONFIRM + f"paging: {{room: '{BASE}', updates: {{}}}}\n"
HTML = {"Accept": "text/html", **OWN}


def prepare(project: Path) -> None:
    (project / "nothing.jsonl").write_text("\n".join(DOWN) + "\n", encoding="utf-8")
    home = project / ".astreinte"
    home.mkdir()
    (home / "token").write_text(TOKEN + "\n", encoding="utf-8")


async def waits(web: Door, **more: str) -> tuple[str, str]:
    """An incident whose restart waits for an approval: incident and question."""
    body = {"title": "Till is down", "service": "till", **more}
    sent = await web.client.post("/api/incidents", json=body, headers={"Authorization": f"Bearer {TOKEN}"})
    incident = str(sent.json()["id"])
    return incident, await web.waits(incident)


def path(links: Links, incident: str, question: str = "", *, minutes: int = 30) -> str:
    return links.to(incident, SystemClock().now() + timedelta(minutes=minutes), question).removeprefix(BASE)


async def test_a_link_shows_exactly_what_will_run_and_approves_it(tmp_path: Path) -> None:
    """
    Opening it changes nothing; answering it counts as the person's; afterwards it says that the answer is there.
    """
    prepare(tmp_path)
    async with door(tmp_path, YAML) as web:
        incident, question = await waits(web)
        desk = web.app.state.office.desk
        at = path(desk.ports.links, incident, question)
        page = (await web.client.get(at, headers=HTML)).text
        assert "supervisorctl start till" in page
        assert question in await desk.questions(incident)
        seal = re.search(r'name="fingerprint" value="(\w+)"', page)
        assert seal is not None
        fields = {"choice": "approve", "fingerprint": seal[1]}
        assert 303 == (await web.client.post(at, data=fields, headers=HTML)).status_code
        answer = next(entry for entry in await desk.entries(incident) if entry.kind == "answer")
        assert ("approve", "link") == (answer.data["choice"], answer.data["how"])
        assert 200 == (await web.client.get(at, headers=HTML)).status_code
        assert 409 == (await web.client.post(at, data=fields, headers=HTML)).status_code


async def test_a_changed_byte_or_another_plan_is_refused(tmp_path: Path) -> None:
    """
    Also what another site sends, what is out of date, and what was sealed under another token.
    """
    prepare(tmp_path)
    async with door(tmp_path, YAML) as web:
        incident, question = await waits(web)
        desk = web.app.state.office.desk
        at = path(desk.ports.links, incident, question)
        approve = {"choice": "approve", "fingerprint": "0" * 64}
        assert 403 == (await web.client.post(at, data=approve, headers=HTML)).status_code
        assert 403 == (await web.client.post(at, data=approve, headers={"Origin": "http://evil.example"})).status_code
        others = Links(BASE, "another-token-of-another-project")
        for wrong in (at + "x", path(others, incident, question), path(desk.ports.links, incident, minutes=-1)):
            assert 403 == (await web.client.get(wrong, headers=HTML)).status_code
        assert question in await desk.questions(incident)


async def test_the_link_of_a_page_acknowledges_and_opens_nothing_else(tmp_path: Path) -> None:
    """
    Out of hours the page goes out; whoever holds its link ends the pages, and is nobody for the rest of the room.
    """
    prepare(tmp_path)
    yaml = YAML.replace("name: Robin", "name: Robin, hours: '00:00-00:00'")
    async with door(tmp_path, yaml) as web:
        incident, _ = await waits(web, severity="CRITIQUE")
        desk = web.app.state.office.desk
        at = path(desk.ports.links, incident)
        assert "Acknowledge" in (await web.client.get(at, headers=HTML)).text
        assert 303 == (await web.client.post(at, data={}, headers=HTML)).status_code
        assert "Acknowledge" not in re.sub("Acknowledged", "", (await web.client.get(at, headers=HTML)).text)
        taken = [entry for entry in await desk.entries(incident) if entry.kind == "acknowledged"]
        assert "Robin" == taken[-1].data["by"]
        assert 401 == (await web.client.get(f"/incidents/{incident}", headers=HTML)).status_code


def test_without_an_address_or_a_token_there_is_no_link() -> None:
    soon = SystemClock().now()
    assert ["", ""] == [Links("", TOKEN).to("INC-1", soon), Links(BASE, "").to("INC-1", soon)]
