"""The architecture, read off the syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import astreinte

ROOT = Path(astreinte.__file__).parent
LAYERS = [
    "errors domain config blame",
    "evidence",
    "actions",
    "memory",
    "prompts templates kits",
    "agents",
    "graph",
    "replay",
    "doors",
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names.split()}
MODULES = [path for path in sorted(ROOT.rglob("*.py")) if len(path.relative_to(ROOT).parts) > 1]


def imported_layers(path: Path) -> Iterator[str]:
    """Layers that a module names in any import: at the top, under TYPE_CHECKING or inside a function."""
    package = path.relative_to(ROOT.parent).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level] if node.level else ()
            names = [".".join([*base, *(node.module or "").split(".")])]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "astreinte" and len(parts) > 1:
                yield parts[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path: Path) -> None:
    """
    A module imports its own layer or a lower one.
    """
    own = path.relative_to(ROOT).parts[0]
    upward = [name for name in imported_layers(path) if name in RANK and RANK[name] > RANK[own]]
    assert [] == upward


def test_every_package_has_its_place() -> None:
    """
    A new package takes its place in the line.
    """
    assert {path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "__pycache__"} <= set(RANK)


def test_the_root_links_lead_into_the_package() -> None:
    """
    The five folders asked for at the top level are links.
    """
    links = {name: (ROOT.parent / name).readlink() for name in ("agents", "graph", "prompts", "templates", "memory")}
    assert {name: Path("astreinte") / name for name in links} == links
