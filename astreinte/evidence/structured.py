"""Values of Kubernetes Secrets, whatever they are called: manifests, `-o yaml` and `-o json`, pasted or cut off."""

import base64
import re
from collections.abc import Iterator

MARK = "[REDACTED:secret_object]"
YAML_KIND = re.compile(r"(?m)^[ \t-]*kind:[ \t]*[\"']?Secret[\"']?[ \t]*$")
JSON_KIND = re.compile(r"\"kind\"\s*:\s*\"Secret\"")
JSON_BODY = re.compile(r"(\"(?:data|stringData)\"\s*:\s*\{)([^{}]*)(\}|\Z)")
JSON_VALUE = re.compile(r"(\"(?P<name>(?:[^\"\\]|\\.)*)\"\s*:\s*)\"(?!\[REDACTED:)(?P<value>(?:[^\"\\]|\\.)*)(?:\"|\Z)")
PLACE = re.compile(r"(?i)(^|[_.-])(host|hostname|port|addr|address|server|endpoint)$")
ADDRESS = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(?::\d{1,5})?")
APPLIED = re.compile(
    r"(kubectl\.kubernetes\.io/last-applied-configuration:)(?!\s*\[REDACTED:)[^\n]*(?:\n[ \t]+\{[^\n]*)?"
)
BODY = re.compile(r"^(?P<indent>[ \t]*(?:- )?)(?:data|stringData):[ \t]*$")
PAIR = re.compile(r"^(?P<key>[ \t]+(?P<name>[\w.-]+):[ \t]*)(?!\[REDACTED:)(?P<value>\S.*)$")


def hide(text: str) -> str:
    """The text with every value of a Secret's `data` and `stringData` replaced; other objects stay as they are."""
    if "Secret" not in text:
        return text
    if JSON_KIND.search(text):
        return JSON_BODY.sub(_json, text)
    if YAML_KIND.search(text) is None:
        return text
    parts = re.split(r"(?m)^(---.*)$", text)
    return "".join(_yaml(part) if YAML_KIND.search(part) else part for part in parts)


def _json(found: re.Match[str]) -> str:
    return found[1] + JSON_VALUE.sub(_json_value, found[2]) + found[3]


def _json_value(found: re.Match[str]) -> str:
    return found[0] if _place(found["name"], found["value"]) else f'{found[1]}"{MARK}"'


def _place(name: str, value: str) -> bool:
    """Whether it is where something listens, by its name and its shape: no secret, and a fault may sit there."""
    given = value.strip().strip("\"'")
    try:
        plain = base64.b64decode(given, validate=True).decode("ascii").strip()
    except (ValueError, UnicodeDecodeError):
        plain = given
    return PLACE.search(name) is not None and ADDRESS.fullmatch(plain) is not None


def _yaml(part: str) -> str:
    return "\n".join(_rows(APPLIED.sub(rf"\1 {MARK}", part).split("\n")))


def _rows(rows: list[str]) -> Iterator[str]:
    """Below `data:`, whatever is indented further: the value of a key, and the lines that a value goes on over."""
    inside = -1
    for row in rows:
        depth = len(row) - len(row.lstrip())
        if inside >= 0 and row.strip() and depth <= inside:
            inside = -1
        if inside < 0 or not row.strip():
            yield row
            if found := BODY.match(row):
                inside = len(found["indent"])
        elif pair := PAIR.match(row):
            yield row if _place(pair["name"], pair["value"]) else pair["key"] + MARK
        else:
            yield row if row.rstrip().endswith((":", MARK)) else " " * depth + MARK
