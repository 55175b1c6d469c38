"""A BMAD project and a Grimoire project as the kits lay them out, small and invented."""

from pathlib import Path

STEMS = {
    "ops-engineer": ("Forge", "🔧", "forge", "infra-ops"),
    "monitoring-specialist": ("Hawk", "📡", "hawk", "monitoring"),
    "pipeline-architect": ("Flow", "⚡", "flow", "cicd"),
    "security-hardener": ("Égide", "🛡️", "vault", "security"),
}
CARD = """<!-- ARCHETYPE: infra-ops — carte d'exemple -->
---
name: "{stem}"
description: "Agent — {name}"
---
<agent id="{stem}.agent.yaml" name="{name}" title="Titre" icon="{icon}">
  AGENT_TAG={tag} | AGENT_NAME={name} | LEARNINGS_FILE={key} | DOMAIN_WORD=technique
  <persona><role>Ingénierie & exploitation</role>
  <menu>
    <item cmd="MH">[MH] Menu</item>
    <item cmd="TF or fuzzy match on terraform" action="#terraform-ops">[TF] Terraform</item>
  </menu>
</agent>
"""
SHARED = "# Contexte Partagé — maison\n\n## Projet\n\nUn site.\n\n## Conventions\n\n- une ligne"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _kit(root: Path) -> None:
    for stem, (name, icon, tag, key) in STEMS.items():
        text = CARD.format(stem=stem, name=name, icon=icon, tag=tag, key=key)
        write(root / f"_config/custom/agents/{stem}.md", text)
    write(root / "_config/custom/workflows/incident-response.md", "# Le playbook de la maison\n")
    write(root / "_memory/shared-context.md", SHARED)
    write(root / "_memory/handoff-log.md", "")
    write(root / "_memory/decisions-log.md", "# Decisions\n")
    write(root / "_memory/session-state.md", "# État\n\n| Champ | Valeur |\n|---|---|\n| Agent | forge |\n")
    write(root / "_memory/agent-learnings/infra-ops.md", "# Apprentissages\n- [2026-02-01] ancien")


def bmad(project: Path) -> Path:
    """BMAD 6.4 with TOML layers, a French user, another MCP server, ignore lines without a final newline."""
    _kit(project / "_bmad")
    write(project / "_bmad/config.toml", '[core]\nuser_name = "Camille"\ncommunication_language = "Français"\n')
    write(project / "_bmad/custom/config.toml", '[agents.analyst]\nname = "Marie"\n')
    write(project / ".mcp.json", '{\n    "mcpServers": {"files": {"command": "files"}},\n  "x": [1, 2]}')
    write(project / ".gitignore", "node_modules/\n*.log")
    return project


def grimoire(project: Path) -> Path:
    """A Grimoire kit beside an upstream BMAD without personas; its user speaks English; nothing else is there."""
    _kit(project / "_grimoire")
    write(project / "_grimoire/_memory/config.yaml", "user_name: Alix\ncommunication_language: English\n")
    write(project / "_bmad/core/config.yaml", "user_name: Nobody\n")
    return project


def snapshot(project: Path) -> dict[str, bytes | None]:
    """Every file with its bytes, every folder with None."""
    found = sorted(project.rglob("*"))
    return {each.relative_to(project).as_posix(): each.read_bytes() if each.is_file() else None for each in found}
