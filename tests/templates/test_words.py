"""Every template in both languages, and what text becomes where it is quoted."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, UndefinedError
from jinja2.meta import find_undeclared_variables

from astreinte.config import Targets
from astreinte.domain import Draft, Entry
from astreinte.errors import InvalidInput, UnknownName
from astreinte.memory.projection import project
from astreinte.memory.timeline import Labels, timeline
from astreinte.templates import LANGUAGES, Words, alert_rule, escape, template_names
from astreinte.templates.messages import messages

from .full_disk import CAUSES, NAMES, drafts, journal_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
both = pytest.mark.parametrize("language", LANGUAGES)
COMMON: dict[str, Any] = {"names": NAMES, "causes": {}, "service": "wiki", "incident": "INC-1"}
VALUES: dict[str, list[dict[str, Any]]] = {
    "phase": [{"kind": "effect"}, {"kind": "note"}],
    "begun": [{"source": source} for source in ("alert", "evidence", "user", "unknown")],
    "readings": [{"count": 1, "silent": 0}, {"count": 3, "silent": 2}],
    "metric": [{"name": name} for name in ("mttd", "mttr", "impact")],
}
ELSEWHERE = {"postmortem", "timeline", "alert_rule", "status", "explain", "update"}


def test_both_languages_have_the_same_templates() -> None:
    assert template_names("fr") == template_names("en")


@both
def test_every_template_renders(language: str) -> None:
    words = Words(language)
    rendered = {name for name in template_names(language) if not name.startswith("_")}
    assert rendered == VALUES.keys() | ELSEWHERE
    for name, cases in VALUES.items():
        for values in cases:
            assert words.render(name, **(COMMON | values))


@both
async def test_status_renders(language: str, entries: list[Entry]) -> None:
    words, outcome = Words(language), project(entries)
    open_one = Draft("question", "astreinte", {"id": "q-9", "kind": "fact", "prompt": "?", "choices": []})
    waiting = project(await journal_of([*drafts(), open_one, Draft("postmortem", "x", {"path": "a.md"})]))
    assert outcome.id in words.render("status", outcome=outcome, names=NAMES, causes=CAUSES[language])
    shown = words.render("status", outcome=waiting, names=NAMES, causes=CAUSES[language])
    assert f"astreinte answer {outcome.id} q-9" in shown
    assert CAUSES[language]["filesystem-full"] in shown


@both
async def test_an_update_says_what_is_new_or_that_nothing_is(language: str, entries: list[Entry]) -> None:
    words, outcome = Words(language), project(entries)
    given: dict[str, Any] = {"outcome": outcome, "since": NOON, "names": NAMES}
    fresh = words.render("update", **given, news=["the disk was freed"], next=NOON)
    assert "- the disk was freed" in fresh
    idle = words.render("update", **given, news=[], next=None)
    assert {"fr": "Rien de nouveau", "en": "Nothing new"}[language] in idle


@both
async def test_every_kind_of_entry_is_one_sentence(language: str) -> None:
    more: list[tuple[Any, dict[str, Any]]] = [
        ("attached", {"title": "encore"}),
        ("reopened", {}),
        ("refused", {"action": "a", "why": "hors inventaire"}),
        ("acknowledged", {"by": "Camille"}),
        ("postmortem", {"path": "a.md"}),
        ("note", {"text": "deux\nlignes"}),
        ("warning", {"text": "w"}),
        ("closed", {}),
    ]
    entries = await journal_of([*drafts(), *(Draft(kind, "user", data) for kind, data in more)])
    rows = timeline(entries, Words(language), Labels(NAMES, CAUSES[language]))
    assert len(rows) == len(entries)
    assert all(row.text and "\n" not in row.text and "Undefined" not in row.text for row in rows)
    assert {row.kind for row in rows} == {entry.kind for entry in entries}


async def test_rows_are_in_the_order_things_happened(entries: list[Entry]) -> None:
    rows = timeline([*entries[5:], *entries[:5]], Words("fr"))
    assert [row.occurred_at for row in rows] == sorted(row.occurred_at for row in rows)
    assert rows[0].kind == "declared"


def test_a_missing_value_is_an_error_not_an_empty_text() -> None:
    with pytest.raises(UndefinedError):
        Words("fr").render("metric")


def test_unknown_names_list_the_known() -> None:
    with pytest.raises(UnknownName, match=r"unknown language 'de'; .*known: en, fr"):
        Words("de")
    with pytest.raises(UnknownName, match="unknown template 'postmorten'; nearest: 'postmortem'"):
        Words("fr").render("postmorten")
    with pytest.raises(InvalidInput, match="unknown time zone"):
        Words("fr", "Mars")


@both
async def test_an_alert_rule_is_a_prometheus_rule_file(language: str, entries: list[Entry]) -> None:
    outcome = project(entries)
    [group] = yaml.safe_load(alert_rule(Words(language), outcome, Targets()))["groups"]
    [rule] = group["rules"]
    assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
    assert (rule["labels"]["service"], rule["for"]) == ("wiki", "60s")
    assert rule["expr"] == 'probe_success{service="wiki"} == 0 or up{job="wiki"} == 0'
    calm = outcome.model_copy(update={"metrics": outcome.metrics.model_copy(update={"nfr_violated": []})})
    assert alert_rule(Words(language), calm, Targets()) == ""


@both
@given(name=st.text(min_size=1), title=st.text())
def test_no_service_name_breaks_the_rule_file(language: str, name: str, title: str) -> None:
    data = {
        "id": "INC-1",
        "title": title,
        "state": "resolved",
        "severity": "HAUTE",
        "component": {"domain": "lxc", "name": name},
        "metrics": {"mttd": 900, "mttr": 90000, "nfr_violated": ["mttd", "mttr"]},
    }
    text = alert_rule(Words(language), project([]).model_validate(data), Targets())
    [group] = yaml.safe_load(text)["groups"]
    assert [rule["alert"].isidentifier() for rule in group["rules"]] == [True, True]
    assert "{{" not in text.split("groups:")[1]


@given(st.text())
def test_hostile_text_stays_in_its_table_cell(said: str) -> None:
    for shown in (escape.markdown(said), escape.code(said)):
        assert len(shown.splitlines()) <= 1
        assert all(shown[place - 1] == "\\" for place, mark in enumerate(shown) if mark == "|")


@given(st.text())
def test_any_text_is_a_yaml_scalar_in_a_list(said: str) -> None:
    [read] = yaml.safe_load(f"[{escape.yaml(said)}]")
    assert read == " ".join(escape.one_line(said).split())


@given(st.text())
def test_any_text_is_a_promql_string(said: str) -> None:
    assert "{{" not in json.loads(escape.label(said))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a|b", "a\\|b"),
        ("![x](http://evil)", "!\\[x\\](http://evil)"),
        ("<script>", "\\<script>"),
        ("`rm`", "\\`rm\\`"),
        ("# Titre", "\\# Titre"),
        ("- [ ] faux", "\\- \\[ \\] faux"),
        ("1. un", "1\\. un"),
        ("--- ", "\\---"),
        ("\x1b[31mrouge\x1b[0m", "rouge"),
        ("snake_case et *gras*", "snake_case et \\*gras\\*"),
        ("l'été à 80 %", "l'été à 80 %"),
    ],
)
def test_markup_is_shown_and_does_not_live(said: str, shown: str) -> None:
    assert escape.markdown(said) == shown


@pytest.mark.parametrize(
    ("said", "shown"), [("df -h", "`df -h`"), ("a`b", "``a`b``"), ("`x`", "`` `x` ``"), ("", "`  `")]
)
def test_code_is_fenced_by_more_backticks_than_it_has(said: str, shown: str) -> None:
    assert escape.code(said) == shown


def test_both_languages_have_the_same_messages() -> None:
    """
    A sentence that exists in one language exists in the other, and asks for the same values.
    """
    environment = Environment()  # noqa: S701 - parsed, never rendered
    environment.filters["duration"] = str
    french, english = (
        {key: find_undeclared_variables(environment.parse(text)) for key, text in messages(language).items()}
        for language in ("fr", "en")
    )
    assert french.keys() == english.keys()
    assert [] == [key for key in french if not (french[key] >= english[key] or english[key] >= french[key])]
