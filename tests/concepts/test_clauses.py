"""What a line says in words: complaints in four languages, and what is denied, doubted, over or somebody else's."""

import pytest

from astreinte.evidence.concepts import lexicon
from astreinte.evidence.concepts.clauses import stated
from astreinte.evidence.concepts.words import worded


def pairs(line: str, around: str = "") -> set[str]:
    return {each.pair.id for each in stated(worded(line), around, lexicon()).pairs}


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("ingest halted: the partition is full", "says-storage-exhausted"),
        ("no space remains, plus d'espace sur le volume", "says-volume-exhausted"),
        ("Der Speicherplatz ist erschöpft", "says-storage-exhausted"),
        ("el disco está lleno", "says-storage-exhausted"),
        ("quota dépassé pour ce forfait", "says-quota-exhausted"),
        ("handle table exhausted (4096 of 4096 in use)", "says-handles-exhausted"),
        ("Mémoire insuffisante pour la page", "says-memory-exhausted"),
        ("Zertifikat der Gegenstelle ist abgelaufen", "says-certificate-expired"),
        ("el certificado ha caducado", "says-certificate-expired"),
        ("the subscription key is no longer accepted", "says-credential-refused"),
        ("PermissionDenied: /srv/out/today.csv", "says-path-refused"),
        ("follower n2 is 48211 operations behind", "says-replication-late"),
        ("prüfsumme stimmt nicht", "says-checksum-wrong"),
        ("le verrou est toujours détenu par la session 4", "says-lock-held"),
        ("hostname could not be resolved", "says-name-unresolved"),
        ("die Warteschlange ist voll", "says-queue-full"),
        ("l'horloge est erronée de 90 s", "says-clock-wrong"),
    ],
)
def test_a_subject_and_a_state_make_a_pair(line: str, pair: str) -> None:
    assert pair in pairs(line)


@pytest.mark.parametrize(
    "line",
    [
        "the partition is no longer full",
        "le disque n'est plus plein",
        "die Warteschlange ist nicht voll",
        "0 connections refused, none dropped",
        "no quota exceeded",
        "fixed a crash when the disk is full",
        "exit with 3 if the certificate is expired",
        "removed 14 expired tokens",
        "connexion à la base rétablie",
        "Verbindung zur Datenbank wiederhergestellt",
        "client sent invalid configuration",
        "mount request refused from 10.0.0.77",
        "full backup of the disk",
        "failed",
        "error 7",
        "the garden is full of flowers",
        "see https://example.org/disk/full/certificate/expired",
    ],
)
def test_what_is_denied_doubted_over_or_of_others_says_nothing(line: str) -> None:
    """
    Nor does a state without a subject, or words inside an address.
    """
    assert pairs(line) == set()


def test_a_subject_that_is_well_again_is_told() -> None:
    said = stated(worded("the disk is no longer full"), "", lexicon())
    assert "storage" in said.healed


def test_what_was_asked_may_stand_beside_a_pair() -> None:
    line = "cannot acquire the lock, it is held by process 12"
    assert "says-lock-held" in pairs(line)
    assert "says-backup-locked" in pairs(line, "tail borg log")


def test_a_weak_pair_gives_way() -> None:
    """
    A line that tells of a certificate tells of more than a connection.
    """
    said = pairs("connection to the server failed, its certificate has expired")
    assert "says-certificate-expired" in said
    assert "says-connection-down" not in said


def test_a_long_line_of_states_ends() -> None:
    assert pairs("full " * 200 + "no " * 100) == set()
