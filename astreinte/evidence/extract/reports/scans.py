"""Findings of scanners: credentials (gitleaks, trufflehog), advisories, secrets and settings (Trivy, Grype)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, of_kind, rows, seen
from astreinte.evidence.extract.telemetry.documents import Map, document, every_map, first_text
from astreinte.evidence.redaction import strip_controls

from .searched import find_searched, is_search

SEVERE = frozenset({"high", "critical"})
EXAMPLE = re.compile(r"(^|/)(tests?|examples?|samples?|fixtures?|testdata|docs?)(/|$)|\.(example|sample|dist)$")
FIELD = re.compile(r"^(?P<key>RuleID|File|Detector Type|Line|Commit):\s+(?P<value>\S.*)$")
LEAKS = re.compile(r"\bleaks found: [1-9]|Found verified result")
TOTAL = re.compile(r"^Total: (?P<all>\d+) \((?P<parts>[A-Z]+: \d+(?:, [A-Z]+: \d+)*)\)")
PART = re.compile(r"(HIGH|CRITICAL): ([1-9]\d*)")
GRYPE = re.compile(r"^(?P<name>\S+) +\S+ .*\b(?P<id>(?:CVE|GHSA)-[\w-]+) +(?P<severity>High|Critical)\b")
CLEAN = re.compile(
    r"\bno leaks found\b|^No vulnerabilities found|\"verified_secrets\": ?0, ?\"unverified_secrets\": ?0"
)


@dataclass(frozen=True)
class Finding:
    """One thing that a scanner found, and what it is a signal of."""

    signal: str
    text: str


def find_scans(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`secret-found`, `advisory-applies`, `exposure-found` with their number; `scan-clean` where nothing was found.

    Only what is severe counts, and of secrets only those outside of examples and tests, not those known to be dead.
    """
    for reading in latest(of_kind(readings, "secret-scan", "audit")):
        if is_search(reading):
            yield from find_searched(reading, EXAMPLE, context)
            continue
        found = [*_documented(reading)] or [*_listed(reading)]
        for name in dict.fromkeys(each.signal for each in found):
            texts = [each.text for each in found if each.signal == name]
            yield replace(seen(name, context.entity, reading, "; ".join(texts[:3])), count=len(texts))
        if not found and _clean(reading):
            yield seen("scan-clean", context.entity, reading, "the scanner found nothing")


def _documented(reading: Reading) -> Iterator[Finding]:
    text = strip_controls(reading.text)
    parts = [text] if text.lstrip()[:1] == "[" else [text, *text.split("\n")]
    data = next((found for part in parts[:1] if (found := document(replace(reading, text=part)))), None)
    several = data if data is not None else [document(replace(reading, text=part)) for part in parts[1:5000]]
    for each in every_map(several):
        yield from _found(each)


def _found(each: Map) -> Iterator[Finding]:
    file = first_text(each, "File", "Target")
    if "DetectorName" in each and each.get("Verified") is True:
        places = [first_text(one, "file") for one in every_map(each.get("SourceMetadata"))]
        yield Finding("secret-found", " ".join([first_text(each, "DetectorName"), *filter(None, places)]))
    elif "RuleID" in each and "File" in each and not EXAMPLE.search(file):
        yield Finding("secret-found", f"{first_text(each, 'RuleID')} in {file}:{first_text(each, 'StartLine')}")
    elif "VulnerabilityID" in each and first_text(each, "Severity").lower() in SEVERE:
        names = (first_text(each, key) for key in ("VulnerabilityID", "PkgName", "InstalledVersion"))
        yield Finding("advisory-applies", " ".join(names))
    for name, key in (("secret-found", "Secrets"), ("exposure-found", "Misconfigurations")):
        for one in every_map(each.get(key), 1):
            if first_text(one, "Severity").lower() in SEVERE and first_text(one, "Status").upper() in {"", "FAIL"}:
                yield Finding(name, f"{first_text(one, 'RuleID', 'ID')} {first_text(one, 'Title')} in {file}")


def _listed(reading: Reading) -> Iterator[Finding]:
    rule = ""
    for row in rows(reading):
        if found := FIELD.match(row):
            rule = found["value"] if found["key"] in {"RuleID", "Detector Type"} else rule
            if found["key"] == "File" and rule and not EXAMPLE.search(found["value"]):
                yield Finding("secret-found", f"{rule} in {found['value']}")
        elif found := TOTAL.match(row):
            severe = PART.findall(found["parts"])
            yield from [Finding("advisory-applies", row)] if severe else []
        elif found := GRYPE.match(row):
            yield Finding("advisory-applies", f"{found['id']} {found['name']}")


def _clean(reading: Reading) -> bool:
    listed = rows(reading)
    totals = [found for row in listed if (found := TOTAL.match(row))]
    empty = reading.query.tool == "gitleaks" and reading.text.strip() == "[]"
    said = any(CLEAN.search(row) for row in listed) and not any(LEAKS.search(row) for row in listed)
    return empty or said or (bool(totals) and all(not PART.search(each["parts"]) for each in totals))
