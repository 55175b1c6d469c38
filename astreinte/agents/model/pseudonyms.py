"""Hosts and addresses under other names while a model looks, and back again in its answer."""

import re
from urllib.parse import urlsplit

from astreinte.agents.case import Case
from astreinte.evidence.redaction import PERSONAL

ADDRESS = PERSONAL["addresses"].pattern
ENDS = "com|org|net|io|fr|eu|de|uk|dev|app|cloud|local|lan|internal|intranet|corp|home|arpa|localdomain"
NAME = rf"(?<![\w.@/-])(?:[A-Za-z0-9][A-Za-z0-9-]{{0,62}}\.){{1,6}}(?:{ENDS})(?![\w-])(?!\.\w)"
PLACES = frozenset({"host", "node"})


class Pseudonyms:
    """One mapping for one task: the same host has the same pseudonym in every turn.

    Args:
        case: whose nodes, hosts and probes are names to hide, beside whatever looks like an address or a full name.
    """

    def __init__(self, case: Case | None) -> None:
        known = sorted(_hosts(case) if case else (), key=len, reverse=True)
        words = [rf"(?<![\w.-]){re.escape(name)}(?![\w-])" for name in known]
        self._pattern = re.compile("|".join(f"(?:{each})" for each in (*words, ADDRESS, NAME)))
        self._to: dict[str, str] = {}
        self._back: dict[str, str] = {}

    def hide(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._named(match[0]), text)

    def show(self, text: str) -> str:
        if not self._back:
            return text
        names = sorted(self._back, key=len, reverse=True)
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
        return pattern.sub(lambda match: self._back[match[0]], text)

    def _named(self, real: str) -> str:
        if real not in self._to:
            kind = "addr" if re.fullmatch(ADDRESS, real) else "machine"
            self._to[real] = f"{kind}-{len(self._to) + 1}"
            self._back[self._to[real]] = real
        return self._to[real]


def _hosts(case: Case) -> set[str]:
    seen = (signal.entity.partition(":") for signal in case.signals)
    found = {name for kind, _, name in seen if kind in PLACES}
    found |= {reading.query.where for reading in case.readings}
    found |= {urlsplit(service.probe).hostname or "" for service in case.services.values() if service.probe}
    return found - {"", "local", "localhost", "127.0.0.1", "::1"}
