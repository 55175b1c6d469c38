"""Findings for people, for programs, and as SARIF 2.1.0 for code review tools."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from .verdict import CLASSES, Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MARK = {"block": "✗", "warn": "!"}
LABEL = {
    "fr": {"waived": "accepté : ", "quoted": "citation", "to": "réécrire"},
    "en": {"waived": "waived: ", "quoted": "quotation", "to": "rewrite"},
}


def as_text(findings: Sequence[Finding], path: str, language: str) -> str:
    """One block of two lines a finding: place, class and words; then how to say it."""
    label = LABEL[language]
    blocks: list[str] = []
    for one in findings:
        asides = [label["quoted"]] * one.quoted + [label["waived"] + one.waived] * bool(one.waived)
        note = f" ({', '.join(asides)})" if asides else ""
        head = f"{MARK[one.level]} {path}:{one.line}:{one.column} {one.rule}: {one.words}{note}"
        blocks.append(f"{head}\n    {label['to']}: {one.rewrite}")
    return "\n".join(blocks)


def as_json(findings: Sequence[Finding], path: str) -> dict[str, Any]:
    return {
        "file": path,
        "blocking": sum(one.blocks for one in findings),
        "findings": [asdict(one) | {"class": CLASSES[one.rule]} for one in findings],
    }


def as_github(findings: Sequence[Finding], path: str, _language: str) -> str:
    """Workflow commands, which a pull request shows on the line; waived findings are left out."""
    kind = {"block": "error", "warn": "warning"}
    return "\n".join(
        f"::{kind[one.level]} file={path},line={one.line},col={one.column},title=blame/{one.rule}::"
        f"{one.words}: {one.rewrite}"
        f"{one.words}: {one.rewrite}"
        for one in findings
        if not one.waived
    )


def as_sarif(found: Mapping[str, Sequence[Finding]], version: str) -> dict[str, Any]:
    """One run over files by path; a waived finding is a suppressed result with its reason."""
    rules = [{"id": name, "shortDescription": {"text": name}} for name in CLASSES]
    driver = {"name": "astreinte", "version": version, "rules": rules}
    results = [each for path, findings in found.items() for each in _results(findings, path)]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _results(findings: Sequence[Finding], path: str) -> list[dict[str, Any]]:
    return [
        {
            "ruleId": one.rule,
            "level": "error" if one.level == "block" else "warning",
            "message": {"text": f"{one.words}: {one.rewrite}"},
            "locations": [_location(one, path)],
            **({"suppressions": [{"kind": "inSource", "justification": one.waived}]} if one.waived else {}),
        }
        for one in findings
    ]


def _location(one: Finding, path: str) -> dict[str, Any]:
    region = {"startLine": one.line, "startColumn": one.column, "endColumn": one.column + max(len(one.words), 1)}
    return {"physicalLocation": {"artifactLocation": {"uri": path}, "region": region}}
