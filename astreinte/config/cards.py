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
TITLE = re.compile(r'<agent[^>]*\btitle="([^"]+)"')
ROLE = re.compile(r"<role>(.*?)</role>", re.DOTALL)
STYLE = re.compile(r"<communication_style>(.*?)</communication_style>", re.DOTALL)
PRINCIPLES = re.compile(r"<principles>(.*?)</principles>", re.DOTALL)
CONFIRM = re.compile(r"^[^\n]*\bconfirm[^:\n]*:\s*([^\n<]+)", re.IGNORECASE | re.MULTILINE)
LONGEST, MOST = 400, 12


@dataclass(frozen=True)
class Card:
    """`learnings` is the key of the agent's learnings file, empty where the card names none."""

    stem: str
    name: str
    tag: str
    learnings: str
    icon: str
    path: Path
    title: str = ""
    limits: str = ""
    style: str = ""
    principles: tuple[str, ...] = ()
    confirm_first: tuple[str, ...] = ()


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
    return Card(
        stem=path.stem,
        name=name,
        tag=_said(TAG, text) or name.lower(),
        learnings=_said(LEARNINGS, text),
        icon=_said(ICON, text),
        path=path,
        title=_line(_said(TITLE, text)),
        limits=_line(_said(ROLE, text)),
        style=_line(_said(STYLE, text)),
        principles=_listed(_said(PRINCIPLES, text), r"\n|(?<=[.;])\s"),
        confirm_first=_listed(_said(CONFIRM, text), r"[,;]"),
    )


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _listed(text: str, between: str) -> tuple[str, ...]:
    """Items without their bullets, empty ones left out."""
    items = (_line(re.sub(r"<[^>]*>", " ", each)).strip(" -*•") for each in re.split(between, text))
    return tuple(dict.fromkeys(each for each in items if each))[:MOST]


def _said(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    said = html.unescape(match[1]).strip() if match else ""
    return "" if "{{" in said else said
