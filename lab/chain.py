"""nginx → app → PostgreSQL and Redis, in containers on one network, and the repository the app is released from."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from .engine import BASE
from .space import fresh, run, wait

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
MEMORY = "160m"
SETTINGS = "[shop]\nworkers = 4\n"
INIT = """chown -R postgres /d; B=/usr/lib/postgresql/15/bin
if [ ! -f /d/pg/PG_VERSION ]; then
  su postgres -c "$B/initdb -D /d/pg -A trust" > /dev/null
  echo "host all all 0.0.0.0/0 trust" >> /d/pg/pg_hba.conf
fi
exec su postgres -c "exec $B/postgres -D /d/pg -c listen_addresses=* -c max_wal_size=64MB -c min_wal_size=32MB"
"""


LONG_AGO = "2 days ago"


def git(repo: Path, *argv: str, env: Mapping[str, str] | None = None) -> str:
    who = ("-c", "user.name=lab", "-c", "user.email=lab@localhost", "-c", "init.defaultBranch=main")
    return run("git", "-C", str(repo), *who, *argv, env=env)


def commit(repo: Path, message: str, files: dict[str, str], when: str = "now") -> None:
    for name, text in files.items():
        (repo / name).write_text(text, "utf-8")
    git(repo, "add", "-A")
    moment = run("date", "-d", when, "+%s +0000").strip()
    git(repo, "commit", "-q", "-m", message, env={"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment})


def release(root: Path) -> Path:
    """The repository whose checkout the app runs."""
    repo = fresh(root / "release")
    git(repo, "init", "-q")
    git(repo, "config", "user.name", "lab")
    git(repo, "config", "user.email", "lab@localhost")
    texts = {name: (FILES / name).read_text("utf-8") for name in ("app.py", "order.py")}
    commit(repo, "Release 1 of the shop", {**texts, "app.ini": SETTINGS}, LONG_AGO)
    (root / "release.good").write_text(git(repo, "rev-parse", "HEAD"), "utf-8")
    return repo


def as_released(root: Path) -> bool:
    """Whether the checkout is that of the first release, with nothing changed in it."""
    repo = root / "release"
    good = (root / "release.good").read_text("utf-8")
    return git(repo, "rev-parse", "HEAD") == good and not git(repo, "status", "--porcelain")


def volume(root: Path) -> None:
    """The database's own small filesystem, with a spool that nobody prunes."""
    image, mount = root / "pgvol.img", root / "pgvol"
    image.unlink(missing_ok=True)
    run("truncate", "-s", "320M", str(image))
    run("mkfs.ext4", "-q", "-m", "0", str(image))
    mount.mkdir(exist_ok=True)
    run("mount", "-o", "loop", str(image), str(mount))
    for name in ("d", "spool"):
        (mount / name).mkdir()


def start(root: Path) -> None:
    if "labnet" not in run("docker", "network", "ls", "--format", "{{.Name}}").split():
        run("docker", "network", "create", "labnet")
    database(root)
    _container("redis", ("-p", "127.0.0.1:18379:6379"), "redis-server", "--bind", "0.0.0.0", "--protected-mode", "no")
    wait(database_answers, "the database")
    for statement in ("create role app login", "create database app owner app"):
        run("docker", "exec", "pg", "psql", "-q", "-U", "postgres", "-c", statement)
    run(
        "docker",
        "exec",
        "pg",
        "psql",
        "-q",
        "-U",
        "app",
        "-d",
        "app",
        "-c",
        "create table visits(id serial, note text)",
    )
    app(root)
    nginx = f"{FILES / 'nginx.conf'}:/etc/nginx/nginx.conf:ro"
    _container("front", ("-p", "127.0.0.1:18000:80", "-v", nginx), "nginx")


def database(root: Path) -> None:
    """The database on its volume."""
    place = ("-p", "127.0.0.1:18432:5432", "-v", f"{root}/pgvol/d:/d")
    _container("pg", place, "bash", "-c", INIT)


def writes(root: Path, most: int) -> None:
    """Bound what the running database may write to its volume, in bytes a second; 0 lifts the bound.

    The engine cannot change this limit of a container that runs, so its control group is told.
    """
    device = run("findmnt", "-no", "MAJ:MIN", f"{root}/pgvol").strip()
    process = run("docker", "inspect", "--format", "{{.State.Pid}}", "pg").strip()
    rows = (line.split(":", 2) for line in Path(f"/proc/{process}/cgroup").read_text("utf-8").splitlines())
    groups = {kinds: path.lstrip("/") for _, kinds, path in rows}
    if "blkio" in groups:
        limit = Path("/sys/fs/cgroup/blkio", groups["blkio"], "blkio.throttle.write_bps_device")
        limit.write_text(f"{device} {most}\n", "utf-8")
    else:
        limit = Path("/sys/fs/cgroup", groups[""], "io.max")
        limit.write_text(f"{device} wbps={most or 'max'}\n", "utf-8")


def database_answers() -> bool:
    ask = ["docker", "exec", "pg", "pg_isready", "-q", "-U", "postgres"]
    return subprocess.run(ask, check=False, capture_output=True).returncode == 0


def app(root: Path, memory: str = MEMORY) -> None:
    """The app with its checkout mounted, recreated where there is one."""
    place = ("-p", "127.0.0.1:18001:8000", "-v", f"{root}/release:/shop:ro")
    _container("app", (*_limits(memory), *place), "python3", "-u", "-B", "/shop/app.py")


def limit_app() -> None:
    """Put the limits of the running app back."""
    run("docker", "update", *_limits(MEMORY), "app")


def _limits(memory: str) -> tuple[str, ...]:
    return "-m", memory, "--memory-swap", memory, "--cpus", "1"


def forget(root: Path) -> None:
    """Empty the logs of the containers: the next fault has a history of its own."""
    for log in (root / "docker" / "containers").glob("*/*-json.log"):
        log.write_bytes(b"")


def running(name: str) -> bool:
    return run("docker", "inspect", "--format", "{{.State.Running}}", name, check=False).strip() == "true"


def _container(name: str, options: tuple[str, ...], *command: str) -> None:
    run("docker", "rm", "-f", "-v", name, check=False)
    run("docker", "run", "-d", "--name", name, "--network", "labnet", *options, BASE, *command)
