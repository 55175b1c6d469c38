"""Secrets and control characters never pass; everything else does."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.evidence import Redactor
from astreinte.evidence.fold import fold
from astreinte.evidence.redaction import ALNUM, LONGEST, MARK, strip_controls
from astreinte.evidence.secret_classes import CLASSES, SecretClass
from astreinte.evidence.structured import hide

A, D = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
MIXED = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS1uV3xY5"
HEX = "0123456789abcdef0123456789abcdef"
KEY_BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7\n"
"""Made-up values of the right shapes, put together here so that no scanner takes them for live ones."""

SECRETS = {
    "aws_key": ("AKIA" + "IOSFODNN7EXAMPLE", "AKIA" + "IOSFODNN7EXAMPLE"),
    "aws_secret": (f"aws_secret_access_key = {MIXED[:40]}", MIXED[:40]),
    "github": (f"remote: ghp_{MIXED[:36]}", MIXED[:36]),
    "github_fine": (f"github_pat_{MIXED[:22]}_{MIXED[:40]}", MIXED[:22]),
    "gitlab": (f"glpat-{MIXED[:20]}", MIXED[:20]),
    "slack": (f"xoxb-{D}-{MIXED[:24]}", MIXED[:24]),
    "slack_hook": (f"https://hooks.slack.com/services/T000/B000/{MIXED[:24]}", MIXED[:24]),
    "discord": (f"https://discord.com/api/webhooks/123456789012345678/{MIXED}{MIXED[:10]}", MIXED),
    "stripe": (f"sk_live_{MIXED[:24]}", MIXED[:24]),
    "jwt": (f"got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.{MIXED[:43]}", "eyJzdWIiOiIxMjM0In0"),
    "google": ("AIza" + MIXED[:35], MIXED[:35]),
    "google_oauth": (f"GOCSPX-{MIXED[:28]}", MIXED[:28]),
    "npm": (f"npm_{MIXED[:36]}", MIXED[:36]),
    "npmrc": ("//registry.example/:_authToken=abcdef-123456", "abcdef-123456"),
    "pypi": (f"pypi-AgEIcHlwaS5vcmc{MIXED}{MIXED}", MIXED),
    "docker": (f"dckr_pat_{MIXED[:27]}", MIXED[:27]),
    "digitalocean": (f"dop_v1_{HEX}{HEX}", HEX),
    "sendgrid": (f"SG.{MIXED[:22]}.{MIXED[:43]}", MIXED[:43]),
    "telegram": (f"bot 123456789:A{MIXED[:34]}", MIXED[:34]),
    "openai": (f"sk-proj-{MIXED}", MIXED),
    "huggingface": (f"hf_{A[:34]}", A[:34]),
    "vault": (f"hvs.{MIXED[:24]}", MIXED[:24]),
    "grafana": (f"glsa_{MIXED[:32]}_0a1b2c3d", MIXED[:32]),
    "tailscale": (f"tskey-auth-{MIXED[:20]}", MIXED[:20]),
    "age": ("AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE", "QPZRY9X8GF2TVDW"),
    "pem": (f"-----BEGIN RSA PRIVATE KEY-----\n{KEY_BODY}-----END RSA PRIVATE KEY-----", "MIIEvQ"),
    "pem_cut": (f"-----BEGIN OPENSSH PRIVATE KEY-----\n{KEY_BODY}", "BKcwggSj"),
    "wireguard": (f"PrivateKey = {MIXED[:42]}8=", MIXED[:42]),
    "proxmox": ("Authorization: PVEAPIToken=root@pam!ci=11111111-2222-3333-4444-555555555555", "11111111-2222"),
    "azure": (f"AccountName=x;AccountKey={MIXED}{MIXED[:36]}==", MIXED),
    "url": ("postgresql://wiki:s3cr3t-pass@db:5432/wiki", "s3cr3t-pass"),
    "url_at": ("redis://:p@ss/word@cache:6379", "ss/word"),
    "bearer": ("Authorization: Bearer abc.def-123456", "abc.def-123456"),
    "bearer_json": ('{"authorization": "Bearer abcdef123456"}', "abcdef123456"),
    "basic": ("> Authorization: Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNz"),
    "api_header": ("X-Api-Key: 0123456789", "0123456789"),
    "cookie": ("Cookie: session=abcdef123456; theme=dark", "abcdef123456"),
    "env": ("DB_PASSWORD=hunter22", "hunter22"),
    "env_docker": ('"POSTGRES_PASSWORD=hunter22",', "hunter22"),
    "yaml": ("  password: correcthorse", "correcthorse"),
    "yaml_nested": ("smtp_auth_password: 'with spaces in it'", "with spaces"),
    "json": ('{"client_secret": "abc123"}', "abc123"),
    "json_escaped": ('{\\"token\\": \\"abcd1234\\"}', "abcd1234"),
    "toml": ('api_key = "0011223344"', "0011223344"),
    "query": ("GET /hook?token=0a1b2c3d4e HTTP/1.1", "0a1b2c3d4e"),
    "log": ("login with password: Tr0ub4dor&3 ok", "Tr0ub4dor&3"),
    "flag": ("run --password hunter22 --verbose", "hunter22"),
    "mysql": ("mysql -u root -phunter22 wiki", "hunter22"),
    "curl": ("curl -s -u admin:hunter22 http://x", "hunter22"),
    "sshpass": ("sshpass -p hunter22 ssh host", "hunter22"),
    "shadow": ("root:$6$abcdefgh$" + MIXED + MIXED[:36] + ":19000", MIXED),
    "kubeconfig": ("    client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk=", "LS0tLS1CRUdJ"),
    "french": ("mot_de_passe=cheval42", "cheval42"),
}

BENIGN = (
    '2026-11-23 12:00:00 ERROR password authentication failed for user "wiki"',
    "Unexpected token: ']' at line 3",
    "token: expired",
    "error: token expired at 2026-11-23T12:00:00Z",
    "max_tokens=4096 total_tokens=512",
    "secretName: db-credentials-ref is missing",
    "basic authentication required for /admin",
    "Basic Authentication failed",
    "password=$DB_PASSWORD",
    "password: ${DB_PASSWORD}",
    "PASSWORD=null",
    "keyboard-interactive/pam: 3 attempts",
    "commit 70f0cb3621e3a3b8d277452e08f13e86b329f251",
    "digest sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    '10.0.0.1 - - [23/Nov/2026:12:00:00 +0000] "GET /assets/app.js?v=12 HTTP/1.1" 200 5120',
    "http://127.0.0.1:9090/api/v1/query?query=up",
    "Failed password for invalid user admin from 203.0.113.9 port 4242 ssh2",
    "pod/cart-7c9d5bf5c8-x2x9z created",
    "Passed: 12, failed: 0",
    "cache key=user:123 hit",
    "tcp 0 0 [::]:8080 LISTEN 12/python",
    "bearer channel opened",
    "author: someone@example.org",
    "/dev/sda1  20511312 20511312 0 100% /srv",
    "Nov 23 12:00:00 host sshd[123]: Accepted publickey for root from 10.0.0.2 port 22 ssh2: ED25519 SHA256:abc",
    "ssh://git@example.org:22/repo.git",
    "image: registry.example/app:1.2@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_does_not_pass(name: str) -> None:
    line, secret = SECRETS[name]
    cleaned = Redactor().redact(f"before\n{line}\nafter!")
    assert secret not in cleaned
    assert "[REDACTED:" in cleaned
    assert cleaned.startswith("before\n")
    assert cleaned.endswith("\nafter!")


@pytest.mark.parametrize("line", BENIGN)
def test_a_benign_line_is_left_alone(line: str) -> None:
    assert line == Redactor().redact(line)


def test_the_class_of_a_secret_is_named() -> None:
    assert Redactor().redact("key AKIA" + "IOSFODNN7EXAMPLE used") == "key [REDACTED:aws_key] used"


def test_a_known_secret_goes_wherever_it_stands() -> None:
    assert Redactor(["zebra-42"]).redact("azebra-42b") == "a[REDACTED:known_secret]b"


def test_short_known_secrets_are_left_alone() -> None:
    assert Redactor(["ab", ""]).redact("abc") == "abc"


def test_colours_bidi_and_controls_are_stripped() -> None:
    assert Redactor().redact("\x1b[31mred\x1b[0m\tand\r\n\u202epl\x00ain\x1b]0;title\x07") == "red\tand\nplain"


PARTS = st.one_of(
    st.sampled_from([line for line, _ in SECRETS.values()]),
    st.sampled_from(
        ["\n", " ", "[REDACTED:x]", "[REDACTED:", "]", "=", '"', "\x1b[31m", "password=", "-----BEGIN PRIVATE KEY-----"]
    ),
    st.text(max_size=8),
)


@given(parts=st.lists(PARTS, max_size=8), known=st.lists(st.text(min_size=1, max_size=6), max_size=2))
def test_redacting_twice_is_redacting_once(parts: list[str], known: list[str]) -> None:
    redactor = Redactor(known)
    once = redactor.redact("".join(parts))
    assert once == redactor.redact(once)


@given(text=st.text())
def test_no_control_character_is_left(text: str) -> None:
    left = Redactor().redact(text)
    assert not [
        c for c in left if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\ufeff"
    ]


TORN = st.one_of(
    st.sampled_from(
        ["\n", "\n\n", "\n \t\n", " ", "\t", ":", "=", " = ", '"', "'", ",", "@", "- ", "#", "\u00a0", "\u2003"]
    ),
    st.sampled_from(
        ["password", "PASSWORD", "db_token", "api-key", "secret_value", "paſſword", "export", "set", "Authorization"]
    ),
    st.sampled_from(
        ["bearer", "Basic", "redis://", "u:", "hunter2abc", "Zm9vYmFyOg==", "s3cr3t!42", "null", "cache:1"]
    ),
    st.sampled_from([line for line, _ in SECRETS.values()]),
    st.sampled_from(
        ["data:", "kind: Secret", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "MIIEvQIBADANBg"]
    ),
    st.sampled_from([hint for secret in CLASSES for hint in secret.hints]),
    st.text(max_size=4),
)


def everywhere(text: str) -> str:
    """What every class of secrets takes out, each looked for in the whole text."""
    while (cleaned := _everywhere_once(text)) != text:
        text = cleaned
    return text


def _everywhere_once(text: str) -> str:
    text = hide(strip_controls(text))
    lower = fold(text)
    possible = [
        secret
        for secret in CLASSES
        if any(hint in (lower if hint == hint.lower() else text) for hint in secret.hints)
        and (secret.gate is None or secret.gate.search(lower))
    ]
    for secret in possible:
        text = "".join(part if index % 2 else _without(secret, part) for index, part in enumerate(MARK.split(text)))
    return text


def _without(secret: SecretClass, text: str) -> str:
    parts, done, at = list[str](), 0, 0
    looked_at = fold(text) if secret.keyed else text
    while match := secret.pattern.search(looked_at, at):
        name = re.search(rf"[{ALNUM}]*\Z", looked_at[: match.start()]) if secret.keyed else None
        if name and len(name[0]) > LONGEST:
            at = match.start() + 1
            continue
        start, end = match.span("secret") if "secret" in secret.pattern.groupindex else match.span()
        start, end = (start, end) if start >= 0 else match.span()
        parts += [text[done:start], f"[REDACTED:{secret.name}]"]
        done = end
        at = end if secret.keyed else match.end()
    return "".join([*parts, text[done:]])


@settings(max_examples=400)
@given(pieces=st.lists(TORN, max_size=14), lines=st.integers(0, 6))
def test_looking_near_the_words_finds_what_looking_everywhere_finds(pieces: list[str], lines: int) -> None:
    text = "plain words\n" * lines + "".join(pieces) + "\nmore plain words" * lines
    assert Redactor().redact(text) == everywhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\npassword:\n\n\n'hunter2 abc'\nb",
        "export\nDB_PASSWORD=\n hunter2abc\n",
        "token\n\n=\n\nabcd1234\ntoken: x\n\n\n:\nabc",
        "Authorization\n:\n\nbearer\n\nabcdef123456\n",
        "secret\nsecret\nsecret\nsecret\nsecret\nsecret\n=\n'abcd efgh'",
        "x password y\n1\n2\n3\npassword:\n4abcdefgh!\n5",
    ],
)
def test_a_secret_torn_over_lines_is_found(text: str) -> None:
    assert "[REDACTED:" in (cleaned := Redactor().redact(text))
    assert cleaned == everywhere(text)


def test_what_one_redactor_found_clean_another_looks_at_for_its_own_secrets() -> None:
    text = "the quick brown fox says zebra-42 " * 10
    assert Redactor().redact(text) == text
    assert "zebra" not in Redactor(["zebra-42"]).redact(text)
    assert Redactor().redact(text) == text
