"""What changed, and which errors are laid to it."""

import pytest

from tests.evidence.extract.asked import GIT, Found, log, reading

PLAIN = """commit 2222222222222222222222222222222222222222
Author: A Person <a@example.org>
Date:   Mon Nov 23 12:50:00 2026 +0100

    Tune the wiki

 wiki.yaml | 2 +-

commit 1111111111111111111111111111111111111111
Author: A Person <a@example.org>
Date:   Sun Nov 1 12:50:00 2026 +0100

    Old

 wiki.yaml | 9 +++++++++
"""


@pytest.mark.parametrize("text", [GIT, PLAIN], ids=["format", "plain"])
def test_errors_after_a_commit_are_laid_to_it(found: Found, text: str) -> None:
    change = reading("git", "-C /srv/conf log --stat", text)
    signals = found(change, log("2026-11-23 11:49:00 INFO fine", "2026-11-23 11:50:05 ERROR cannot parse"))
    changed = signals["config-changed"]
    assert tuple(changed.attributes[key] for key in ("repo", "path", "revision", "previous", "when")) == (
        "/srv/conf",
        "/srv/conf/wiki.yaml",
        "2" * 40,
        "1" * 40,
        "2026-11-23T11:50:00Z",
    )
    assert signals["errors-after-change"].evidence[0] == change.id
    assert "Person" not in str(signals)


def test_a_change_after_the_errors_is_a_coincidence(found: Found) -> None:
    lines = [f"2026-11-23 11:4{n}:00 ERROR cannot write" for n in range(5)]
    assert not {"config-changed", "errors-after-change"} & set(
        found(reading("git", "-C /srv/conf log --stat", GIT), log(*lines))
    )


def test_an_old_change_is_none(found: Found) -> None:
    text = GIT.replace("2026-11-23", "2026-11-20")
    assert found(reading("git", "-C /srv/conf log --stat", text)) == {}


def test_an_edit_outside_git_is_a_change(found: Found) -> None:
    text = "# /srv/conf/wiki.yaml: modified 2026-11-23T11:55:00Z, -rw-r--r-- 0:0, 5 bytes\nport: 1"
    signal = found(reading("config", "/srv/conf/wiki.yaml", text))["config-changed"]
    assert (signal.attributes["revision"], signal.attributes["path"]) == ("", "/srv/conf/wiki.yaml")


@pytest.mark.parametrize(
    "status",
    [" M wiki.yaml\n?? wiki.yaml.bak\n", 'On branch main\n\n  (use "git add")\n\tmodified:   wiki.yaml\n'],
    ids=["short", "long"],
)
def test_an_edit_that_is_in_no_commit_is_told_apart(found: Found, status: str) -> None:
    text = "# /srv/conf/wiki.yaml: modified 2026-11-23T11:55:00Z, -rw-r--r-- 0:0, 5 bytes\nport: 1"
    edited = reading("config", "/srv/conf/wiki.yaml", text)
    signal = found(edited, reading("git", "-C /srv/conf status", status))["config-changed"]
    assert signal.attributes["uncommitted"] == "true"


def test_new_tracebacks_are_new_errors(found: Found) -> None:
    text = [
        "2026-11-23 11:50:00 INFO served",
        "Traceback (most recent call last):",
        '  File "a.py"',
        "KeyError: 'customer'",
    ]
    assert found(log(*text))["errors-new"].detail == "KeyError: 'customer'"
