"""Faults of security and of backups: a guesser on a network of its own, a secret in a history, a damaged pack."""

import subprocess
import sys
from pathlib import Path

from .space import run

ATTACKER = "203.0.113.9"
TARGET = "203.0.113.1"
KEY = "AKIA" + "LAB7" * 4
"""Put together here, so that no scanner finds a key in this file; it opens nothing."""


def brute_force(root: Path) -> None:
    """Wrong logins from an address of its own, until it is cut off or has had enough."""
    if "guesser" not in run("ip", "netns", "list", check=False):
        _network()
    guess = [sys.executable, "-m", "lab.guesser", TARGET, "12222"]
    with (root / "logs" / "guesser.log").open("wb") as log:
        subprocess.Popen(["ip", "netns", "exec", "guesser", *guess], stdout=log, stderr=log)


def _network() -> None:
    run("ip", "netns", "add", "guesser")
    run("ip", "link", "add", "wan", "type", "veth", "peer", "name", "eth0", "netns", "guesser")
    run("ip", "addr", "add", f"{TARGET}/24", "dev", "wan")
    run("ip", "link", "set", "wan", "up")
    for words in (("addr", "add", f"{ATTACKER}/24", "dev", "eth0"), ("link", "set", "eth0", "up")):
        run("ip", "netns", "exec", "guesser", "ip", *words)


def expose_secret(root: Path) -> None:
    """A key is committed, and taken out again as if that helped."""
    repo = root / "vitrine"
    (repo / ".env").write_text(f"AWS_ACCESS_KEY_ID={KEY}\n", "utf-8")
    run("git", "-C", str(repo), "add", "-A")
    run("git", "-C", str(repo), "commit", "-q", "-m", "Settings of the shop window")
    run("git", "-C", str(repo), "rm", "-q", ".env")
    run("git", "-C", str(repo), "commit", "-q", "-m", "Settings do not belong here")


def corrupt_backup(root: Path) -> None:
    """Some bytes of the largest pack change on the disk."""
    packs = [path for path in (root / "depot" / "repo" / "data").rglob("*") if path.is_file()]
    pack = max(packs, key=lambda path: path.stat().st_size)
    pack.chmod(0o600)
    with pack.open("r+b") as file:
        file.seek(9000)
        file.write(b"\0" * 64)
    (root / "run" / "check-backup").touch()
