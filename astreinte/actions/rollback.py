"""rollout-undo on a host: the change of a service's own configuration repository, taken back by Git itself."""

import re
from dataclasses import dataclass

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .reasons import reason, refused
from .targets import service_named

REVISION = re.compile(r"[0-9a-f]{7,40}\Z")
HASH = r"[0-9a-f]{40}"
TREES = re.compile(
    rf"(?P<head>{HASH})\|(?P<parents>[0-9a-f ]*)\|(?P<tree>{HASH})\n(?:{HASH}\|[0-9a-f ]*\|(?P<before>{HASH}))?"
)
RECENT = 20
"""How many changes back one can still be taken back, where nothing on top of it touched the same files."""


class RollbackParams(Params):
    """`revision` is the change to take back, or `worktree` for what was never committed."""

    service: str
    revision: str


@dataclass(frozen=True)
class Change:
    """A commit, the tree that the repository holds now, and the one it should hold once this commit is taken back.

    `before` is known of the newest one alone; `head` is what the revert will stand on.
    """

    revision: str
    head: str
    tree: str = ""
    before: str = ""


class Rollback:
    """`git revert` of a recent change, or `git stash` of an uncommitted one: both leave a trace and can be undone."""

    id = "rollout-undo"
    platform = "host"
    risk: Risk = "reversible"
    params: type[Params] = RollbackParams
    then = ("redeploy",)

    async def plan(self, params: Params, world: World) -> Plan:
        asked = RollbackParams.model_validate(params.model_dump())
        repo = service_named(world, asked.service).repo
        if not repo:
            raise refused(world, "no_repo", name=asked.service)
        dirty = (await world.ask(status(repo))).text.strip()
        if asked.revision == "worktree":
            return self._stash(world, asked.service, repo, dirty)
        change = await _change(world, repo, asked.revision)
        if dirty:
            raise refused(world, "uncommitted", repo=repo)
        return self._revert(asked.service, repo, change)

    def _revert(self, name: str, repo: str, change: Change) -> Plan:
        return Plan(
            action=self.id,
            method="git",
            target=name,
            argv=("git", "-C", repo, "revert", "--no-edit", change.revision),
            risk=self.risk,
            undo=("git", "-C", repo, "revert", "--no-edit", "HEAD"),
            after=trees(repo) if change.tree else history(repo),
            expect=_took(change),
            marker=rf"\A({HASH})",
            was=change.head,
            revision=change.head,
        )

    def _stash(self, world: World, name: str, repo: str, dirty: str) -> Plan:
        if not dirty:
            raise refused(world, "committed", repo=repo)
        return Plan(
            action=self.id,
            method="git-stash",
            target=name,
            argv=("git", "-C", repo, "stash", "push", "--message", "astreinte"),
            risk=self.risk,
            undo=("git", "-C", repo, "stash", "pop"),
            after=status(repo),
            expect=r"\A\s*\Z",
        )


def _took(change: Change) -> str:
    """A commit on top of the present one; the tree is that from before the change, or at least no longer this one."""
    if not change.tree:
        return rf"\A{HASH} Revert "
    tree = change.before or f"(?!{change.tree}){HASH}"
    return rf"\A{HASH}\|{change.head}\|{tree}\n"


async def _change(world: World, repo: str, revision: str) -> Change:
    """The change of that name among the recent ones.

    Raises:
        RefusedByPolicy: it is not among them, later ones touched its files, it merges two lines or nothing came before.
    """
    newest = (await world.ask(history(repo))).text.strip().split("\n", 1)[0].split(" ", 1)[0]
    if not REVISION.match(revision) or not newest:
        raise refused(world, "not_newest", revision=revision, repo=repo, newest=_known(world, newest))
    found = TREES.match((await world.ask(trees(repo))).text)
    if not newest.startswith(revision):
        older = await _older(world, repo, revision, newest)
        return Change(older, newest, found["tree"] if found else "")
    if found is None:
        return Change(newest, newest)
    if len(found["parents"].split()) != 1 or found["head"] != newest:
        raise refused(world, "not_plain", revision=newest[:12], repo=repo)
    return Change(newest, newest, found["tree"], found["before"] or "")


async def _older(world: World, repo: str, revision: str, newest: str) -> str:
    """A change that is not the newest, whole: it can be taken back alone only where nobody touched its files since."""
    changes = _touched((await world.ask(files(repo))).text)
    place = next((at for at, (name, _) in enumerate(changes) if name.startswith(revision)), None)
    if place is None or not changes[place][1]:
        raise refused(world, "not_newest", revision=revision, repo=repo, newest=_known(world, newest))
    name, own = changes[place]
    later = frozenset[str]().union(*(touched for _, touched in changes[:place]))
    if own & later:
        raise refused(world, "touched_since", revision=revision[:12], path=min(own & later)[:120])
    return name


def _touched(text: str) -> list[tuple[str, frozenset[str]]]:
    """Commit and files, newest first, out of `git log --name-only`; a merge has no files."""
    parts = re.split(rf"(?m)^({HASH})$", text)[1:]
    return [
        (name, frozenset(filter(None, body.split("\n")))) for name, body in zip(parts[::2], parts[1::2], strict=True)
    ]


def _known(world: World, newest: str) -> str:
    return newest[:12] or reason(world.settings.language, "nothing")


def history(repo: str) -> Query:
    """The newest changes, one `revision subject` a line."""
    return Query("git", ("-C", repo, "log", "-n", "5", "--oneline", "--no-abbrev-commit"), item="changes")


def trees(repo: str) -> Query:
    """The two newest changes: commit, parents and tree."""
    return Query("git", ("-C", repo, "log", "-n", "2", "--format=%H|%P|%T"), item="changes")


def files(repo: str) -> Query:
    """What the recent changes touched."""
    return Query("git", ("-C", repo, "log", "-n", str(RECENT), "--name-only", "--format=%H"), item="changes")


def status(repo: str) -> Query:
    return Query("git", ("-C", repo, "status", "--porcelain", "--untracked-files=no"), item="changes")
