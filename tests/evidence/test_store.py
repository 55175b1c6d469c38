"""One contract for every store."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from astreinte.errors import IntegrityError, StoreUnavailable
from astreinte.evidence import FileStore, MemoryStore, Store


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    make: dict[str, Callable[[], Store]] = {"memory": MemoryStore, "file": lambda: FileStore(tmp_path / "bodies")}
    return make[request.param]()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=st.text())
def test_what_is_put_comes_back(store: Store, text: str) -> None:
    assert text == store.get(store.put(text))


def test_the_same_text_has_the_same_digest(store: Store) -> None:
    assert store.put("a") == store.put("a")


def test_different_texts_have_different_digests(store: Store) -> None:
    assert store.put("a") != store.put("b")


def test_lone_surrogates_are_kept_as_question_marks(store: Store) -> None:
    assert store.get(store.put("x\ud800")) == "x?"


def test_a_body_that_was_never_put_is_an_integrity_error(store: Store) -> None:
    with pytest.raises(IntegrityError):
        store.get("0" * 64)


def test_a_digest_that_is_none_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    with pytest.raises(IntegrityError, match="no digest"):
        FileStore(tmp_path / "bodies").get("../secret")


def test_bodies_are_for_their_owner_alone(tmp_path: Path) -> None:
    digest = FileStore(tmp_path / "bodies").put("text")
    file = tmp_path / "bodies" / digest[:2] / digest[2:]
    assert tuple(oct(path.stat().st_mode)[-3:] for path in (file, file.parent, file.parent.parent)) == (
        "600",
        "700",
        "700",
    )


def test_a_changed_body_is_an_integrity_error(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = store.put("text")
    (tmp_path / digest[:2] / digest[2:]).write_text("another")
    with pytest.raises(IntegrityError, match="does not match its hash"):
        store.get(digest)


def test_putting_again_repairs_a_changed_body(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = store.put("text")
    (tmp_path / digest[:2] / digest[2:]).write_text("te")
    store.put("text")
    assert store.get(digest) == "text"


def test_no_temporary_file_stays(tmp_path: Path) -> None:
    digest = FileStore(tmp_path).put("text")
    assert [digest[2:]] == os.listdir(tmp_path / digest[:2])  # noqa: PTH208


def test_a_root_that_cannot_be_written_names_path_and_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match=r"file/.*free space or fix its rights"):
        FileStore(tmp_path / "file").put("text")


def test_a_folder_in_the_way_is_said_with_its_path(tmp_path: Path) -> None:
    digest = MemoryStore().put("text")
    (tmp_path / digest[:2]).write_text("in the way")
    with pytest.raises(StoreUnavailable, match=str(tmp_path)):
        FileStore(tmp_path).put("text")
