"""Which step of a pipeline failed and on what; what a repository changed, and of which sort it is."""

from datetime import timedelta

import pytest

from astreinte.domain import Signal, Window
from astreinte.evidence import Context, extract
from astreinte.evidence.extract.touched import moved, what_of

from .conftest import NOW
from .samples import SAMPLES

CONTEXT = Context("stall", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)


def found(sample: str) -> dict[str, Signal]:
    return {each.id: each for each in extract([SAMPLES[sample].reading()], CONTEXT)}


@pytest.mark.parametrize(
    ("sample", "step", "stage", "reason"),
    [
        ("actions-test", "Run npm test", "test", None),
        ("actions-push-denied", "Run docker/build-push-action@v5", "push", "refused"),
        ("actions-disk", None, "runner", "no space"),
        ("gitlab-build", "cargo build --release", "build", None),
        ("jenkins-deploy", "Deploy", "deploy", None),
        ("ansible-red", "stall : restart", "deploy", None),
        ("gh-view", "Build image", None, None),
        ("gh-log-tabs", "Run tests", "test", None),
    ],
)
def test_the_failing_step_is_named_with_what_it_was_doing(
    sample: str, step: str | None, stage: str | None, reason: str | None
) -> None:
    facts = found(sample)["pipeline-red"].attributes
    assert (facts.get("step"), facts.get("stage"), facts.get("reason")) == (step, stage, reason)


def test_a_change_says_of_which_component_and_which_sort() -> None:
    signal = found("git-diff")["config-changed"]
    assert signal.entity == "service:stall"
    assert signal.count == 3
    assert found("git-log")["config-changed"].attributes["what"] == "config"


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("go.mod", "dependency"),
        ("requirements-dev.txt", "dependency"),
        ("src/till/sum.ts", "code"),
        ("docs/how.md", "text"),
        ("deploy/values.yaml", "config"),
    ],
)
def test_a_file_is_configuration_code_text_or_a_dependency(path: str, what: str) -> None:
    assert what_of(path) == what


def test_the_version_that_moved_is_named_and_one_that_did_not_is_not() -> None:
    assert moved(["tillkit==1.4.0", "flask==3.0.1"], ["flask==3.0.1", "tillkit==2.0.0"]) == "tillkit 1.4.0 -> 2.0.0"
    assert moved(['"left": "^1.2.0",'], ['"left": "^1.2.0",']) == ""
