"""Decisions in the log's own style, a kit's memory command, many writers, what we never write."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.config import Settings
from astreinte.memory import Lessons, ProjectFiles, Request, Verdict
from astreinte.memory.decisions import decide
from tests.kits.layouts import bmad, snapshot

INC = "INC-20260301-01"
SAID = Verdict("cause retenue sur wiki", "Disque plein ; appliqué : free-disk", "Le wiki est en panne", "Fuite mémoire")
ROWS = "# Log\n\n## 2026-02-01\n\n| Sujet | Décision | Agent |\n|---|---|---|\n| a | b | forge |\n"
BLOCKS = "# Log\n\n## Décisions\n\n### [2026-02-01] Ancienne\n- **Agent** : hawk\n\n## Autre\n\nfin"
LINES = "# Log\n- [2026-02-01] [forge] Sujet : a | Décision : b"
LESSONS = Lessons(INC, "forge", "2026-03-01", "disque plein sur wiki", (Request("hawk", "alerte"),), verdict=SAID)


def decided(text: str) -> str:
    return decide(text, INC, "2026-03-01", "forge", SAID)


def test_rows_under_the_days_heading_where_the_log_has_such() -> None:
    added = decided(ROWS).removeprefix(ROWS)
    row = f"| {INC} : cause retenue sur wiki | Disque plein ; appliqué : free-disk | Le wiki est en panne |"
    assert added == f"\n## 2026-03-01\n\n| Sujet | Décision | Agent |\n|---|---|---|\n{row}\n"


def test_blocks_under_decisions_where_the_log_has_such() -> None:
    after = decided(BLOCKS)
    assert after.endswith("## Autre\n\nfin")
    assert f"- **Agent** : hawk\n\n### [2026-03-01] {INC} : cause retenue sur wiki\n- **Contexte** : Le wiki" in after
    assert "- **Alternatives rejetées** : Fuite mémoire\n- **Agent** : forge\n\n## Autre" in after


def test_a_line_where_the_log_has_such() -> None:
    subject, said = "cause retenue sur wiki", "Disque plein ; appliqué : free-disk"
    line = f"- [2026-03-01] [forge] Sujet : {INC} : {subject} | Décision : {said} | Écarté : Fuite mémoire"
    assert decided(LINES) == f"{LINES}\n{line}\n"


def test_an_empty_log_takes_blocks() -> None:
    assert decided("").startswith(f"## Décisions\n\n\n### [2026-03-01] {INC}")


@pytest.mark.parametrize("text", ["", ROWS, BLOCKS, LINES])
def test_a_decision_is_written_once(text: str) -> None:
    assert decided(decided(text)) == decided(text)


@given(subject=st.text(), said=st.text(), before=st.sampled_from(["", ROWS, BLOCKS, LINES]))
def test_hostile_text_adds_no_section_and_asks_nobody(subject: str, said: str, before: str) -> None:
    after = decide(before, INC, "2026-03-01", "forge", Verdict(subject, said, said, said))
    assert "→" not in after.replace(before, "")
    assert after.count("\n## ") <= before.count("\n## ") + 1


def test_learning_touches_no_session_state(tmp_path: Path) -> None:
    project = bmad(tmp_path)
    before = snapshot(project)
    ProjectFiles(project, Settings()).learn(LESSONS)
    after = snapshot(project)
    changed = {path for path, body in before.items() if after[path] != body}
    memory = "_bmad/_memory"
    names = ("agent-learnings/infra-ops.md", "decisions-log.md", "handoff-log.md", "shared-context.md")
    assert changed == {f"{memory}/{name}" for name in names}


COMMAND = "import sys; open('told', 'a', encoding='utf-8').write('\\t'.join(sys.argv[1:]) + '\\n')"


def remembering(*code: str, timeout: str = "10s") -> Settings:
    command = [sys.executable, "-c", *code, "{text}", "--type", "{type}", "--agent", "{agent}"]
    return Settings.model_validate({"memory": {"remember": command, "timeout": timeout}})


def test_the_kits_own_command_is_told_each_thing_in_one_argument(tmp_path: Path) -> None:
    assert () == ProjectFiles(bmad(tmp_path), remembering(COMMAND)).learn(LESSONS).problems
    assert (tmp_path / "told").read_text().splitlines() == [
        f"{INC} : disque plein sur wiki\t--type\tagent-learnings\t--agent\tforge",
        f"{INC} : cause retenue sur wiki : Disque plein ; appliqué : free-disk\t--type\tdecisions\t--agent\tforge",
    ]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("raise SystemExit('no such agent')", "ended with 1: no such agent"),
        ("import time; time.sleep(60)", "within 1 s"),
    ],
)
def test_a_command_that_fails_or_hangs_is_a_problem_and_the_files_are_written(
    tmp_path: Path, code: str, message: str
) -> None:
    written = ProjectFiles(bmad(tmp_path), remembering(code, timeout="1s")).learn(LESSONS)
    assert message in written.problems[0]
    assert INC in (tmp_path / "_bmad/_memory/agent-learnings/infra-ops.md").read_text()


def test_a_command_that_is_absent_is_a_problem(tmp_path: Path) -> None:
    settings = Settings.model_validate({"memory": {"remember": ["no-such-command", "{text}"]}})
    assert "cannot be run" in ProjectFiles(bmad(tmp_path), settings).learn(LESSONS).problems[0]


WRITER = """
import sys
from pathlib import Path
from astreinte.config import Settings
from astreinte.memory import Lessons, ProjectFiles, Request, Verdict

for n in range(5):
    incident = f"INC-{sys.argv[2]}-{n}"
    asked = (Request("hawk", "alerte"), Request("vault", "clef"))
    lessons = Lessons(incident, "forge", "2026-03-01", "appris", asked, verdict=Verdict("s", "d"))
    assert not ProjectFiles(Path(sys.argv[1]), Settings()).learn(lessons).problems
"""


def test_eight_writers_lose_nothing(tmp_path: Path) -> None:
    memory = bmad(tmp_path) / "_bmad/_memory"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), f"w{n}"]) for n in range(8)]
    assert [0] * 8 == [writer.wait() for writer in writers]
    assert (memory / "agent-learnings/infra-ops.md").read_text().count("appris") == 40
    shared = (memory / "shared-context.md").read_text()
    assert (shared.count("[forge→hawk]"), shared.count("[forge→vault]"), shared.count("## Requêtes")) == (40, 40, 1)
    assert (memory / "handoff-log.md").read_text().count("⏳") == 80
    assert (memory / "decisions-log.md").read_text().count("### [") == 40
