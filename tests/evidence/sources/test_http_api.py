"""How an HTTP source is configured, and to whom its secret goes."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from astreinte.errors import ConfigError, ReadingUnavailable
from astreinte.evidence.unavailable import Unavailable

from . import apis
from .cases import VARIABLE, Case, ask
from .server import Asked, Said, serving

WRONG = {
    "credentials in the address": ({"url": "http://bob:hunter2@127.0.0.1:1"}, "token_env"),
    "no address": ({"url": ""}, "http"),
    "another scheme": ({"url": "file:///etc/passwd"}, "http"),
    "a query": ({"url": "http://127.0.0.1:1/?a=b"}, "address alone"),
    "an odd port": ({"url": "http://127.0.0.1:port"}, "URL"),
    "unknown option": ({"token": "hunter2"}, "token"),
    "a secret for a name": ({"token_env": "hunter2-not-a-name!"}, "token_env"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_option_is_named_and_not_shown(case: Case, what: str) -> None:
    """
    The message tells the key and what to do, without the value: it may be a secret.
    """
    options, words = WRONG[what]
    with pytest.raises(ConfigError, match=f"sources.{case.name}") as caught:
        case.make("http://127.0.0.1:1", **options)
    assert words in str(caught.value)
    assert "hunter2" not in str(caught.value)


async def test_the_secret_may_come_from_a_file(case: Case, tmp_path: Path) -> None:
    """
    It is read at each question, so that a rotated one is used at once.
    """
    file = tmp_path / "secret"
    with case.served(token_env="", token_file=file) as (source, server):
        with pytest.raises(ReadingUnavailable, match="token_file"):
            await source.read(source.plan(ask("probe"))[0])
        file.write_text(f"{apis.TOKEN}\n", encoding="utf-8")
        await source.read(source.plan(ask("probe"))[0])
        assert apis.TOKEN in server.asked[0].headers["authorization"]


@pytest.mark.parametrize("value", ["", "two\nlines", "é"])
async def test_a_secret_that_cannot_be_sent_is_an_error(
    case: Case, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Said in both languages by the variable's name, and nothing is asked.
    """
    monkeypatch.setenv(VARIABLE, value)
    with case.served() as (source, server):
        with pytest.raises(Unavailable) as caught:
            await source.read(source.plan(ask("probe"))[0])
        assert VARIABLE in caught.value.text("fr")
        assert VARIABLE in caught.value.text("en")
        assert [] == server.asked


async def test_another_origin_never_sees_the_secret(case: Case) -> None:
    """
    A redirect to another port is another origin: it is told, not followed.
    """
    with serving(case.api) as other:

        def elsewhere(asked: Asked) -> Said:
            return Said(307, b"", {"location": other.url + asked.path})

        with case.served(elsewhere) as (source, _), pytest.raises(ReadingUnavailable, match=other.url):
            await source.read(source.plan(ask("probe"))[0])
        assert [] == other.asked


async def test_a_redirect_within_the_origin_is_followed(case: Case) -> None:
    """
    As of a server that moved its API below another path.
    """
    moved = "/moved"

    def answer(asked: Asked) -> Said:
        if not asked.path.startswith(moved):
            query = "&".join(f"{name}={value}" for name, value in asked.pairs if "[" not in name and "{" not in value)
            return Said(308, b"", {"location": f"{moved}{asked.path}?{query}"})
        return case.api(Asked("GET", asked.path.removeprefix(moved), asked.pairs, asked.headers))

    with case.served(answer) as (source, server):
        await source.read(next(query for query in source.plan(ask()) if "query=" not in query.text))
        assert 2 == len(server.asked)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
async def test_an_unknown_certificate_is_refused_unless_it_is_named(case: Case, tmp_path: Path) -> None:
    """
    `ca` trusts it, `verify: false` does not look; the default says how to trust it.
    """
    certificate, tls = self_signed(tmp_path)
    with serving(case.api, tls) as server:
        source = case.make(server.url)
        query = source.plan(ask("probe"))[0]
        with pytest.raises(ReadingUnavailable, match=f"sources.{case.name}.ca"):
            await source.read(query)
        assert [] == server.asked
        for options in ({"ca": certificate}, {"verify": False}):
            assert (await case.make(server.url, **options).read(query)).status in {"ok", "no_data"}


def self_signed(folder: Path) -> tuple[Path, ssl.SSLContext]:
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1")
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, *subject)
    subprocess.run(made, check=True, capture_output=True, timeout=60)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    return certificate, tls
