"""`astreinte validate` in a BMAD or Grimoire project: what the kit and the assistant need, and how to mend it."""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from astreinte.config import BmadProject, Settings, resolve
from astreinte.errors import AstreinteError
from astreinte.kits import ASSISTANTS
from astreinte.kits.installed import Installed, assistants, menu_targets, servers, skills
from astreinte.memory import ProjectFiles
from astreinte.templates import error_text

from .checks import Check, Say

MENU = "[IR]"


def kit_checks(project: Path, settings: Settings, say: Say) -> list[Check]:
    """All of them; none where there is neither a kit nor anything of ours for an assistant."""
    kit = resolve(project, settings.root)
    chosen = assistants(kit.project)
    if kit.root is None and not chosen:
        return []
    names = chosen or ["claude"]
    flags = " ".join(f"--cli {name}" for name in names)
    return [
        *_config(kit, settings, say),
        *(_skill(each, say, flags) for each in skills(kit.project, settings.language, names)),
        *(_server(each, say, names) for each in servers(kit.project, names)),
        *_menu(kit, say),
        *_writable(kit, settings, say),
    ]


def _config(kit: BmadProject, settings: Settings, say: Say) -> Iterator[Check]:
    if kit.root is None:
        return
    told = say("kit_config", root=kit.root.name, why=kit.why, agents=len(kit.cards) + len(settings.agents))
    said = (("user_name", kit.user_name), ("document_output_language", kit.language))
    missing = [say("kit_unsaid", key=key) for key, value in said if not value]
    absent = [role for role, name in settings.roles.items() if not name]
    advice = [*missing, *([say("kit_roles", roles=", ".join(absent))] if absent else [])]
    yield Check("kit", ok=True, text=told, fix="; ".join(advice))


def _skill(found: Installed, say: Say, flags: str) -> Check:
    fix = {"missing": say("kit_init", flags=flags), "older": say("kit_init", flags=flags)}.get(found.state, "")
    told = say(f"kit_skill_{found.state}", path=found.path)
    return Check("skill", ok=found.state in {"current", "edited"}, text=told, fix=fix)


def _server(found: Installed, say: Say, names: list[str]) -> Check:
    told = say(f"kit_server_{found.state}", path=found.path)
    if found.state != "current":
        flags = " ".join(f"--cli {name}" for name in names if (file := ASSISTANTS[name][1]) and file[0] == found.path)
        fix = say("kit_server_by_hand", path=found.path) if found.state == "broken" else say("kit_init", flags=flags)
        return Check("mcp", ok=False, text=told, fix=fix)
    if find_spec("mcp") is None:
        return Check("mcp", ok=False, text=say("kit_no_mcp"), fix="pip install 'astreinte[mcp]'")
    if shutil.which("astreinte") is None:
        return Check("mcp", ok=False, text=say("kit_no_command"), fix=say("kit_path", path=found.path))
    return Check("mcp", ok=True, text=told)


def _menu(kit: BmadProject, say: Say) -> Iterator[Check]:
    """A missing item is an offer that nobody has taken yet; one that leads nowhere is a fault."""
    if not kit.cards:
        return
    texts = {card.path.stem: _text(card.path) for card in kit.cards.values()}
    bare = [stem for stem, text in texts.items() if MENU not in text]
    lost = dict.fromkeys(
        target for text in texts.values() for target in menu_targets(text) if not (kit.project / target).is_file()
    )
    if lost:
        told = say("kit_menu_lost", path=", ".join(lost))
        yield Check("menu", ok=False, text=told, fix=say("kit_accept", offer="playbook"))
    elif bare:
        told = say("kit_menu_bare", cards=", ".join(bare))
        yield Check("menu", ok=True, text=told, fix=say("kit_accept", offer="menu"))
    else:
        yield Check("menu", ok=True, text=say("kit_menu", count=len(texts)))


def _writable(kit: BmadProject, settings: Settings, say: Say) -> Iterator[Check]:
    """The folders that the end of an incident writes to, or the nearest one above that is there."""
    try:
        wanted = [kit.memory_dir, ProjectFiles(kit.project, settings, kit).postmortems_dir]
    except AstreinteError as error:
        yield Check("files", ok=False, text=error_text(error, settings.language), fix=say("kit_postmortems"))
        return
    yield from (_folder(folder, kit.project, say) for folder in wanted)


def _folder(folder: Path, project: Path, say: Say) -> Check:
    place = next(each for each in (folder, *folder.parents) if each.exists())
    shown = folder.relative_to(project).as_posix() if folder.is_relative_to(project) else str(folder)
    closed = [each.name for each in folder.rglob("*.md") if not os.access(each, os.W_OK)]
    if os.access(place, os.W_OK) and not closed:
        return Check("files", ok=True, text=say("folder_ok", path=shown))
    told = say("folder_closed", path=", ".join([shown, *closed]))
    return Check("files", ok=False, text=told, fix=say("kit_chmod", path=place))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
