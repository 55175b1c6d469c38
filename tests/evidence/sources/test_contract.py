"""What every source asked over HTTP does, whatever its API."""

import json
import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.domain import Query
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import Source
from astreinte.evidence.unavailable import Unavailable

from . import apis
from .cases import CASES, Case, ask
from .server import Answer, Asked, Said, serving

PHASES = ("probe", "collect", "validate")
HTML = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>password</body></html>"
HOSTILE = ("\n", "x=1", "../../admin", "-X", "--data=@/etc/passwd", "$(id)", ";id", "\x00", "a" * 5000, "%2e%2e%2f")
WORST = "http://127.0.0.1:9"


def refusal(case: Case, said: Said) -> Answer:
    """An API that answers everything in the same way."""
    return lambda _: said


async def all_of(source: Source, phase: str = "collect") -> list[str]:
    return [(await source.read(query)).status for query in source.plan(ask(phase))]


async def complaint(source: Source) -> Unavailable:
    """What the first query of the checklist runs into."""
    with pytest.raises(ReadingUnavailable) as caught:
        await source.read(source.plan(ask())[0])
    assert isinstance(caught.value, Unavailable)
    return caught.value


@pytest.mark.parametrize("phase", PHASES)
def test_a_plan_asks_nothing_and_is_accepted(case: Case, phase: str) -> None:
    """
    Planning twice gives the same queries, all of the catalogue, and no request.
    """
    with case.served() as (source, server):
        planned = source.plan(ask(phase))
        assert planned
        assert planned == source.plan(ask(phase))
        assert all(source.accepts(query) for query in planned)
        assert [] == server.asked


@pytest.mark.parametrize("service", ["", "unheard-of", 'quo"te\\', "é\u202e", "a\nb", "x" * 9000])
def test_a_plan_fits_the_catalogue_whatever_the_service_is_called(case: Case, service: str) -> None:
    """
    A name that no parameter can hold leaves out what would name it.
    """
    source = case.make(WORST)
    for phase in PHASES:
        assert all(source.accepts(query) for query in source.plan(ask(phase, service)))


async def test_what_is_planned_is_answered(case: Case) -> None:
    """
    Every query of two rounds is ok or no_data, is asked with GET and fits what a reading may hold.
    """
    with case.served() as (source, server):
        for phase in ("probe", "collect", "collect"):
            for query in source.plan(ask(phase)):
                found = await source.read(query)
                assert found.status in {"ok", "no_data"}
                assert (found.status == "ok") == bool(found.text.strip())
                assert max(map(len, found.text.split("\n"))) <= 2000
                assert found.text.count("\n") < 400
        assert {"GET"} == {each.method for each in server.asked}
        assert "ok" in await all_of(source)


async def test_an_empty_answer_is_no_data(case: Case) -> None:
    """
    An API that has nothing has answered.
    """
    with case.served(refusal(case, apis.said(case.empty))) as (source, _):
        assert "no_data" == (await source.read(source.plan(ask("probe"))[0])).status


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_planned_query_with_something_added_is_refused(case: Case, hostile: str) -> None:
    """
    To the path, as a further parameter, in a parameter's name, or of another tool or host.
    """
    source = case.make(WORST)
    for query in source.plan(ask()):
        path, *rest = query.args
        changed = [
            replace(query, args=(path + hostile, *rest)),
            replace(query, args=(f"/{hostile}{path}", *rest)),
            replace(query, args=(*query.args, hostile)),
            replace(query, args=(path, *(hostile + each for each in rest), hostile)),
            replace(query, args=(*query.args, *rest[:1], *rest[:1], f"{hostile}=1")),
            replace(query, tool=f"{query.tool}{hostile}"),
            replace(query, where=hostile),
            replace(query, args=()),
        ]
        assert [] == [each for each in changed if source.accepts(each)]


@given(
    path=st.one_of(st.text(), st.from_regex(r"/(api/v[12]|loki/api/v1|nodes|cluster)/[\w/.%:-]{0,30}", fullmatch=True)),
    pairs=st.lists(st.tuples(st.sampled_from(["query", "time", "match[]", "type", "x", ""]), st.text()), max_size=4),
)
@settings(max_examples=600, deadline=None)
def test_only_what_may_be_read_is_accepted(path: str, pairs: list[tuple[str, str]]) -> None:
    """
    Whatever is accepted lies below the documented paths, with known parameters and no control character.
    """
    for case in CASES:
        query = Query(case.name, (path, *(f"{name}={value}" for name, value in pairs)))
        if case.make(WORST).accepts(query):
            assert case.readable.fullmatch(path)
            assert ".." not in path
            assert case.parameters.issuperset(name for name, _ in pairs)
            assert not re.search(r"[\x00-\x1f\x7f]", "".join(query.args))


