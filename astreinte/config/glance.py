"""What a verb that only looks needs of the settings. It is kept, so that the next look need not validate them again.

Reading and validating settings takes longer than most looks. What is kept counts only while everything that it was
made from is the same to the byte: the project's and the kits' files, the variables, and the code that reads them.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from astreinte import __version__

from .places import FILE, HOME, LANGUAGE, PREFIX, inputs, postmortems_in

if TYPE_CHECKING:
    from .settings import Settings

KEPT = "glance.json"
READERS = ("pydantic", "pydantic_core", "yaml")
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Glance:
    """The settings of a project as far as a look goes. `names` are the agents' by tag; targets are in seconds.

    `postmortems` is the setting of that name, `kit_postmortems` the folder that the kit says.
    """

    language: str
    timezone: str
    database: str
    knowledge: str
    past: tuple[str, ...]
    names: Mapping[str, str]
    mttd_s: float
    mttr_s: float
    postmortems: str
    kit_postmortems: str

    @property
    def mttd(self) -> timedelta:
        return timedelta(seconds=self.mttd_s)

    @property
    def mttr(self) -> timedelta:
        return timedelta(seconds=self.mttr_s)

    def postmortems_dir(self, project: Path) -> Path:
        """See `postmortems_in`."""
        return postmortems_in(project.resolve(), self.postmortems, Path(self.kit_postmortems))


def glance(project: Path, environ: Mapping[str, str]) -> Glance:
    """The settings of the project for a look.

    Raises:
        ConfigError: as `load_settings`.
    """
    made_from = fingerprint(project, environ)
    if found := _kept(project, made_from):
        return found
    from .load import load_settings

    fresh = of(project, load_settings(project, environ))
    if made_from == fingerprint(project, environ):
        _keep(project, made_from, fresh)
    return fresh


def language_of(project: Path, environ: Mapping[str, str]) -> str:
    """What people read here, for a text that is shown whether or not the settings can be read."""
    from astreinte.errors import AstreinteError

    said = any(name.startswith(PREFIX) for name in environ) or any(path.exists() for path in inputs(project.resolve()))
    try:
        return glance(project, environ).language if said else LANGUAGE
    except (AstreinteError, OSError):
        return _meant(project, environ)


def _meant(project: Path, environ: Mapping[str, str]) -> str:
    """What stands beside what is wrong in the settings."""
    lines = f"language: {environ.get(f'{PREFIX}LANGUAGE', '')}\n"
    with suppress(OSError, UnicodeDecodeError):
        lines += (project / FILE).read_text(encoding="utf-8")
    found = re.search(r"""^language:[ '"]*(fr|en)\b""", lines, re.MULTILINE)
    return found[1] if found else LANGUAGE


def of(project: Path, settings: "Settings") -> Glance:
    """What a look takes of these settings."""
    from .bmad import resolve

    return Glance(
        language=settings.language,
        timezone=settings.user.timezone,
        database=settings.database,
        knowledge=settings.knowledge,
        past=settings.past,
        names=settings.agent_names(),
        mttd_s=settings.targets.mttd.total_seconds(),
        mttr_s=settings.targets.mttr.total_seconds(),
        postmortems=settings.postmortems,
        kit_postmortems=str(resolve(project, settings.root).postmortems_dir),
    )


def fingerprint(project: Path, environ: Mapping[str, str]) -> str:
    """A digest of everything that the settings are made from; empty where something of it cannot be read."""
    said = sha256()
    try:
        for part in _parts(project.resolve(), environ):
            said.update(f"{len(part)}:".encode() + part)
    except OSError:
        return ""
    return said.hexdigest()


def _parts(project: Path, environ: Mapping[str, str]) -> Iterator[bytes]:
    yield os.fsencode(f"{__version__} {project}")
    for path in (*sorted(HERE.glob("*.py")), *map(_origin, READERS)):
        found = path.stat()
        yield f"{path.name} {found.st_mtime_ns} {found.st_size}".encode()
    for name in sorted(environ):
        if name.startswith(PREFIX):
            yield os.fsencode(f"{name}={environ[name]}")
    for path in inputs(project):
        yield os.fsencode(path)
        yield _content(path)


def _content(path: Path) -> bytes:
    try:
        return b"file " + path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return b"absent"
    except IsADirectoryError:
        return b"folder"


def _origin(module: str) -> Path:
    """The first file of a module, which is not loaded for it."""
    found = find_spec(module)
    return Path(found.origin or "") if found else Path()


def _kept(project: Path, made_from: str) -> Glance | None:
    with suppress(OSError, ValueError, TypeError, KeyError):
        said: Any = json.loads((project / HOME / KEPT).read_bytes())
        if made_from and said["made_from"] == made_from:
            seen: dict[str, Any] = said["glance"]
            seen["past"] = tuple(seen["past"])
            return Glance(**seen)
    return None


def _keep(project: Path, made_from: str, fresh: Glance) -> None:
    """Only beside a database that is a file: the address of another may hold a password."""
    home = project / HOME
    if not made_from or not home.is_dir() or not fresh.database.startswith("sqlite:"):
        return
    part = home / f"{KEPT}.{os.getpid()}"
    with suppress(OSError):
        part.write_text(json.dumps({"made_from": made_from, "glance": asdict(fresh)}), encoding="utf-8")
        part.replace(home / KEPT)
