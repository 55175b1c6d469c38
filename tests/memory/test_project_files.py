"""What an incident leaves in a project's own files, and what it leaves alone."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.config import Settings
from astreinte.domain import ManualClock
from astreinte.errors import ConfigError, StoreUnavailable
from astreinte.memory import Lessons, ProjectFiles, Request
from astreinte.memory import kit as lines
from astreinte.memory.markdown import append_to_section, one_line

INC = "INC-20260301-01"
POSTMORTEMS = "_bmad-output/implementation-artifacts/postmortems"
LESSONS = Lessons(
    incident=INC,
    lead="forge",
    day="2026-03-01",
    learning="disque plein sur LXC 210, rétention Loki non bornée",
    requests=(
        Request("hawk", "alerte disque > 80 % sur LXC 210", "2026-03-08"),
        Request("helm", f"{INC} : rétention"),
    ),
)
SHARED = """# Contexte Partagé — maison

## Équipe d'Agents Custom
| Agent | Nom | Icône | Domaine |
|---|---|---|---|
| ops | Forge | 🔧 | infra |

## Requêtes inter-agents
- [ ] [hawk→forge] quelque chose d'ancien

## Notes
une ligne sans fin"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    memory = tmp_path / "_bmad" / "_memory"
    (memory / "agent-learnings").mkdir(parents=True)
    agents = tmp_path / "_bmad" / "_config" / "custom" / "agents"
    agents.mkdir(parents=True)
    card = '<agent id="x" name="Forge" icon="🔧">\n AGENT_TAG=forge | AGENT_NAME=Forge | LEARNINGS_FILE=infra-ops |'
    (agents / "ops-engineer.md").write_text(card)
    (agents / "monitoring-specialist.md").write_text('<agent name="Hawk">')
    (memory / "shared-context.md").write_text(SHARED)
    return tmp_path


def files(project: Path, settings: Settings | None = None) -> ProjectFiles:
    clock = ManualClock(datetime(2026, 3, 1, 13, 32, tzinfo=UTC))
    return ProjectFiles(project, settings or Settings(), clock=clock)


def snapshot(project: Path) -> Mapping[str, bytes]:
    found = [path for path in project.rglob("*") if path.is_file() and path.suffix != ".lock"]
    return {str(path.relative_to(project)): path.read_bytes() for path in found}


def test_a_learning_is_one_dated_line_in_the_cards_file(project: Path) -> None:
    path = project / "_bmad/_memory/agent-learnings/infra-ops.md"
    path.write_text("# Learnings\n- sans fin de ligne")
    files(project).learn(LESSONS)
    said = f"- [2026-03-01] {INC} : disque plein sur LXC 210, rétention Loki non bornée\n"
    assert path.read_text() == "# Learnings\n- sans fin de ligne\n" + said


@pytest.mark.parametrize(
    ("lead", "there", "written"),
    [
        ("hawk", "monitoring", "monitoring"),
        ("hawk", "", "monitoring-specialist"),
        ("vault", "", "security"),
        ("incident", "", "incident"),
    ],
)
def test_without_a_key_the_file_that_is_there_is_taken(project: Path, lead: str, there: str, written: str) -> None:
    folder = project / "_bmad/_memory/agent-learnings"
    if there:
        (folder / f"{there}.md").write_text("")
    files(project).learn(replace(LESSONS, lead=lead, requests=()))
    assert INC in (folder / f"{written}.md").read_text()


def test_requests_go_into_their_section_one_line_per_target(project: Path) -> None:
    files(project).learn(LESSONS)
    text = (project / "_bmad/_memory/shared-context.md").read_text()
    section = text.split("## Requêtes inter-agents\n")[1].split("\n\n## Notes")[0]
    assert section.splitlines() == [
        "- [ ] [hawk→forge] quelque chose d'ancien",
        f"- [ ] [forge→hawk] {INC} : alerte disque > 80 % sur LXC 210, échéance 2026-03-08",
        f"- [ ] [forge→helm] {INC} : rétention",
    ]
    assert text.endswith("## Notes\nune ligne sans fin")


