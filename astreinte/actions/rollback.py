"""rollout-undo on a host: the change of a service's own configuration repository, taken back by Git itself."""

import re

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .reasons import reason, refused
from .targets import service_named

REVISION = re.compile(r"[0-9a-f]{7,40}\Z")


class RollbackParams(Params):
    """`revision` is the change to take back; it must be the newest one of the repository."""

    service: str
    revision: str


class Rollback:
    """`git revert` of the newest change, or `git stash` of an uncommitted one: both leave a trace and can be undone."""

    id = "rollout-undo"
    platform = "host"
    risk: Risk = "reversible"
    params: type[Params] = RollbackParams
    then = ("restart",)

    async def plan(self, params: Params, world: World) -> Plan:
        asked = RollbackParams.model_validate(params.model_dump())
        repo = service_named(world, asked.service).repo
        if not repo:
            raise refused(world, "no_repo", name=asked.service)
        dirty = (await world.ask(status(repo))).text.strip()
        if asked.revision == "worktree":
            return self._stash(world, asked.service, repo, dirty)
        newest = (await world.ask(history(repo))).text.strip().split("\n", 1)[0].split(" ", 1)[0]
        if not REVISION.match(asked.revision) or not newest or not newest.startswith(asked.revision):
            known = newest[:12] or reason(world.settings.language, "nothing")
            raise refused(world, "not_newest", revision=asked.revision, repo=repo, newest=known)
        if dirty:
            raise refused(world, "uncommitted", repo=repo)
        return Plan(
            action=self.id,
            method="git",
            target=asked.service,
            argv=("git", "-C", repo, "revert", "--no-edit", newest),
            risk=self.risk,
            undo=("git", "-C", repo, "revert", "--no-edit", "HEAD"),
            after=history(repo),
            expect=r"\A[0-9a-f]{40} Revert ",
            marker=r"\A([0-9a-f]{40})",
            was=newest,
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


def history(repo: str) -> Query:
    """The newest changes, one `revision subject` a line."""
    return Query("git", ("-C", repo, "log", "-n", "5", "--oneline", "--no-abbrev-commit"), item="changes")


def status(repo: str) -> Query:
    return Query("git", ("-C", repo, "status", "--porcelain", "--untracked-files=no"), item="changes")
