"""The drawn graph is a snapshot: a changed edge shows in review."""

from pathlib import Path

from astreinte.graph import build_graph

from .world import world

DRAWN = Path(__file__).parents[2] / "docs" / "graph.mmd"
REFRESH = "the graph has changed; after looking at it: python -m tests.graph.test_drawing"
NODES = (
    *("declare", "triage", "log_for_later", "plan", "contain", "notify", "assign_lead", "collect", "analyse"),
    *("decide", "review", "user", "remediate", "validate", "postmortem", "learn"),
)


def drawn() -> str:
    return build_graph(world(()).ports).get_graph().draw_mermaid()


def test_the_drawing_in_the_documentation_is_the_graph() -> None:
    """
    `docs/graph.mmd` is what the compiled graph draws.
    """
    assert DRAWN.read_text(encoding="utf-8") == drawn(), REFRESH


def test_every_node_of_the_design_is_drawn() -> None:
    """
    Sixteen nodes by the names of the workflow.
    """
    text = drawn()
    assert [] == [name for name in NODES if f"\t{name}({name})" not in text]


if __name__ == "__main__":
    DRAWN.write_text(drawn(), encoding="utf-8")
