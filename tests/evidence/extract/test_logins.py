"""Failed logins and ends of certificates."""

import pytest

from astreinte.evidence import Context, extract
from tests.evidence.extract.asked import Found, reading

SSHD = "2026-11-23T11:5{}:00+00:00 h sshd[1]: "


def test_failed_logins_count_by_address(context: Context) -> None:
    lines = [SSHD.format(n) + "Failed password for root from 203.0.113.9 port 1 ssh2" for n in range(6)]
    lines.append(SSHD.format(7) + "Accepted password for root from 203.0.113.9 port 2 ssh2")
    signals = {s.id: s for s in extract([reading("tail", "-n 400 /var/log/auth.log", "\n".join(lines))], context)}
    assert (signals["login-failures"].count, signals["login-failures"].peer) == (6, "203.0.113.9")
    assert signals["login-after-failures"].attributes["failures"] == "6"


@pytest.mark.parametrize(
    ("end", "name"),
    [("Nov 22 12:00:00 2026 GMT", "certificate-expired"), ("Nov 30 12:00:00 2026 GMT", "certificate-expiring")],
)
def test_certificates_end(found: Found, end: str, name: str) -> None:
    assert {name} == set(found(reading("openssl", "x509 -enddate", f"notAfter={end}")))


def test_a_certificate_with_time_left_is_fine(found: Found) -> None:
    assert found(reading("openssl", "x509 -enddate", "notAfter=Nov 30 12:00:00 2027 GMT")) == {}
