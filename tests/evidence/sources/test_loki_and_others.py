"""Loki, Alertmanager and Proxmox VE: what is asked, and what stands in the readings."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from astreinte.config import Service
from astreinte.domain import Reading
from astreinte.evidence import Context, Source, extract

from . import apis
from .cases import CASES, SETTINGS, WINDOW, ask
from .server import Asked, Said

LOKI, ALERTMANAGER, PROXMOX = (
    next(case for case in CASES if case.name == name) for name in ("loki", "alertmanager", "proxmox")
)


async def read(source: Source, *phases: Any) -> list[Reading]:
    return [await source.read(query) for phase in phases for query in source.plan(ask(phase))]


def of(readings: list[Reading], words: str) -> Reading:
    return next(each for each in readings if words in each.query.text and each.status == "ok")


async def test_lines_are_dated_and_the_oldest_comes_first() -> None:
    """
    As a log is read, so that the rules for lines read them.
    """
    with LOKI.served() as (source, _):
        found = await read(source, "probe", "collect")
    logs = of(found, "query_range")
    assert [
        "2026-11-23T11:50:00Z GET /page 200",
        "2026-11-23T11:56:00Z ERROR database is locked",
        "2026-11-23T11:58:00Z FATAL disk full: No space left on device",
    ] == logs.text.split("\n")
    assert "" == logs.note
    told = extract(found, Context("wiki", SETTINGS.services, WINDOW, apis.NOW))
    assert "disk-full-error" in {each.id for each in told} or any("space" in each.detail for each in told)


async def test_after_the_streams_were_heard_only_the_right_label_is_asked() -> None:
    """
    Before, each label is tried.
    """
    with LOKI.served() as (source, _):
        before = [query for query in source.plan(ask()) if "query_range" in query.args[0]]
        await read(source, "probe")
        after = [query for query in source.plan(ask()) if "query_range" in query.args[0]]
    assert 6 == len(before)
    assert ['query={app="wiki"}'] == [query.args[1] for query in after]


async def test_a_reached_limit_is_told() -> None:
    """
    The newest lines are kept, and that there may be more is said.
    """
    with LOKI.served(limit=2) as (source, _):
        logs = of(await read(source, "collect"), "query_range")
    assert 2 == logs.text.count("Z ")
    assert "FATAL" in logs.text
    assert "limit reached: the newest 2 lines" in logs.note


async def test_several_streams_are_told_apart() -> None:
    """
    By their narrowest label, as tools that read many logs at once do.
    """

    def two(_: Asked) -> Said:
        streams = [
            {"stream": {"app": "wiki", "pod": name}, "values": [["1795435100000000000", f"said by {name}"]]}
            for name in ("wiki-7c9d8f6b5-x2x4k", "wiki-7c9d8f6b5-q8z1b")
        ]
        return apis.said({"status": "success", "data": {"resultType": "streams", "result": streams}})

    with LOKI.served(two, selector='{app="{service}"}') as (source, _):
        query = next(query for query in source.plan(ask()) if "query_range" in query.args[0])
        rows = (await source.read(query)).text.split("\n")
    assert all(row.startswith("wiki-7c9d8f6b5-") and " | 2026-11-23T" in row for row in rows)


def test_lines_are_asked_for_half_an_hour_at_least() -> None:
    """
    However short the window.
    """
    source = LOKI.make("http://127.0.0.1:9")
    short = replace(ask(), window=replace(WINDOW, start=apis.NOW - timedelta(minutes=2)))
    assert "start=2026-11-23T11:30:01Z" in source.plan(short)[0].args


async def test_a_tenant_is_sent() -> None:
    """
    To a Loki of several tenants.
    """
    with LOKI.served(tenant="home") as (source, server):
        await read(source, "probe")
    assert {"home"} == {each.headers["x-scope-orgid"] for each in server.asked}


async def test_alerts_fire_and_silences_that_are_over_are_left_out() -> None:
    """
    And the status shows no receiver.
    """
    with ALERTMANAGER.served() as (source, server):
        found = await read(source, "collect")
        assert server.asked
    silences, status = of(found, "silences"), of(found, "status")
    assert "moving house (active)" in silences.text
    assert "expired" not in silences.text
    assert "0.25.0" in status.text
    assert "hook-of-ours" not in "".join(each.text for each in found)
    told = extract(found, Context("wiki", SETTINGS.services, WINDOW, apis.NOW))
    assert ["service:wiki"] == [each.entity for each in told if each.id == "alert-firing"]


async def test_a_guest_is_found_by_its_name_and_read() -> None:
    """
    After the probe has listed the guests: whether it runs, its tasks, the log of what failed, its backups.
    """
    with PROXMOX.served() as (source, _):
        found = await read(source, "probe", "collect", "collect")
    assert "status: stopped" in of(found, "status/current").text
    assert "INFO: starting new backup job" in of(found, "/log").text
    assert "starttime=2026-11-2" in of(found, "/tasks").text
    assert "root@pam" not in of(found, "vmid=210").text
    assert any("content=backup" in each.query.args for each in found)
    told = {each.id for each in extract(found, Context("wiki", SETTINGS.services, WINDOW, apis.NOW))}
    assert {"guest-stopped", "guest-locked", "backup-error"} <= told


async def test_another_guest_that_is_stopped_says_nothing_of_the_service() -> None:
    """
    A list of guests is no statement about the one asked about.
    """
    with PROXMOX.served(guests={"wiki": "pve1/lxc/211"}) as (source, _):
        listed = [q for q in source.plan(ask()) if "type=vm" in q.args]
        found = [await source.read(query) for query in listed]
    services = {"wiki": Service()}
    assert "guest-stopped" not in {each.id for each in extract(found, Context("wiki", services, WINDOW, apis.NOW))}
