"""Bodies of evidence in a database: the contract of every store, and what a changed row says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from astreinte.errors import IntegrityError
from astreinte.evidence import MemoryStore
from astreinte.memory import Database, SqlStore
from astreinte.memory.tables import bodies


@pytest.fixture
def store(database: Database) -> SqlStore:
    return SqlStore(database)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(text=st.text())
def test_what_is_put_comes_back_under_the_digest_that_every_store_gives(store: SqlStore, text: str) -> None:
    digest = store.put(text)
    other = MemoryStore()
    assert (digest, store.get(digest)) == (other.put(text), other.get(digest))


def test_lone_surrogates_are_kept_as_question_marks(store: SqlStore) -> None:
    assert store.get(store.put("x\ud800")) == "x?"


def test_the_same_text_is_kept_once(store: SqlStore, database: Database) -> None:
    assert store.put("a") == store.put("a") != store.put("b")
    assert len(database.read_now(lambda connection: connection.execute(bodies.select()).all())) == 2


def test_a_large_body_comes_back_whole(store: SqlStore) -> None:
    text = "2026-03-01T13:02:00Z ERROR cannot write\n" * 200_000
    assert store.get(store.put(text)) == text


@pytest.mark.parametrize("digest", ["0" * 64, "../secret", ""])
def test_a_body_that_was_never_put_is_an_integrity_error(store: SqlStore, digest: str) -> None:
    with pytest.raises(IntegrityError, match="is gone"):
        store.get(digest)


def test_a_changed_body_is_an_integrity_error_and_putting_it_again_mends_it(
    store: SqlStore, database: Database
) -> None:
    digest = store.put("text")
    database.write_now(lambda connection: connection.execute(update(bodies).values(body=b"te")))
    with pytest.raises(IntegrityError, match="does not match its hash"):
        store.get(digest)
    store.put("text")
    assert store.get(digest) == "text"
