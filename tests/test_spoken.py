"""What a sentence is read as, in French and English; what it does not say stays empty."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.domain.spoken import Understood, plain, understand
from astreinte.domain.times import Zone

NOW = datetime(2026, 3, 1, 14, 30, tzinfo=UTC)
PARIS = Zone("Europe/Paris")
SERVICES = {"wiki": "wiki", "211": "wiki", "nas": "nas", "wiki-search": "wiki-search"}


def heard(text: str) -> Understood:
    return understand(text, SERVICES, NOW, PARIS)


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("depuis 14h10 le wiki est très lent, LXC 211", "01 14:10"),
        ("the wiki is slow since 2:10 pm", "01 14:10"),
        ("since 9am it times out", "01 09:00"),
        ("à 15h le serveur mail est tombé", "01 15:00"),
        ("depuis 14h le wiki rame", "01 14:00"),
        ("depuis 2h le wiki rame", "01 13:30"),
        ("il y a 20 minutes le nas a planté", "01 15:10"),
        ("for two hours", "01 13:30"),
        ("down 5 minutes ago", "01 15:25"),
        ("depuis une demi-heure", "01 15:00"),
        ("depuis hier 22h les sauvegardes échouent", "28 22:00"),
        ("since yesterday at 22:30", "28 22:30"),
        ("depuis 23h50", "28 23:50"),
        ("broken since 2026-02-27T10:00:00Z", "27 11:00"),
    ],
)
def test_when_it_began(text: str, wall: str) -> None:
    started = heard(text).started
    assert started is not None
    assert wall == PARIS.show(started, "%d %H:%M")


@pytest.mark.parametrize(
    "text", ["the wiki is slow", "depuis 29h75 le wiki", "since 2027-01-01 10:00", "port 8080 at fault"]
)
def test_no_time_is_made_up(text: str) -> None:
    assert heard(text).started is None


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("le wiki est en panne", "CRITIQUE"),
        ("le nas ne répond plus", "CRITIQUE"),
        ("nas is not responding", "CRITIQUE"),
        ("le wiki est très lent", "HAUTE"),
        ("wiki is not down but slow", "HAUTE"),
        ("our shop returns 502", "HAUTE"),
        ("le disque du nas se remplit", "MOYENNE"),
        ("a typo on the start page", "BASSE"),
        ("sev2 the wiki is down", "HAUTE"),
        ("sévérité : basse, wiki", "BASSE"),
        ("hello", None),
        ("the wiki is not down", None),
    ],
)
def test_how_bad_it_is(text: str, severity: str | None) -> None:
    assert severity == heard(text).severity


@pytest.mark.parametrize(
    ("text", "service", "known"),
    [
        ("le wiki est lent", "wiki", True),
        ("LXC 211 is slow", "wiki", True),
        ("wiki-search is slow", "wiki-search", True),
        ("LXC 305 ne répond plus", "lxc-305", False),
        ("le serveur mail est tombé", "mail", False),
        ("the till is down", "till", False),
        ("everything is slow", "", False),
    ],
)
def test_which_component(text: str, service: str, known: bool) -> None:
    found = heard(text)
    assert (service, known) == (found.service, found.known)


def test_what_it_does_to_people() -> None:
    assert "personne ne peut éditer" == heard("Wiki en panne, personne ne peut éditer. Merci").impact
    assert "the cash desk" == heard("wiki down; impact: the cash desk").impact
    assert "" == heard("le wiki est lent").impact


@pytest.mark.parametrize(
    ("text", "domain"),
    [("ransomware sur le nas", "security"), ("a pod crashes", "k3s"), ("CT 211", "lxc"), ("wiki", None)],
)
def test_which_domain(text: str, domain: str | None) -> None:
    assert domain == heard(text).domain


@given(st.text(max_size=400))
def test_any_text_is_read_or_left(text: str) -> None:
    """
    Nothing raises; a time never lies ahead; every letter keeps its place.
    """
    found = heard(text)
    assert len(plain(text)) == len(text)
    assert found.started is None or found.started <= NOW + timedelta(0)
