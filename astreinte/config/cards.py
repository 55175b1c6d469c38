"""Persona cards of a kit, read by tolerant patterns: their XML and front matter are often malformed."""

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from astreinte.domain import Domain

from .agents import AFFINITIES, Affinity
from .places import CARDS
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

NAME = re.compile(r'<agent[^>]*\bname="([^"]+)"')
TAG = re.compile(r"AGENT_TAG=([^\s|]+)")
LEARNINGS = re.compile(r"LEARNINGS_FILE=([^\s|]+)")
ICON = re.compile(r'\bicon="([^"]+)"')
TITLE = re.compile(r'<agent[^>]*\btitle="([^"]+)"')
ROLE = re.compile(r"<role>(.*?)</role>", re.DOTALL)
STYLE = re.compile(r"<communication_style>(.*?)</communication_style>", re.DOTALL)
PRINCIPLES = re.compile(r"<principles>(.*?)</principles>", re.DOTALL)
CONFIRM = re.compile(r"^[^\n]*\bconfirm[^:\n]*:\s*([^\n<]+)", re.IGNORECASE | re.MULTILINE)
DOMAINS = re.compile(r"^domains?:([^\n]*(?:\n[ \t]*-[^\n]*)*)|\bINCIDENT_DOMAINS?=([^\s|]+)", re.MULTILINE)
AFFINITY = re.compile(r"^model_affinity:[^\n]*\n(?:[ \t]+[^\n]*\n)*?[ \t]+reasoning:\s*[\"']?(\w+)", re.MULTILINE)
LONGEST, MOST = 400, 12


@dataclass(frozen=True)
class Card:
    """`learnings` is the key of the agent's learnings file, empty where the card names none.

    `domains` are the components that the card says it is for, `affinity` how much reasoning it asks of a model.
    """

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
    domains: tuple[Domain, ...] = ()
    affinity: Affinity | None = None


def installed(root: Path) -> Mapping[Role, Card]:
    """The card of each role that has one."""
    paths = {path.stem: path for path in sorted((root / CARDS).glob("*.md"))}
    cards: dict[Role, Card] = {}
    for role, stems in STEMS.items():
        if stem := next((stem for stem in stems if stem in paths), None):
            cards[role] = read_card(paths[stem])
    return cards


def others(root: Path, cards: Mapping[Role, Card]) -> tuple[Card, ...]:
    """The installed cards that could fill none of the seven roles, nor share a tag with one that does."""
    taken = {stem for stems in STEMS.values() for stem in stems}
    tags = {said_tag(card) for card in cards.values()}
    found = (read_card(path) for path in sorted((root / CARDS).glob("*.md")) if path.stem not in taken)
    return tuple(card for card in found if said_tag(card) and said_tag(card) not in tags)


def said_tag(card: Card) -> str:
    """The card's tag as settings spell tags; empty where nothing of it can be spelt."""
    plain = unicodedata.normalize("NFKD", card.tag.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).lstrip("-0123456789")[:40].rstrip("-")


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
        domains=_domains(text),
        affinity=next((each for each in AFFINITIES if each == _said(AFFINITY, text).lower()), None),
    )


def _domains(text: str) -> tuple[Domain, ...]:
    """Those of the front matter or of the line of keys that are domains of components; other words mean others."""
    said = {word for hit in DOMAINS.finditer(text) for word in re.findall(r"\w+", (hit[1] or hit[2]).lower())}
    known: tuple[Domain, ...] = get_args(Domain)
    return tuple(each for each in known if each in said)


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
