"""Severity under its other names."""

from astreinte.errors import UnknownName

from .incident import SEVERITIES, Severity

ALIASES: dict[str, Severity] = {
    "critical": "CRITIQUE",
    "sev1": "CRITIQUE",
    "s1": "CRITIQUE",
    "p1": "CRITIQUE",
    "page": "CRITIQUE",
    "high": "HAUTE",
    "error": "HAUTE",
    "sev2": "HAUTE",
    "s2": "HAUTE",
    "p2": "HAUTE",
    "medium": "MOYENNE",
    "warning": "MOYENNE",
    "sev3": "MOYENNE",
    "p3": "MOYENNE",
    "low": "BASSE",
    "info": "BASSE",
    "sev4": "BASSE",
    "s3": "BASSE",
    "p4": "BASSE",
}
KNOWN: dict[str, Severity] = {**ALIASES, **{name.lower(): name for name in SEVERITIES}}


def severity_named(name: str) -> Severity:
    """The severity that a person or a tool means.

    Raises:
        UnknownName: none of the names; an unknown word never becomes a severity by itself.
    """
    if (found := KNOWN.get(name.strip().lower().replace("-", ""))) is None:
        raise UnknownName("severity", name, [*SEVERITIES, "critical", "high", "medium", "low", "sev1…sev4"])
    return found
