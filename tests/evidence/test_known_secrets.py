"""Secrets that this program was given, values of Secret objects, and what is taken out only where asked for."""

from pathlib import Path

import pytest

from astreinte.config import Settings, User
from astreinte.evidence import Redactor, known_secrets

BASE64 = "bWFkZS11cC12YWx1ZQ=="


def test_what_the_program_was_given_is_known(tmp_path: Path) -> None:
    key = tmp_path / "restic.key"
    key.write_text("correct horse battery\n")
    settings = Settings(
        user=User(notify=("ntfys://me:Tr0ub4dor@ntfy.example/alerts",)),
        sources={
            "backups": {"repositories": [{"place": "/srv/backup", "password_file": str(key)}]},
            "mcp": {"servers": {"x": {"url": "https://mcp.example/", "token_env": "HOUSE_MCP", "tools": []}}},
            "absent": {"token_file": str(tmp_path / "absent")},
        },
    )
    environ = {
        "HOUSE_MCP": "0123-abcd",
        "GRAFANA_TOKEN": "zyx-987-wvu",
        "PATH": "/usr/bin:/bin",
        "DB_PASSWORD": "postgres",
    }
    found = known_secrets(settings, environ)
    assert {"correct horse battery", "0123-abcd", "zyx-987-wvu", "Tr0ub4dor"} <= found
    assert not {"/usr/bin:/bin", "postgres", "/srv/backup"} & found


def test_a_known_secret_is_taken_out_wherever_it_stands() -> None:
    said = Redactor({"Tr0ub4dor"}).redact("login with Tr0ub4dor failed; url=/x/Tr0ub4dor/y")
    assert said == "login with [REDACTED:known_secret] failed; url=/x/[REDACTED:known_secret]/y"


@pytest.mark.parametrize(
    "text",
    [
        f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: wiki\ndata:\n  anything: {BASE64}\n",
        f"kind: Secret\nstringData:\n  a.conf: |\n    first {BASE64}\n    second\ntype: Opaque\n",
        f"apiVersion: v1\ndata:\n  k: {BASE64}\nkind: Secret\n",
        f"apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n    k: {BASE64}\n  kind: Secret\n",
        f'{{"kind": "Secret", "data": {{"k": "{BASE64}"}}}}',
        f'{{"items": [{{"data": {{"k": "{BASE64}"}}, "kind": "Secret"}}]}}',
        f'{{"kind":"Secret","data":{{"a":"x","k":"{BASE64[:-4]}',
        (
            "kind: Secret\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n"
            f'      {{"k":"{BASE64}"}}\n'
        ),
    ],
)
def test_values_of_a_secret_object_are_taken_out(text: str) -> None:
    redactor = Redactor()
    once = redactor.redact(text)
    assert BASE64[:12] not in once
    assert "[REDACTED:secret_object]" in once
    assert redactor.redact(once) == once
    assert "ecret" in once


def test_where_a_service_listens_is_no_secret() -> None:
    """
    The wrong port of a database stands in a Secret as often as not.
    """
    text = "kind: Secret\ndata:\n  DB_HOST: ZGItMQ==\n  DB_PORT: NTQzMw==\n  DB_PIN: MTIzNA==\n"
    said = Redactor().redact(text)
    assert "ZGItMQ==" in said
    assert "NTQzMw==" in said
    assert "MTIzNA==" not in said
    plain = '{"kind": "Secret", "stringData": {"port": "5433", "host": "user:pw@db", "password": "5433x"}}'
    assert Redactor().redact(plain).count("[REDACTED:secret_object]") == 2


def test_other_objects_beside_a_secret_keep_their_values() -> None:
    text = f"kind: ConfigMap\ndata:\n  port: eighty\n---\nkind: Secret\ndata:\n  k: {BASE64}\ntype: Opaque\n"
    assert Redactor().redact(text) == text.replace(BASE64, "[REDACTED:secret_object]")


def test_addresses_and_mails_stay_unless_asked_for() -> None:
    text = "from 203.0.113.7 and 2001:db8::7, mail ann.other@example.org, local 127.0.0.1, at 12:30:45, version 1.2.3"
    assert Redactor().redact(text) == text
    hidden = Redactor(also=("emails", "addresses")).redact(text)
    assert hidden == (
        "from [REDACTED:addresses] and [REDACTED:addresses], mail [REDACTED:emails], local 127.0.0.1, at 12:30:45,"
        " version 1.2.3"
    )
