"""What `astreinte init` would change in a project: read everything, write nothing."""

from collections.abc import Collection, Iterator, Sequence

from astreinte.config import BmadProject
from astreinte.errors import UnknownName
from astreinte.memory import ProjectFolder
from astreinte.memory.markdown import append_line

from . import records, servers
from .apply import diff
from .changes import Change, Create, Insert, Plan
from .offers import OFFERS, offered
from .skills import skill_files

ASSISTANTS = {
    "claude": (".claude/skills", (".mcp.json", "mcpServers")),
    "cursor": (".agents/skills", (".mcp.json", "mcpServers")),
    "copilot": (".agents/skills", (".vscode/mcp.json", "servers")),
    "codex": (".agents/skills", None),
    "gemini": (".agents/skills", None),
}
"""Where an assistant looks for skills, and the file and key of its MCP servers; None: it uses the command line."""

PROPOSED = ".astreinte/proposed"
IGNORED = ".astreinte/"


def plan(kit: BmadProject, language: str, assistants: Sequence[str] = (), accepted: Collection[str] = ()) -> Plan:
    """The changes for these assistants; offers that are not accepted become patches to read.

    Raises:
        UnknownName: no such assistant or offer; lists those there are.
    """
    for kind, names, known in (("assistant", assistants, ASSISTANTS), ("offer", accepted, OFFERS)):
        for name in names:
            if name not in known:
                raise UnknownName(kind, name, list(known))
    folder, remarks = ProjectFolder(kit.project), list[str]()
    chosen = list(dict.fromkeys(assistants)) or ["claude"]
    changes = [
        *_skills(folder, language, chosen, remarks),
        *_servers(folder, chosen, remarks),
        *_ignore(folder),
        *_offers(kit, language, accepted, folder, remarks),
    ]
    return Plan(tuple(changes), tuple(remarks))


def _skills(folder: ProjectFolder, language: str, chosen: Sequence[str], remarks: list[str]) -> Iterator[Change]:
    for place in dict.fromkeys(ASSISTANTS[name][0] for name in chosen):
        for path, text in skill_files(language):
            yield from _created(folder, f"{place}/{path}", text, remarks)


def _created(folder: ProjectFolder, shown: str, text: str, remarks: list[str]) -> Iterator[Change]:
    """A file of ours; one that somebody else wrote or edited is left as it is."""
    path = folder.project / shown
    now = folder.read(path)
    if now == text and path.exists():
        return
    ours = {each.path: each.digest for each in records.read(folder.project) if each.kind == "create"}
    if path.exists() and ours.get(shown) != records.digest(now):
        remarks.append(f"{shown}: it differs from ours and was left as it is; delete it to have ours")
        return
    yield Create(shown, text)


def _servers(folder: ProjectFolder, chosen: Sequence[str], remarks: list[str]) -> Iterator[Change]:
    for shown, key in dict.fromkeys(file for name in chosen if (file := ASSISTANTS[name][1])):
        path = folder.project / shown
        text = folder.read(path)
        if not path.exists():
            yield Create(shown, servers.whole(key))
            continue
        try:
            found = servers.insertion(text, key)
        except ValueError:
            remarks.append(f"{shown}: it cannot be read as JSON and was left as it is; add\n{servers.whole(key)}")
            continue
        if found:
            yield Insert(shown, *found)


def _ignore(folder: ProjectFolder) -> Iterator[Change]:
    path = folder.project / ".gitignore"
    text = folder.read(path)
    if any(line.strip().strip("/") == IGNORED.strip("/") for line in text.splitlines()):
        return
    if not path.exists():
        yield Create(".gitignore", IGNORED + "\n")
        return
    yield Insert(".gitignore", append_line(text, IGNORED)[len(text) :], len(text))


def _offers(
    kit: BmadProject, language: str, accepted: Collection[str], folder: ProjectFolder, remarks: list[str]
) -> Iterator[Change]:
    for name in OFFERS:
        changes = offered(name, kit, language)
        if name in accepted:
            yield from changes
            continue
        shown = f"{PROPOSED}/{name}.patch"
        if not changes:
            continue
        remarks.append(f"{shown}: read it; `astreinte init --accept {name}` makes the change, --undo takes it back")
        yield from _created(folder, shown, diff(kit.project, Plan(tuple(changes))), remarks)
