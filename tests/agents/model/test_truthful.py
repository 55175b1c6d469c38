"""What an account may say: words of its own, and no number, name or identifier that the facts do not hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.agents.model.truthful import invented

FACTS = ("10:02 Le wiki ne répond plus", "Forge : disk-full sur wiki, /srv/wiki/data à 100 %", "MTTR : 4 min")


@pytest.mark.parametrize(
    "text",
    [
        "Le wiki ne répondait plus : son disque était plein. Forge a fait de la place en 4 minutes.",
        "The service was down; its disk was full at 10:02. What was deleted? Nothing.",
        "À 10:02, disk-full : le dossier /srv/wiki/data était à 100 %, peut-être depuis longtemps.",
    ],
)
def test_words_of_its_own_are_free(text: str) -> None:
    assert [] == invented(text, FACTS)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Le disque était plein depuis 12 jours.", "12"),
        ("Le disque était plein, dit Mara.", "Mara"),
        ("The proxy at proxy.example.org was down.", "proxy.example.org"),
        ("Le fichier /etc/shadow a été lu.", "etc/shadow"),
        ("A variable called maxConnections was wrong.", "maxConnections"),
        ("The cause was an expired TLS certificate.", "TLS"),
    ],
)
def test_what_the_facts_do_not_hold_is_named(text: str, named: str) -> None:
    (told,) = invented(text, FACTS)
    assert named in told


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    assert all("is not among the facts" in each for each in invented(text, FACTS))