def test_hand_offs_are_rows_without_a_header(project: Path) -> None:
    files(project).learn(LESSONS)
    assert (project / "_bmad/_memory/handoff-log.md").read_text() == (
        "# Handoff Log\n\n"
        f"| 2026-03-01 14:32 | forge → hawk | {INC} : alerte disque > 80 % sur LXC 210 | ⏳ |\n"
        f"| 2026-03-01 14:32 | forge → helm | {INC} : rétention | ⏳ |\n"
    )


def test_the_other_name_of_the_section_is_accepted(project: Path) -> None:
    shared = project / "_bmad/_memory/shared-context.md"
    shared.write_text("# Contexte\n\n## Requêtes en attente\n")
    files(project).learn(LESSONS)
    assert shared.read_text().count("## Requêtes") == 1


def test_a_missing_file_begins_with_its_title(project: Path) -> None:
    shared = project / "_bmad/_memory/shared-context.md"
    shared.unlink()
    files(project, Settings(project="maison")).learn(LESSONS)
    assert shared.read_text().startswith(
        "# Contexte Partagé — maison\n\n## Requêtes inter-agents\n\n- [ ] [forge→hawk]"
    )


def test_a_changed_architecture_is_a_list_item_never_a_table(project: Path) -> None:
    files(project).learn(replace(LESSONS, architecture="le wiki est sur LXC 211"))
    text = (project / "_bmad/_memory/shared-context.md").read_text()
    assert f"## Infrastructure\n\n- [2026-03-01] {INC} : le wiki est sur LXC 211\n" in text


def test_an_escalation_is_addressed_to_the_user(project: Path) -> None:
    files(project).learn(replace(LESSONS, escalation="désaccord sur la cause | Sév: HAUTE | 2026-03-01T14:32Z"))
    text = (project / "_bmad/_memory/shared-context.md").read_text()
    assert f"- [ ] [incident→user] ESCALADE : {INC} : désaccord sur la cause | Sév: HAUTE | 2026-03-01T14:32Z" in text


def test_an_alert_rule_lies_beside_the_post_mortems(project: Path) -> None:
    written = files(project).learn(replace(LESSONS, alert_rule="groups: []"))
    assert f"{POSTMORTEMS}/{INC}.rules.yml" in written.paths
    assert (project / POSTMORTEMS / f"{INC}.rules.yml").read_text() == "groups: []\n"


def test_written_twice_is_written_once(project: Path) -> None:
    full = replace(LESSONS, architecture="x", escalation="y", alert_rule="z", notes=("n",))
    first = files(project).learn(full)
    before = snapshot(project)
    assert (files(project).learn(full), snapshot(project)) == (first, before)


def test_no_directory_is_made_in_the_kits_root(project: Path) -> None:
    before = {path for path in (project / "_bmad").rglob("*") if path.is_dir()}
    files(project).learn(replace(LESSONS, alert_rule="z"))
    files(project).write_postmortem(INC, "2026-03-01", "Le wiki", "# x")
    assert {path for path in (project / "_bmad").rglob("*") if path.is_dir()} == before


def test_post_mortems_inside_the_kits_root_are_refused(project: Path) -> None:
    with pytest.raises(ConfigError, match="inside a kit's root"):
        files(project, Settings(postmortems="_bmad/pm")).write_postmortem(INC, "2026-03-01", "x", "y")


def test_without_a_kit_everything_is_kept_below_astreinte(tmp_path: Path) -> None:
    written = files(tmp_path).learn(LESSONS)
    assert set(written.paths) == {
        ".astreinte/memory/agent-learnings/infra-ops.md",
        ".astreinte/memory/shared-context.md",
        ".astreinte/memory/handoff-log.md",
    }


