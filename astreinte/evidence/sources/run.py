"""One command, run for its output: no shell, bounded in time and size, its whole process group ended afterwards."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from astreinte.evidence.processes import end, start
from astreinte.evidence.unavailable import Unavailable

LIMIT = 4 * 1024 * 1024
"""Bytes of output kept; what follows is read and dropped."""

INSTALL = {
    "ss": "iproute2", "ps": "procps", "vmstat": "procps", "free": "procps", "iptables": "iptables", "nft": "nftables",
    "systemctl": "systemd", "journalctl": "systemd", "supervisorctl": "supervisor", "docker": "docker.io", "git": "git",
    "dmesg": "util-linux", "getent": "libc-bin", "df": "coreutils", "du": "coreutils", "borg": "borgbackup",
    "fail2ban-client": "fail2ban",
    "kubectl": "kubernetes-client", "pct": "pve-container", "qm": "qemu-server", "pvesh": "pve-manager",
}  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """What a command printed and returned; `cut` when it printed more than is kept."""

    code: int
    out: str
    err: str
    cut: bool = False


Run = Callable[[Sequence[str], float], Awaitable[Ran]]
"""Runs an argument list for at most so many seconds."""


async def run(argv: Sequence[str], timeout: float) -> Ran:  # noqa: ASYNC109
    """Run a command of the catalogue and wait for it.

    Raises:
        ReadingUnavailable: the program is missing or may not be run, or the time ran out.
    """
    env = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "SYSTEMD_COLORS": "0", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        process = await start(*argv, env=env)
    except FileNotFoundError as error:
        package = INSTALL.get(argv[0], argv[0])
        raise Unavailable("not_installed", tool=argv[0], package=package) from error
    except (OSError, ValueError) as error:
        raise Unavailable("cannot_run", tool=argv[0], why=error) from error
    try:
        async with asyncio.timeout(timeout):
            (out, cut), (err, _) = await asyncio.gather(_drain(process.stdout), _drain(process.stderr))
            return Ran(await process.wait(), out, err, cut)
    except TimeoutError as error:
        await end(process)
        raise Unavailable("not_finished", tool=argv[0], seconds=timeout) from error
    except asyncio.CancelledError:
        await end(process)
        raise


async def _drain(stream: asyncio.StreamReader | None) -> tuple[str, bool]:
    kept, size = bytearray(), 0
    while stream and (chunk := await stream.read(65536)):
        size += len(chunk)
        kept += chunk[: max(LIMIT - len(kept), 0)]
    return kept.decode("utf-8", "replace"), size > LIMIT
