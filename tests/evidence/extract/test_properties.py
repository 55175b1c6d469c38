"""What is true of any text."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.config import Service
from astreinte.domain import Query, Reading, Window
from astreinte.evidence import Context, extract, signal_rules
from tests.evidence.extract.asked import DF, GIT, LOG, NOW, PROBE, RULE, SS, TABLE, VMSTAT, Found, docker, log, reading


def test_every_signal_is_of_the_vocabulary_and_cites_its_readings(context: Context) -> None:
    readings = [log("2026-11-23 11:50:00 x", "No space left on device"), reading("git", "-C /srv/conf log --stat", GIT)]
    for signal in extract(readings, context):
        assert signal.id in signal_rules()
        assert set(signal.evidence) <= {r.id for r in readings}
        assert signal.evidence


SAMPLES = st.sampled_from(
    [DF, SS, RULE, TABLE, GIT, VMSTAT, PROBE, "\x1b[31m", "\r\n", "/srv 100%", docker(Status="exited")]
)
TEXTS = st.lists(st.one_of(SAMPLES, st.text(max_size=60)), max_size=6).map("\n".join)
QUESTIONS = st.sampled_from(
    [
        Query("df", ("-P", "-k")),
        Query("ss", ("-ltnp",)),
        Query("iptables", ("-S",)),
        Query("iptables", ("-vnL", "INPUT")),
        Query("nft", ("list", "ruleset")),
        Query("git", ("-C", "/srv/conf", "log")),
        Query("git", ("-C", "/srv/conf", "status")),
        Query("git", ("-C",)),
        Query("vmstat", ("1", "2")),
        Query("free", ("-b",)),
        Query("ps", ("-eo", "x")),
        Query("http", (PROBE,)),
        Query("tcp", ("db:5432",)),
        Query("dns", ()),
        Query("docker", ("inspect", "pg")),
        Query("docker", ()),
        Query("supervisorctl", ("status",)),
        Query("systemctl", ("show", "x")),
        Query("tail", ("-n", "4", LOG)),
        Query("tail"),
        Query("kubectl", ("get", "pods", "-A")),
        Query("kubectl"),
        Query("config", ("/etc/hosts",)),
        Query("config", ("/etc/resolv.conf",)),
        Query("proc", ("/proc/loadavg",)),
        Query("proc", ("/proc/stat",)),
        Query("proc", ("/proc/pressure/io",)),
        Query("openssl"),
        Query("paste", ("x",)),
        Query("journalctl", ("-u",)),
    ]
)


@settings(max_examples=300)
@given(parts=st.lists(st.tuples(QUESTIONS, TEXTS, st.sampled_from(["ok", "no_data", "error"])), max_size=4))
def test_no_text_makes_extraction_fail(parts: list[tuple[Query, str, str]]) -> None:
    own = Service(probe=PROBE, port=8080, needs=("db", "x:1"), config=("/srv/conf/wiki.yaml",))
    world = Context("wiki", {"wiki": own}, Window(NOW - timedelta(minutes=30), NOW), NOW)
    extract([Reading(query, NOW, status, text, why=text) for query, text, status in parts], world)  # pyright: ignore[reportArgumentType]


@settings(max_examples=100)
@given(text=st.text(alphabet=st.characters(codec="ascii"), max_size=80), place=st.integers(0, 4))
def test_an_unrelated_reading_changes_nothing(text: str, place: int) -> None:
    own = Service(probe=PROBE, port=8080, logs=(LOG,), config=("/srv/conf/wiki.yaml",), repo="/srv/conf")
    world = Context("wiki", {"wiki": own}, Window(NOW - timedelta(minutes=30), NOW), NOW)
    readings = [
        reading("df", "-P -k", DF + "/dev/sda1 1 1 0 100% /srv"),
        log("2026-11-23 11:50:30 ERROR No space left on device"),
        reading("git", "-C /srv/conf log --stat", GIT),
        reading("http", PROBE, "connection refused"),
    ]
    other = replace(reading("du", "-x -k -d 2 /opt", text), at=NOW - timedelta(days=1))
    assert extract(readings, world) == extract([*readings[:place], other, *readings[place:]], world)


def test_four_hundred_usual_lines_say_nothing(found: Found) -> None:
    lines = [f"2026-11-23 11:50:{n % 60:02} INFO request {n} served in {n} ms to 10.0.0.{n % 250}" for n in range(400)]
    assert found(*(log(*lines) for _ in range(10))) == {}