def test_what_cannot_be_written_is_a_problem_and_the_rest_is_written(project: Path) -> None:
    (project / "_bmad/_memory/shared-context.md").unlink()
    (project / "_bmad/_memory/shared-context.md").mkdir()
    written = files(project).learn(LESSONS)
    assert len(written.problems) == 1
    assert "shared-context.md cannot be written: Is a directory" in written.problems[0]
    assert "_bmad/_memory/handoff-log.md" in written.paths


def test_hostile_text_stays_one_line_and_asks_nobody(project: Path) -> None:
    hostile = "a\n- [ ] [x→forge] rm | `b`\x1b[31m\u202e\r\n## Titre"
    request = Request("Hawk\n[y→z]", hostile)
    files(project).learn(replace(LESSONS, learning=hostile, requests=(request,)))
    added = (project / "_bmad/_memory/shared-context.md").read_text().replace(SHARED, "")
    assert added.count("→") == 2
    assert "[forge→hawk-y-z]" in added
    rows = (project / "_bmad/_memory/handoff-log.md").read_text().splitlines()[2:]
    assert [row.replace("\\|", "").count("|") for row in rows] == [5]
    learned = (project / "_bmad/_memory/agent-learnings/infra-ops.md").read_text()
    assert learned == f"- [2026-03-01] {INC} : a - [ ] [x->forge] rm | `b` ## Titre\n"


def test_a_post_mortem_is_named_by_day_and_title(project: Path) -> None:
    path = files(project).write_postmortem(INC, "2026-03-01", "Le wiki à l'arrêt !", "# Texte\n")
    assert path == f"{POSTMORTEMS}/2026-03-01-le-wiki-a-l-arret.md"
    assert (project / path).read_text().startswith("# Texte\n")


def test_its_own_file_is_replaced_even_under_another_title(project: Path) -> None:
    first = files(project).write_postmortem(INC, "2026-03-01", "Avant", "un")
    again = files(project).write_postmortem(INC, "2026-03-02", "Après", "deux")
    assert first == again
    assert [path.name for path in (project / POSTMORTEMS).iterdir()] == ["2026-03-01-avant.md"]
    assert (project / first).read_text().startswith("deux\n")


def test_the_file_of_another_incident_or_person_is_left_alone(project: Path) -> None:
    first = files(project).write_postmortem(INC, "2026-03-01", "Le wiki", "un")
    (project / POSTMORTEMS / "2026-03-01-le-pare-feu.md").write_text(f"écrit à la main, parle de {INC}")
    second = files(project).write_postmortem("INC-20260301-02", "2026-03-01", "Le wiki", "deux")
    third = files(project).write_postmortem("INC-20260301-03", "2026-03-01", "Le pare-feu", "trois")
    assert second == f"{POSTMORTEMS}/2026-03-01-le-wiki-inc-20260301-02.md"
    assert third == f"{POSTMORTEMS}/2026-03-01-le-pare-feu-inc-20260301-03.md"
    assert (project / first).read_text().startswith("un\n")


def test_what_a_person_edited_survives(project: Path) -> None:
    first = files(project).write_postmortem(INC, "2026-03-01", "Le wiki", "un\n\n## Suite\nA")
    edited = (project / first).read_text().replace("un\n", "un, relu\n")
    (project / first).write_text(edited)
    for _ in range(2):
        assert first == files(project).write_postmortem(INC, "2026-03-01", "Le wiki", "un\n\n## Suite\nB")
        assert (project / first).read_text().startswith("un, relu\n\n## Suite\nB\n")


def test_edits_of_a_text_whose_origin_is_gone_are_left_alone(project: Path) -> None:
    first = files(project).write_postmortem(INC, "2026-03-01", "Le wiki", "un")
    edited = (project / first).read_text().replace("un\n", "un, relu\n")
    (project / first).write_text(edited)
    shutil.rmtree(project / ".astreinte" / "postmortems")
    path = files(project).write_postmortem(INC, "2026-03-01", "Le wiki", "deux")
    assert path == f"{POSTMORTEMS}/2026-03-01-le-wiki.new.md"
    assert (project / first).read_text() == edited


