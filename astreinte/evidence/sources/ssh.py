"""Commands on another machine over SSH: one connection for each, kept and made again, its host key known beforehand."""

import asyncio
import re
import shlex
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from astreinte.evidence.unavailable import Unavailable

from .run import LIMIT, Ran

CONNECT = 5.0
"""Seconds for a connection to be made and for the login."""

KEEPALIVE = 15
SESSIONS = 8
"""Commands in flight over one connection: sshd allows ten."""

TARGET = re.compile(
    r"(?:(?P<user>[A-Za-z_][A-Za-z0-9_.-]{0,63})@)?(?P<host>[A-Za-z0-9](?:(?!\.\.)[A-Za-z0-9_.-]){0,252}|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
)


@dataclass(frozen=True)
class Target:
    """Where and as whom.

    Attributes:
        address: `user@host:port`; user and port may be left out.
        key: path of a private key without passphrase; the agent and the usual files of `~/.ssh` when empty.
        known_hosts: path of the host keys; `~/.ssh/known_hosts` when empty. An unknown key is refused.
        jump: `user@host:port` of a machine on the way, entered with the same key and known hosts.
        config: path of an OpenSSH configuration; none is read when empty. It never weakens the check of host keys.
    """

    address: str
    key: str = ""
    known_hosts: str = ""
    jump: str = ""
    config: str = ""


class Ssh:
    """Runs argument lists over there. As a `Run` it is called like the local one.

    The protocol carries one string, which the far shell reads: `shlex.join` quotes every word, and the catalogue lets
    no word through that a shell would act on even without quotes.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._lock, self._sessions = asyncio.Lock(), asyncio.Semaphore(SESSIONS)
        self._held: tuple[asyncio.AbstractEventLoop, Any] | None = None
        self._way: Any = None

    async def __call__(self, argv: Sequence[str], timeout: float) -> Ran:  # noqa: ASYNC109
        """Raises ReadingUnavailable: no connection, not let in, or the time ran out."""
        ssh = _library()
        try:
            async with asyncio.timeout(2 * timeout + CONNECT):
                connection = await self._connected(ssh)
                async with self._sessions, asyncio.timeout(timeout):
                    return await _run(connection, shlex.join(argv))
        except TimeoutError as error:
            raise Unavailable("not_finished", tool=argv[0], seconds=timeout) from error
        except (ssh.Error, OSError) as error:
            if not isinstance(error, ssh.ChannelOpenError):
                await self.close()
            raise self._reason(ssh, error) from error

    async def close(self) -> None:
        held, way, self._held, self._way = self._held, self._way, None, None
        for each in (held[1] if held else None, way):
            if held and each is not None and held[0] is asyncio.get_running_loop():
                each.close()
                await each.wait_closed()

    async def _connected(self, ssh: Any) -> Any:
        loop = asyncio.get_running_loop()
        if self._held and self._held[0] is not loop:
            self._lock, self._sessions, self._held = asyncio.Lock(), asyncio.Semaphore(SESSIONS), None
        async with self._lock:
            if self._held is None or self._held[1].is_closed():
                self._held = (loop, await self._through(ssh))
            return self._held[1]

    async def _through(self, ssh: Any) -> Any:
        """The connection, by way of the machine in between where there is one."""
        if not self._target.jump:
            return await ssh.connect(**self._options(self._target.address))
        self._way = await ssh.connect(**self._options(self._target.jump))
        try:
            return await ssh.connect(**self._options(self._target.address), tunnel=self._way)
        except BaseException:
            self._way.close()
            raise

    def _options(self, address: str) -> dict[str, Any]:
        """Host keys are always checked against a file that is named here, whatever a configuration says."""
        found, config = TARGET.fullmatch(address), self._target.config
        where = found.groupdict() if found else {"host": address}
        port = where.get("port") or ("" if config else "22")
        return {
            "host": (where["host"] or "").strip("[]"),
            **({"port": int(port)} if port else {}),
            **({"username": where["user"]} if where.get("user") else {}),
            **({"client_keys": [self._target.key], "agent_path": None} if self._target.key else {}),
            "known_hosts": self._known_hosts,
            "config": [str(Path(config).expanduser())] if config else None,
            "preferred_auth": "publickey",
            "connect_timeout": CONNECT,
            "login_timeout": CONNECT,
            "keepalive_interval": KEEPALIVE,
        }

    @property
    def _known_hosts(self) -> str:
        return str(Path(self._target.known_hosts or "~/.ssh/known_hosts").expanduser())

    def _reason(self, ssh: Any, error: Exception) -> Unavailable:
        values = {"where": self._target.address, "why": " ".join(str(error).split()) or type(error).__name__}
        absent = error.filename if isinstance(error, FileNotFoundError) else None
        if isinstance(error, ssh.HostKeyNotVerifiable) or (absent and absent == self._known_hosts):
            return Unavailable("ssh_host_key", **values)
        if isinstance(error, ssh.PermissionDenied | ssh.KeyImportError) or (absent and absent == self._target.key):
            return Unavailable("ssh_denied", **values)
        return Unavailable("ssh_unreachable", **values)


async def _run(connection: Any, line: str) -> Ran:
    process = await connection.create_process(line, encoding=None, stdin=asyncio.subprocess.DEVNULL, env=LOCALE)
    try:
        (out, cut), (err, _) = await asyncio.gather(_drain(process.stdout), _drain(process.stderr))
        await process.wait_closed()
    except BaseException:
        with suppress(OSError):
            process.close()
        raise
    code = process.returncode
    return Ran(255 if code is None else code, out, err, cut)


LOCALE = {"LC_ALL": "C.UTF-8"}


async def _drain(stream: Any) -> tuple[str, bool]:
    kept, size = bytearray(), 0
    while chunk := await stream.read(65536):
        size += len(chunk)
        kept += chunk[: max(LIMIT - len(kept), 0)]
    return kept.decode("utf-8", "replace"), size > LIMIT


def _library() -> Any:
    try:
        import asyncssh
    except ImportError as error:
        raise Unavailable("extra_missing", what="SSH", extra="ssh") from error
    return asyncssh
