"""One HTTP API, asked with GET only: bounded in time and size, by a secret that no message repeats."""

import asyncio
import base64
import json
import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from astreinte.evidence.unavailable import Unavailable

from .http_options import ApiOptions
from .probes import reason_of

if TYPE_CHECKING:
    import httpx

LIMIT = 8 * 1024 * 1024
"""Bytes of an answer that are read; a longer one is refused, since half a JSON document says nothing."""

REDIRECTS = 3
SAID = 200
TITLE = re.compile(r"(?is)<title[^>]*>(.{0,200}?)</title>")
MARKUP = re.compile(r"(?i)^\s*<(!doctype|html|head|body|\?xml)")
HIDDEN = "***"

Params = Sequence[tuple[str, str]]
Authorise = Callable[[str, str], Mapping[str, str]]
"""Headers from user and secret."""


def bearer(user: str, secret: str) -> Mapping[str, str]:
    """A bearer token, or a password where there is a user."""
    if user:
        return {"authorization": "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()}
    return {"authorization": f"Bearer {secret}"}


@dataclass(frozen=True)
class Api:
    """The API of one source.

    Args:
        source: its name in the settings; messages name it.
        options: address, secret, deadline.
        prefix: path under which the API lies.
        privilege: least right that its account needs, for a 403.
        authorise: how the secret is sent.
        headers: sent with every question.
    """

    source: str
    options: ApiOptions
    prefix: str = ""
    privilege: str = ""
    authorise: Authorise = bearer
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    async def get_json(self, path: str, params: Params = ()) -> Any:
        """The JSON document at a path.

        Raises:
            ReadingUnavailable: not reached, not allowed, refused, too long, or no JSON; says what to do.
        """
        text = await self.get(path, params)
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            key = "api_login_page" if MARKUP.match(text) else "api_not_json"
            raise self._unavailable(key, path, said=_told(text)) from error

    async def get(self, path: str, params: Params = ()) -> str:
        """The body of the answer with status 2xx, as text; see `get_json` for what it raises."""
        import httpx

        secret = self.options.secret(self.source)
        allowed: Mapping[str, str] = self.authorise(self.options.user, secret) if secret else dict[str, str]()
        try:
            async with asyncio.timeout(self.options.timeout), self._client(allowed) as client:
                status, headers, body = await self._followed(client, path, params)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise self._unavailable("api_late", path, seconds=self.options.timeout) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise self._unreached(path, error, secret) from error
        text = self._hidden(body.decode("utf-8", "replace"), secret)
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise self._refused(status, path, text, headers)
        return text

    def _client(self, allowed: Mapping[str, str]) -> "httpx.AsyncClient":
        import httpx

        headers = {"accept": "application/json", "accept-encoding": "identity", **self.headers, **allowed}
        return httpx.AsyncClient(verify=self._tls, timeout=self.options.timeout, trust_env=False, headers=headers)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made once: reading the machine's certificates takes longer than most answers."""
        if not self.options.url.startswith("https") or not self.options.verify:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            return context
        try:
            return ssl.create_default_context(cafile=self.options.ca)
        except (OSError, ssl.SSLError) as error:
            raise Unavailable("api_no_ca", source=self.source, path=self.options.ca, why=error) from error

    async def _followed(
        self, client: "httpx.AsyncClient", path: str, params: Params
    ) -> tuple[int, Mapping[str, str], bytes]:
        """The answer after redirects within the same origin; another host never sees the secret."""
        import httpx

        url = httpx.URL(self.options.url + self.prefix + path, params=list(params) or None)
        for _ in range(REDIRECTS + 1):
            async with client.stream("GET", url) as response:
                if response.next_request is None:
                    return response.status_code, response.headers, await self._body(response, path)
                target = response.next_request.url
            if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
                raise self._unavailable("api_redirected", path, to=f"{target.scheme}://{target.netloc.decode()}")
            url = target
        raise self._unavailable("api_redirects", path, times=REDIRECTS)

    async def _body(self, response: "httpx.Response", path: str) -> bytes:
        kept = bytearray()
        async for chunk in response.aiter_raw():
            kept += chunk
            if len(kept) > LIMIT:
                raise self._unavailable("api_too_long", path, limit=LIMIT // 1024 // 1024)
        return bytes(kept)

    def _unreached(self, path: str, error: Exception, secret: str) -> Unavailable:
        why = self._hidden(reason_of(error), secret)
        certificate = "certificate" in why.lower() or "ssl" in why.lower()
        return self._unavailable("api_untrusted" if certificate else "api_unreached", path, why=why)

    def _refused(self, status: int, path: str, text: str, headers: Mapping[str, str]) -> Unavailable:
        keys = {401: "api_401", 403: "api_403", 404: "api_404", 429: "api_429"}
        key = keys.get(status, "api_5xx" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "api_4xx")
        after = re.sub(r"[^\w :,+-]", "", headers.get("retry-after", ""))[:40] or "?"
        return self._unavailable(
            key, path, status=status, said=_told(text) or "-", privilege=self.privilege, after=after
        )

    def _unavailable(self, key: str, path: str, **values: Any) -> Unavailable:
        url = f"{self.options.url}{self.prefix}{path}"
        return Unavailable(key, source=self.source, url=url, **values)

    def _hidden(self, text: str, secret: str) -> str:
        """A server that repeats what it was sent does not make us repeat it."""
        if not secret:
            return text
        sent = [value.partition(" ")[2] for value in self.authorise(self.options.user, secret).values()]
        for each in (secret, *filter(None, sent)):
            text = text.replace(each, HIDDEN)
        return text


def _told(text: str) -> str:
    """What an error page or document says, in one short line."""
    if MARKUP.match(text):
        found = TITLE.search(text)
        return " ".join(found[1].split()) if found else "HTML"
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError):
        document = text
    if isinstance(document, dict):
        told = cast("dict[str, Any]", document)
        document = told.get("error") or told.get("message") or told.get("errors") or text
    return " ".join(str(document).split())[:SAID]