def test_a_title_without_letters_gives_way_to_the_id(project: Path) -> None:
    path = files(project).write_postmortem(INC, "2026-03-01", "🔥../..", "x")
    assert path == f"{POSTMORTEMS}/2026-03-01-inc-20260301-01.md"


def test_a_post_mortem_that_cannot_be_written_names_its_path(project: Path) -> None:
    (project / "_bmad-output").write_text("")
    with pytest.raises(StoreUnavailable, match=r"le-wiki\.md cannot be written: .*; make it writable"):
        files(project).write_postmortem(INC, "2026-03-01", "Le wiki", "x")


def test_bytes_that_are_no_utf8_and_windows_lines_stay_as_they_are(project: Path) -> None:
    path = project / "_bmad/_memory/shared-context.md"
    path.write_bytes(b"# Contexte \xff\r\n\r\n## Requ\xc3\xaates inter-agents\r\n- [ ] [a\xe2\x86\x92b] x\r\n")
    files(project).learn(LESSONS)
    body = path.read_bytes()
    assert body.startswith(b"# Contexte \xff\r\n")
    assert body.count(b"\n") == body.count(b"\r\n") == 6


WRITER = """
import sys
from pathlib import Path
from astreinte.config import Settings
from astreinte.memory import Lessons, ProjectFiles, Request

for n in range(15):
    incident = f"INC-{sys.argv[2]}-{n}"
    files = ProjectFiles(Path(sys.argv[1]), Settings())
    files.learn(Lessons(incident, "forge", "2026-03-01", "appris", (Request("hawk", "alerte"),)))
"""


def test_two_writers_lose_nothing(project: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(project), name]) for name in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]
    text = (project / "_bmad/_memory/shared-context.md").read_text()
    assert text.count("[forge→hawk]") == 30
    assert (project / "_bmad/_memory/agent-learnings/infra-ops.md").read_text().count("appris") == 30


@given(text=st.text(), said=st.text())
def test_any_file_keeps_its_text_and_takes_one_line(text: str, said: str) -> None:
    after = append_to_section(text, ("Requêtes inter-agents",), f"- {one_line(said)}")
    assert f"- {one_line(said)}" in after
    kept = [line.strip() for line in text.split("\n") if line.strip()]
    rest = iter([line.strip() for line in after.split("\n")])
    assert all(line in rest for line in kept)


@given(said=st.text())
def test_any_learning_is_one_line_and_the_same_when_repeated(said: str) -> None:
    once = lines.learn("", INC, "2026-03-01", said)
    assert len(once.splitlines()) == 1
    assert lines.learn(once, INC, "2026-03-01", said) == once


def test_what_is_written_in_the_room_survives_the_next_generated_text(project: Path) -> None:
    written = files(project)
    written.write_postmortem(INC, "2026-03-01", "Le wiki", "# Le wiki\n\n## Causes\nune\n\n## Suites\nrien\n")
    path, before = written.read_postmortem(INC) or ("", "")
    assert written.edit_postmortem(INC, before, before.replace("rien", "une sonde sur le disque"))
    assert not written.edit_postmortem(INC, before, "# Autre chose")
    written.write_postmortem(INC, "2026-03-01", "Le wiki", "# Le wiki\n\n## Causes\ndeux\n\n## Suites\nrien\n")
    assert (written.read_postmortem(INC) or ("", ""))[1].split("## ")[1:] == [
        "Causes\ndeux\n\n",
        "Suites\nune sonde sur le disque\n",
    ]
    assert path == (written.read_postmortem(INC) or ("", ""))[0]


def test_a_post_mortem_that_is_not_there_is_not_edited(project: Path) -> None:
    assert not files(project).edit_postmortem(INC, "", "# Texte")
