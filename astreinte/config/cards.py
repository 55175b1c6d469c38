"""Persona cards of a kit, read by tolerant patterns: their XML and front matter are often malformed."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .settings import Role

STEMS: dict[Role, tuple[str, ...]] = {
    "ops": ("ops-engineer", "deploy-orchestrator", "platform-architect"),
    "security": ("security-hardener",),
    "monitoring": ("monitoring-specialist",),
    "k8s": ("k8s-navigator", "k8s-expert"),
    "backup": ("backup-dr-specialist",),
    "cicd": ("pipeline-architect", "deploy-orchestrator"),
    "debug": ("systems-debugger", "reliability-engineer"),
}
"""The card that fills a role: the first one installed."""

FOLDER = Path("_config/custom/agents")
NAME = re.compile(r'<agent[^>]*\bname="([^"]+)"')
TAG = re.compile(r"AGENT_TAG=([^\s|]+)")
LEARNINGS = re.compile(r"LEARNINGS_FILE=([^\s|]+)")
ICON = re.compile(r'\bicon="([^"]+)"')


@dataclass(frozen=True)
class Card:
    """`learnings` is the key of the agent's learnings file, empty where the card names none."""

    stem: str
    name: str
    tag: str
    learnings: str
    icon: str
    path: Path


def installed(root: Path) -> Mapping[Role, Card]:
    """The card of each role that has one."""
    paths = {path.stem: path for path in sorted((root / FOLDER).glob("*.md"))}
    cards: dict[Role, Card] = {}
    for role, stems in STEMS.items():
        if stem := next((stem for stem in stems if stem in paths), None):
            cards[role] = read_card(paths[stem])
    return cards


def read_card(path: Path) -> Card:
    """What a card says of its agent; a placeholder that nobody filled counts as unsaid."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    name = _said(NAME, text) or path.stem
    return Card(path.stem, name, _said(TAG, text) or name.lower(), _said(LEARNINGS, text), _said(ICON, text), path)


def _said(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    said = html.unescape(match[1]).strip() if match else ""
    return "" if "{{" in said else said
