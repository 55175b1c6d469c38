"""Probes answered in Python: HTTP, TCP, DNS. Refusal, silence and an unknown name are answers, not failures."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

TIMEOUT = 3.0
HTTP_TIMEOUT = 5.0
BODY = 300

REFUSED, UNKNOWN, SILENT_RESOLVER = (
    "connection refused",
    "name or service not known",
    "temporary failure in name resolution",
)


async def http(url: str) -> str:
    """`HTTP 200 in 12 ms` and the first characters of the body, or what went wrong on the way."""
    import httpx

    start = time.monotonic()
    try:
        async with (
            httpx.AsyncClient(timeout=HTTP_TIMEOUT, trust_env=False) as client,
            asyncio.timeout(HTTP_TIMEOUT + 1),
            client.stream("GET", url) as response,
        ):
            body = await _beginning(response)
            took = round((time.monotonic() - start) * 1000)
            return f"HTTP {response.status_code} in {took} ms\n{body}".rstrip()
    except (httpx.ReadTimeout, TimeoutError):
        return f"connected, then timed out after {HTTP_TIMEOUT:g} s without an answer"
    except httpx.TimeoutException:
        return f"timed out after {HTTP_TIMEOUT:g} s"
    except (httpx.TransportError, httpx.InvalidURL, httpx.DecodingError) as error:
        return reason_of(error)


async def tcp(address: str) -> str:
    """`connected in 1 ms`, or what went wrong."""
    split = urlsplit(f"tcp://{address}")
    start = time.monotonic()
    try:
        async with asyncio.timeout(TIMEOUT):
            _, writer = await asyncio.open_connection(split.hostname, split.port)
    except TimeoutError:
        return f"timed out after {TIMEOUT:g} s"
    except (OSError, ValueError) as error:
        return reason_of(error)
    writer.close()
    return f"connected in {round((time.monotonic() - start) * 1000)} ms"


async def dns(name: str) -> str:
    """The addresses of the name, one a line, or what the resolver said."""
    try:
        async with asyncio.timeout(TIMEOUT):
            found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except TimeoutError:
        return f"timed out after {TIMEOUT:g} s"
    except (OSError, UnicodeError) as error:
        return reason_of(error)
    return "\n".join(dict.fromkeys(str(entry[4][0]) for entry in found))


async def _beginning(response: "httpx.Response") -> str:
    kept = ""
    async for chunk in response.aiter_text(BODY):
        kept += chunk
        if len(kept) >= BODY:
            break
    return kept[:BODY]


def reason_of(error: Exception) -> str:
    """The innermost cause in plain words: the client library wraps them."""
    chain: list[BaseException] = [error]
    while (inner := chain[-1].__cause__ or chain[-1].__context__) is not None and inner not in chain:
        chain.append(inner)
    for cause in chain:
        if isinstance(cause, socket.gaierror):
            return SILENT_RESOLVER if cause.errno == socket.EAI_AGAIN else UNKNOWN
        if isinstance(cause, ConnectionRefusedError):
            return REFUSED
        if isinstance(cause, ConnectionResetError):
            return "connection reset by peer"
    text = str(error) or type(error).__name__
    return REFUSED if "refused" in text.lower() or "all connection attempts failed" in text.lower() else text


PROBES: Mapping[str, Callable[[str], Awaitable[str]]] = {"http": http, "tcp": tcp, "dns": dns}
"""Tools answered here, by name."""
