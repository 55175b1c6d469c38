"""The skills that an assistant loads, in the user's language, as they lie in the package."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

SKILLS = ("bmad-incident-response", "bmad-incident-setup")


def skill_files(language: str) -> Iterator[tuple[str, str]]:
    """Paths below a skills folder, and their texts."""
    root = files("astreinte.kits").joinpath("module", language)
    for name in SKILLS:
        yield from _below(root.joinpath(name), name)


def text_of(language: str, *path: str) -> str:
    """One file of the module."""
    return files("astreinte.kits").joinpath("module", language, *path).read_text(encoding="utf-8")


def _below(folder: Traversable, name: str) -> Iterator[tuple[str, str]]:
    for each in sorted(folder.iterdir(), key=lambda one: one.name):
        path = f"{name}/{each.name}"
        if each.is_dir():
            yield from _below(each, path)
        else:
            yield path, each.read_text(encoding="utf-8")
