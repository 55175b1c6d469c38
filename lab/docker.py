"""Incidents of a container, caused for real and mended by Astreinte: `python -m lab.docker oom --keep DIR`.

A private dockerd with an image made of busybox alone runs in private network, mount and process namespaces: when the
command ends, the kernel drops all of it. Needs root and Debian's `docker.io`, `busybox-static` and `util-linux`.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from .host import INSIDE, declare, run, wait

PORT = 8082
URL = f"http://127.0.0.1:{PORT}/cgi-bin/visit"
LIMIT = "32m"
APPLETS = ("sh", "httpd", "head", "cat", "rm", "sleep", "date", "tr", "dd")
START = f"""#!/bin/sh
httpd -p 127.0.0.1:{PORT} -h /www
echo "$(date -u +%FT%TZ) INFO listening on {PORT}"
while sleep 0.2; do
  [ -e /run/report ] || continue
  rm /run/report
  echo "$(date -u +%FT%TZ) INFO building the yearly report"
  report=$(head -c 200000000 /dev/zero | tr '\\0' x)
done
"""
VISIT = """#!/bin/sh
if dd if=/dev/zero bs=4096 count=1 2>/dev/null >> /data/visits; then
  printf 'Status: 200 OK\\r\\n\\r\\nmill\\n'
else
  echo "$(date -u +%FT%TZ) ERROR cannot record the visit in /data/visits: No space left on device" > /proc/1/fd/1
  printf 'Status: 500 Internal Server Error\\r\\n\\r\\nerror\\n'
fi
"""
SETTINGS = """language: fr
user: {{name: Camille, timezone: Europe/Paris, hours: "09:00-18:00"}}
policy: direct
services:
  mill:
    domain: lxc
    probe: "{url}"
    manager: docker
    unit: mill
    port: {port}
    paths: [{root}/data]
    safe_to_free: ["{root}/data/cache/*.tmp"]
sources:
  docker: {{host: "unix://{root}/docker.sock"}}
  host: {{}}
"""


def missing() -> list[str]:
    """Why the lab cannot run here, in plain words; empty when it can."""
    reasons = [] if os.geteuid() == 0 else ["not root"]
    tools = {
        "dockerd": "docker.io",
        "runc": "runc",
        "busybox": "busybox-static",
        "unshare": "util-linux",
        "ip": "iproute2",
    }
    return reasons + [
        f"{tool} is not installed (apt-get install {package})"
        for tool, package in tools.items()
        if not shutil.which(tool)
    ]


def image() -> bytes:
    """The root of a filesystem as a tar: busybox under its names, the service and its page."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        busybox = Path(shutil.which("busybox") or "").read_bytes()
        scripts = {"start": START.encode(), "www/cgi-bin/visit": VISIT.encode(), "bin/busybox": busybox}
        for name, body in scripts.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(body), 0o755
            tar.addfile(entry, io.BytesIO(body))
        for name in ("run", "data", "tmp"):
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o777
            tar.addfile(entry)
        for name in APPLETS:
            entry = tarfile.TarInfo(f"bin/{name}")
            entry.type, entry.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(entry)
    return buffer.getvalue()


def engine(root: Path) -> None:
    """A dockerd of its own, without bridge or packet filter: containers use the network of the namespace."""
    runtime = root / "runtime"
    shutil.copy(Path(__file__).with_name("runtime.py"), runtime)
    runtime.chmod(0o755)
    options = [
        "-H", f"unix://{root}/docker.sock", "--data-root", f"{root}/docker", "--exec-root", f"{root}/exec",
        "--pidfile", f"{root}/docker.pid", "--bridge=none", "--iptables=false", "--cgroup-parent=/astlab",
        "--exec-opt", "native.cgroupdriver=cgroupfs", "--add-runtime", f"lab={runtime}", "--default-runtime", "lab",
    ]  # fmt: skip
    with (root / "dockerd.log").open("wb") as log:
        subprocess.Popen(["dockerd", *options], stdout=log, stderr=log)
    wait(lambda: subprocess.run(["docker", "version"], check=False, capture_output=True).returncode == 0, "dockerd")


def lay(root: Path) -> None:
    """The engine, the service in its container, its small filesystem and the project's settings."""
    (root / "data").mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=4m,mode=777", "milldata", str(root / "data"))
    (root / "data" / "cache").mkdir()
    engine(root)
    subprocess.run(["docker", "import", "-", "lab/mill:1"], input=image(), check=True, stdout=subprocess.DEVNULL)
    run(
        "docker", "run", "-d", "--name", "mill", "--network", "host", "-m", LIMIT, "--memory-swap", LIMIT,
        "-v", f"{root}/data:/data", "lab/mill:1", "/start",
    )  # fmt: skip
    (root / "astreinte.yaml").write_text(SETTINGS.format(root=root, url=URL, port=PORT), encoding="utf-8")
    wait(lambda: answers() == "200", "the mill to answer")


def answers() -> str:
    try:
        with urllib.request.urlopen(URL, timeout=2) as page:
            return str(page.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except OSError as error:
        return type(error).__name__


def oom(root: Path) -> None:
    """A report that needs more memory than the container may have: the kernel kills it."""
    del root
    run("docker", "exec", "mill", "sh", "-c", "> /run/report")
    wait(lambda: answers() not in {"200", "500"}, "the mill to be killed")


def full_disk(root: Path) -> None:
    """A cache that nobody prunes fills the small filesystem of the data."""
    for number in range(40):
        try:
            (root / "data" / "cache" / f"render-{number:02}.tmp").write_bytes(os.urandom(128 * 1024))
        except OSError:
            break
    wait(lambda: answers() == "500", "the mill to fail")


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "oom": (oom, "Le moulin ne répond plus"),
    "full-disk": (full_disk, "Le moulin répond en erreur 500"),
}


def inside(fault: str, root: Path, keep: Path | None, extra: list[str]) -> int:
    run("ip", "link", "set", "lo", "up")
    run("mount", "--make-rprivate", "/")
    os.environ["DOCKER_HOST"] = f"unix://{root}/docker.sock"
    lay(root)
    inject, title = FAULTS[fault]
    inject(root)
    code = declare(root, "mill", title, keep, extra)
    print(f"lab: the mill answers {answers()}; exit code {code}", file=sys.stderr)
    return code


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fault", choices=sorted(FAULTS))
    parser.add_argument("--root", type=Path, default=Path("/var/lib/astlab"), help="folder of the lab, emptied first")
    parser.add_argument("--keep", type=Path, help="record the incident as this scenario folder")
    options, extra = parser.parse_known_args()
    if reasons := missing():
        print("lab: cannot run here: " + "; ".join(reasons), file=sys.stderr)
        return 2
    if os.environ.get(INSIDE):
        return inside(options.fault, options.root, options.keep.resolve() if options.keep else None, extra)
    shutil.rmtree(options.root, ignore_errors=True)
    options.root.mkdir(parents=True)
    child = ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
    command = [*child, sys.executable, "-m", "lab.docker", *sys.argv[1:]]
    return subprocess.run(command, check=False, env={**os.environ, INSIDE: "1"}).returncode


if __name__ == "__main__":
    sys.exit(main())
