"""What a changed file is: configuration, code, a dependency and its version."""

import posixpath
import re
from collections.abc import Sequence

LOCKS = frozenset({
    "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "poetry.lock", "uv.lock", "pyproject.toml",
    "Pipfile", "Pipfile.lock", "go.mod", "go.sum", "Cargo.toml", "Cargo.lock", "pom.xml", "build.gradle",
    "build.gradle.kts", "Gemfile", "Gemfile.lock", "composer.json", "composer.lock", "Chart.lock", "constraints.txt",
})  # fmt: skip
REQUIRED = re.compile(r"^(requirements|constraints)[\w.-]*\.(txt|in)$")
CODE = re.compile(r"\.(py|go|js|jsx|ts|tsx|java|kt|scala|rb|rs|c|cc|cpp|h|cs|php|lua|swift|ex|exs|clj|vue|svelte)$")
TEXT = re.compile(r"\.(md|rst|adoc)$|(^|/)(README|CHANGELOG|LICENSE|docs)(\b|/)")
PINNED = re.compile(
    r"[\"']?(?P<name>@?[A-Za-z][\w./@-]*?)[\"']?(?:\[[\w,]+\])?\s*(?:==|~=|>=|\^|[:=]\s*[\"'^~=v]*|@|\s+v)\s*(?P<version>\d+(?:\.[\w-]+)+)"
)


def what_of(path: str) -> str:
    """`dependency`, `code`, `text`, or `config`, which everything else is that a repository deploys."""
    name = posixpath.basename(path)
    if name in LOCKS or REQUIRED.match(name):
        return "dependency"
    return "code" if CODE.search(name) else "text" if TEXT.search(path) else "config"


def moved(old: Sequence[str], new: Sequence[str]) -> str:
    """The first name that both sides pin, with its versions before and after; empty where no version moved."""
    before = {found["name"]: found["version"] for text in old if (found := PINNED.search(text))}
    after = {found["name"]: found["version"] for text in new if (found := PINNED.search(text))}
    return next((f"{n} {before[n]} -> {v}" for n, v in after.items() if n in before and before[n] != v), "")
