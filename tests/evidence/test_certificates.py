"""A certificate as a real client sees it: valid, about to end, ended."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from astreinte.domain import Ask, Window
from astreinte.evidence import Context, extract
from astreinte.evidence.sources import security
from astreinte.evidence.sources.commands import CommandSource


def certificate(folder: Path, ends: datetime) -> Path:
    """A self-signed certificate for `localhost` with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = made.not_valid_before(ends - timedelta(days=90)).not_valid_after(ends).sign(key, hashes.SHA256())
    path = folder / "server.pem"
    form = serialization.PrivateFormat.PKCS8
    text = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    path.write_bytes(text + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("days", "signals"),
    [(60, set[str]()), (3, {"certificate-expiring"}), (-2, {"certificate-expired"})],
)
async def test_a_certificate_is_read_off_its_server(tmp_path: Path, days: int, signals: set[str]) -> None:
    now = datetime.now(UTC)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, now + timedelta(days=days)))
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    options = security.Options.model_validate({"certificates": [f"localhost:{port}"], "units": [], "jails": []})
    made = CommandSource("security", [*security.commands(options)])
    ask = Ask("wiki", Window(now, now))
    async with server:
        reading = await made.read(made.plan(ask)[0])
    found = {s.id for s in extract([reading], Context("wiki", {}, ask.window, now)) if s.id.startswith("certificate-")}
    assert found - {"certificate-refused"} == signals