async def test_a_query_outside_the_catalogue_is_not_sent(case: Case) -> None:
    """
    `read` refuses it too, without asking.
    """
    with case.served() as (source, server):
        with pytest.raises(ReadingUnavailable, match="catalogue"):
            await source.read(Query(case.name, ("/api/v1/admin/tsdb/delete_series", "match[]=up")))
        assert [] == server.asked


REFUSALS = {
    401: ("token_env", "token_env"),
    403: ("lui donner", "grant it"),
    404: ("vérifier", "check"),
    429: ("17 s", "17 s"),
    400: ("refuse la question", "refuses the question"),
    500: ("journaux", "logs"),
    503: ("journaux", "logs"),
}


@pytest.mark.parametrize("status", REFUSALS)
async def test_a_refusal_says_what_to_do(case: Case, status: int) -> None:
    """
    In both languages, with the address, and as an error, not as no data.
    """
    said = Said(status, b'{"error": "no"}', {"retry-after": "17"})
    with case.served(refusal(case, said)) as (source, server):
        told = await complaint(source)
        for language, words in zip(("fr", "en"), REFUSALS[status], strict=True):
            assert words in told.text(language)
            assert server.url in told.text(language)


BROKEN = {
    "login page": (Said(200, HTML), "Sign in"),
    "words": (Said(200, b"all is well"), "all is well"),
    "nothing": (Said(200, b""), "JSON"),
    "half a document": (Said(200, b'{"status": "succ'), "JSON"),
    "not UTF-8": (Said(200, b"\xff\xfe\x00 \x80"), "JSON"),
    "deep": (Said(200, b"[" * 200_000), "JSON"),
    "no end": (Said(200, b'{"data": []}', cut=True), "http://"),
    "too long": (Said(200, b" " * (9 * 1024 * 1024)), "8 MB"),
    "elsewhere": (Said(302, b"", {"location": "http://127.0.0.2:1/x"}), "127.0.0.2"),
    "in circles": (Said(302, b"", {"location": "/x"}), "circles"),
    "compressed": (Said(200, b"\x1f\x8b\x08\x00", {"content-encoding": "gzip"}), "JSON"),
}


@pytest.mark.parametrize("what", BROKEN)
async def test_a_broken_answer_is_an_error_with_a_reason(case: Case, what: str) -> None:
    """
    Nothing that a server sends is taken for an answer of its API, or breaks the source.
    """
    said, words = BROKEN[what]
    with case.served(refusal(case, said)) as (source, _):
        told = await complaint(source)
        assert words in told.text("en")
        assert f"sources.{case.name}" in told.text("fr") or case.name in told.text("fr")


async def test_a_document_of_another_shape_is_an_error(case: Case) -> None:
    """
    JSON alone is not enough.
    """
    for odd in (case.odd, 3, "text", None, [[1]], {"data": {"result": "x"}, "status": "success"}):
        with case.served(refusal(case, apis.said(odd))) as (source, _):
            statuses = list[str]()
            for query in source.plan(ask()):
                try:
                    statuses.append((await source.read(query)).status)
                except ReadingUnavailable:
                    statuses.append("error")
            assert "error" in statuses or odd == [[1]]


async def test_silence_costs_the_timeout_of_the_source(case: Case) -> None:
    """
    A server that does not answer is given up, with the seconds it had.
    """

    def slow(_: Asked) -> Said:
        time.sleep(1.5)
        return Said()

    with case.served(slow, timeout=0.2) as (source, _):
        began = time.monotonic()
        assert "0.2 s" in (await complaint(source)).text("fr")
        assert time.monotonic() - began < 1.4


async def test_nobody_listening_is_an_error_with_a_reason(case: Case) -> None:
    """
    The address is said, and that it may be wrong.
    """
    with serving(case.api) as server:
        source = case.make(server.url)
    told = await complaint(source)
    assert "connection refused" in told.text("en")
    assert f"sources.{case.name}.url" in told.text("fr")


@pytest.mark.parametrize("status", [200, 401, 403, 500])
async def test_no_message_and_no_text_repeats_the_secret(case: Case, status: int) -> None:
    """
    Even where the server sends back the header that it was sent.
    """

    def echo(asked: Asked) -> Said:
        return Said(status, json.dumps({"data": {"seen": asked.headers["authorization"]}}).encode())

    with case.served(echo) as (source, server):
        try:
            told = (await source.read(source.plan(ask("probe"))[-1])).text
        except ReadingUnavailable as error:
            told = str(error)
        assert server.asked
        assert told
        assert apis.TOKEN not in told
