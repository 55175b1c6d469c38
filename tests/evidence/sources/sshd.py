"""A real sshd on loopback with its own port, keys and folder; ended by its own id."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from astreinte.evidence.sources.ssh import Target

PROGRAM = shutil.which("sshd") or "/usr/sbin/sshd"
CONFIG = """ListenAddress 127.0.0.1
HostKey {root}/host
PidFile {root}/sshd.pid
AuthorizedKeysFile {root}/authorized_keys
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 50
LogLevel VERBOSE
"""


def missing() -> list[str]:
    """Why there can be no sshd here, in plain words."""
    reasons = [] if Path(PROGRAM).exists() else ["sshd is not installed (apt-get install openssh-server)"]
    return reasons + (
        [] if shutil.which("ssh-keygen") else ["ssh-keygen is not installed (apt-get install openssh-client)"]
    )


@dataclass(frozen=True)
class Server:
    """The running server: `open` logs in with a shell, `shut` behind the forced command."""

    root: Path
    port: int

    def target(self, key: str, known: str = "known_hosts") -> Target:
        return Target(f"{getpass.getuser()}@127.0.0.1:{self.port}", str(self.root / key), str(self.root / known))

    @property
    def logins(self) -> int:
        return (self.root / "log").read_text("utf-8", "replace").count("Accepted publickey")


def prepare(root: Path, forced: str) -> Server:
    for name in ("host", "open", "shut", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(root / name)], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keys = {name: (root / f"{name}.pub").read_text().strip() for name in ("host", "open", "shut", "stranger")}
    (root / "authorized_keys").write_text(f'{keys["open"]}\ncommand="{forced}",restrict {keys["shut"]}\n')
    (root / "known_hosts").write_text(f"[127.0.0.1]:{port} {keys['host']}\n")
    (root / "other_hosts").write_text(f"[127.0.0.1]:{port} {keys['stranger']}\n")
    (root / "sshd_config").write_text(CONFIG.format(root=root))
    return Server(root, port)


@contextmanager
def running(server: Server) -> Generator[Server]:
    """The server for as long as the block."""
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with (server.root / "log").open("ab") as log:
        process = subprocess.Popen(
            [PROGRAM, "-D", "-e", "-f", str(server.root / "sshd_config"), "-p", str(server.port)], stderr=log
        )
        try:
            _wait(server.port)
            yield server
        finally:
            process.terminate()
            process.wait(10)


def _wait(port: int) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
