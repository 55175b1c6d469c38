"""Past incidents by resemblance: the reason of a match, any Markdown, hostile text, ten thousand of them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.errors import StoreUnavailable
from astreinte.memory import Episode, Recall, foreign

WIKI = Episode("INC-1", "Le wiki ne répond plus", "wiki", "disk-full", "disque plein", "2026-03-01", "resolved", "1")
SHOP = Episode("INC-2", "La boutique est lente", "shop", "cpu-saturation", "", "2026-03-02", "resolved", "1")


@pytest.fixture
def recall(tmp_path: Path) -> Recall:
    made = Recall(tmp_path / "recall.db")
    made.remember([WIKI, SHOP], {})
    return made


def test_the_same_service_is_a_reason_and_so_are_words(recall: Recall) -> None:
    (match,) = recall.search("encore une panne", "wiki")
    assert (match.id, match.same_service, match.words, match.cause) == ("INC-1", True, (), "disk-full")
    (match,) = recall.search("le DISQUE du wiki est plein !")
    assert (match.id, match.same_service, match.words) == ("INC-1", False, ("disque", "wiki", "plein"))


@pytest.mark.parametrize("text", ["", "le la les", "boutique", "tout autre chose", '" OR 1=1 --', "NEAR(wiki) AND *"])
def test_what_resembles_nothing_finds_nothing(recall: Recall, text: str) -> None:
    assert [] == recall.search(text)


def test_an_incident_is_not_its_own_past_and_a_new_version_replaces_the_old(recall: Recall) -> None:
    assert [] == recall.search("wiki disque plein", "wiki", without="INC-1")
    recall.remember([Episode("INC-1", "Le pare-feu bloque", "wiki", stamp="2")], recall.stamps())
    assert {"INC-1": "2", "INC-2": "1"} == dict(recall.stamps())
    assert [] == recall.search("disque plein")


def test_post_mortems_that_people_wrote_are_read_as_any_markdown(tmp_path: Path) -> None:
    (tmp_path / "2025-12-24-panne.md").write_text(
        "---\nservices_impacted: [traefik, grafana]\n---\n# Post-Mortem : Certificat expiré\n\n"
        "## Cause root\nLe renouvellement.\n"
    )
    (tmp_path / "notes.md").write_bytes(b"\xff\xfe no heading, the backup volume filled up")
    (tmp_path / "ours.md").write_text("# X\n\n<!-- astreinte: INC-1 0123456789abcdef -->\n")
    found = {each.id: each for each in foreign(tmp_path, {"INC-1": "1"})}
    written = found["2025-12-24-panne.md"]
    assert ("Certificat expiré", "2025-12-24", "Le renouvellement.") == (written.title, written.day, written.cause)
    recall = Recall()
    recall.remember(found.values(), {})
    assert recall.search("grafana répond mal", "grafana")[0].same_service
    assert "notes.md" == recall.search("backup volume")[0].id
    assert [] == list(foreign(tmp_path, {**recall.stamps(), "INC-1": "1"}))


def test_of_ten_thousand_the_same_service_comes_first(tmp_path: Path) -> None:
    words = ["disque", "mémoire", "réseau", "certificat", "sauvegarde", "requête", "panne", "lente", "erreur", "file"]
    many = [
        Episode(f"INC-{n}", f"Le service {words[n % 10]} est en panne", f"svc-{n % 97}", "disk-full", words[n % 7] * 3)
        for n in range(10_000)
    ]
    recall = Recall(tmp_path / "recall.db")
    recall.remember(many, {})
    found = recall.search("panne du service disque avec erreur", "svc-42")
    assert found[0].same_service


def test_a_damaged_index_says_that_it_may_be_deleted(tmp_path: Path) -> None:
    (tmp_path / "recall.db").write_bytes(b"garbage" * 100)
    with pytest.raises(StoreUnavailable, match="may be deleted"):
        Recall(tmp_path / "recall.db").search("wiki")


@given(title=st.text(), text=st.text(), query=st.text())
def test_any_text_is_remembered_and_asked_for(title: str, text: str, query: str) -> None:
    recall = Recall()
    recall.remember([Episode("a", title, text=text)], {})
    assert len(recall.search(query)) <= 1
    recall.close()
