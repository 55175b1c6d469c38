"""What people write in their own words: suspicions, weaker than what was read, and none where they deny it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.domain import Query, Reading, Window
from astreinte.evidence import Context, extract

from .conftest import NOW

CONTEXT = Context("mill", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)
SAID = (
    ("le disque de node7 est plein, df dit 100 %", "filesystem-full", "host:node7"),
    ("the root filesystem is full", "filesystem-full", "service:mill"),
    ("plus de place sur le serveur", "filesystem-full", "service:mill"),
    ("the container grinder restarts every two minutes", "restarting", "container:grinder"),
    ("le conteneur redémarre en boucle depuis ce matin", "crash-looping", "service:mill"),
    ("certificate expired yesterday", "certificate-expired-told", "service:mill"),
    ("le certificat a expiré hier", "certificate-expired-told", "service:mill"),
    ("plus de mémoire, OOM killer dans dmesg", "memory-host-low", "service:mill"),
    ("plus de mémoire, OOM killer dans dmesg", "oom-reason", "service:mill"),
    ("we deployed 2.3 at 11:05", "config-changed", "service:mill"),
    ("on a déployé la 2.3 à 11h05", "config-changed", "service:mill"),
    ("ça timeoute depuis 10h", "answer-timeout", "service:mill"),
    ("DNS ne résout plus", "resolver-silent", "service:mill"),
    ("the DNS doesn't resolve anymore", "resolver-silent", "service:mill"),
    ("le site ne répond plus", "service-unhealthy", "service:mill"),
    ("CPU à 100 % depuis une heure", "cpu-host-high", "service:mill"),
    ("the nightly backup failed", "backup-error", "service:mill"),
)
DENIED = (
    "le disque n'est pas plein",
    "the disk isn't full and it is not slow",
    "no OOM killer in dmesg",
    "pas d'OOM killer",
    "le certificat n'est pas expiré",
    "the certificate has not expired",
    "is the disk full?",
    "le disque est presque plein",
    "si le disque est plein, purger les journaux",
    "we never deployed anything today",
    "it does not time out",
    "le conteneur ne redémarre pas en boucle",
    "the disk was full, fixed",
    "aucune sauvegarde n'a échoué",
    "no crash loop",
)


def paste(text: str) -> Reading:
    return Reading(Query("paste", ("from chat",), item="logs"), NOW, "ok", text)


def told(text: str, *others: Reading) -> dict[str, str]:
    return {each.id: each.entity for each in extract([paste(text), *others], CONTEXT)}


@pytest.mark.parametrize(("text", "signal", "entity"), SAID)
def test_a_statement_is_a_signal_of_what_it_names(text: str, signal: str, entity: str) -> None:
    assert told(text).get(signal) == entity


@pytest.mark.parametrize("text", DENIED)
def test_a_denial_a_question_and_a_maybe_are_none(text: str) -> None:
    assert told(text) == {}


def test_the_hour_that_is_named_is_kept() -> None:
    [found] = extract([paste("we deployed 2.3 at 11:05")], CONTEXT)
    assert found.at == NOW.replace(hour=11, minute=5)


def test_what_was_measured_comes_before_what_was_said() -> None:
    room = "Filesystem Size Used Avail Use% Mounted on\n/dev/vda1 20G 2G 18G 10% /"
    full = room.replace("2G 18G 10%", "20G 0 100%")
    said = "le disque est plein"
    assert "filesystem-full" not in told(said, Reading(Query("df", ("-h",)), NOW, "ok", room))
    found = extract([paste(said), Reading(Query("df", ("-h",)), NOW, "ok", full)], CONTEXT)
    assert [each.entity for each in found if each.id == "filesystem-full"] == ["mount:/"]
    assert "told" not in found[0].attributes


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-23T11:50:00Z the disk is full",
        "ERROR backup failed",
        "disk.full=100 timeout=3",
        "level: timeout every 3",
        "timeout   restarts   every",
    ],
)
def test_lines_of_machines_are_no_statements(line: str) -> None:
    assert all("told" not in each.attributes for each in extract([paste(line)], CONTEXT))


@given(st.text(max_size=200), st.sampled_from([text for text, _, _ in SAID]))
def test_no_words_are_an_error(text: str, said: str) -> None:
    extract([paste(f"{text}{said}{text}")], CONTEXT)


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ("Get https://mill.lan: certificate has expired or is not yet valid", "certificate-expired-told"),
        ("cannot start: port 80 is already in use", "port-in-use"),
        ("Dial failed, lookup db.lan: no such host", "name-unknown"),
        ("write failed, No space left on device", "no-space"),
    ],
)
def test_an_error_message_with_a_negation_in_it_is_no_denial(line: str, signal: str) -> None:
    assert signal in told(line)
