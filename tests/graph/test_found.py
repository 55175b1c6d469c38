"""What a desk says of an incident between its questions."""

from pathlib import Path

from astreinte.config import load_settings
from astreinte.domain import Declaration
from astreinte.graph.wiring import open_desk

YAML = """language: en
policy: observe
sources: {recorded: {path: none.jsonl}}
services: {till: {probe: "tcp://127.0.0.1:9"}, shed: {probe: "tcp://127.0.0.1:9"}}
"""


async def test_an_incident_waits_until_its_last_question_is_answered(tmp_path: Path) -> None:
    """
    Two questions are asked at once; one answer alone leaves the incident waiting for the other.
    """
    (tmp_path / "none.jsonl").touch()
    (tmp_path / "astreinte.yaml").write_text(YAML.replace("none", str(tmp_path / "none")), encoding="utf-8")
    async with open_desk(tmp_path, load_settings(tmp_path, {}), interactive=True) as desk:
        incident = await desk.declare(Declaration("something is slow", desk.ports.clock.now()), attach=False)
        await desk.run(incident)
        first, second = await desk.questions(incident)
        await desk.answer(incident, first, "till", "ana")
        assert ("waiting", [second]) == ((await desk.run(incident)).state, list(await desk.questions(incident)))
        assert "waiting" == (await desk.rows(open_only=True))[0].state
        await desk.answer(incident, second, "lxc", "ana")
        assert "unresolved" == (await desk.run(incident)).state
