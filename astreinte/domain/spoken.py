"""What a person means who says in a sentence what is wrong, in French or English: read by rules, guessed at by none.

What a rule does not find stays empty, and whoever declares is asked or triage infers it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .incident import Domain, Severity
from .severity import KNOWN
from .spokentime import moment
from .times import Zone

TITLE = 160
GUEST = re.compile(r"\b(lxc|ct|vm|conteneur|container|guest)\s*#?\s*(\d{2,6})\b")
NAMED = re.compile(
    r"\b(?:service|serveur|server|host|hote|machine|noeud|node|pod|deployment|deploiement|namespace|site|base|"
    r"database|cluster)"
    r"\s+(?!de\b|des\b|du\b|est\b|is\b|ne\b|n'|a\b|on\b|of\b|in\b|and\b|et\b|en\b)([\w][\w.-]{1,62})"
)
SUBJECT = re.compile(
    r"\b(?:le|la|les|l'|notre|nos|mon|ma|the|our|my)\s*([\w][\w.-]{1,62})\s+"
    r"(?:est|sont|ne|n'|repond|rame|plante|tombe|renvoie|is|are|was|does|do|has|keeps|returns|shows|went|a\b)"
)
LABELLED = re.compile(r"\b(?:severity|severite|sev)\s*[:=]?\s*([a-z]+|\d)\b|\b((?:sev|p)[1-4]|critique|critical)\b")
IMPACT = re.compile(r"\bimpact\s*[:=]\s*([^.;\n]+)", re.IGNORECASE)
SUFFERS = re.compile(
    r"\b(?:personne ne|plus personne|(?:tous |toutes )?(?:les|nos) (?:utilisateurs|clients|collegues|gens|equipes)|"
    r"nobody|no one|no-one|(?:all |our |the )?(?:users|customers|clients|people|staff))\b[^.;,\n]*"
)
NEGATED = re.compile(
    r"\b(?:pas|not|isn't|aren't|never|jamais|no longer|n'est plus|aucune?|without|sans)\s+(?:(?!mais|but\b)\w+\s+)?$"
)
SIGNS: tuple[tuple[Severity, re.Pattern[str]], ...] = (
    (
        "CRITIQUE",
        re.compile(
            r"\b(?:hors service|hs|en panne|inaccessibles?|injoignables?|ne repond(?:ent)? (?:plus|pas)|"
            r"ne marche(?:nt)? (?:plus|pas)|"
            r"ne fonctionne(?:nt)? (?:plus|pas)|ne demarre(?:nt)? (?:plus|pas)|est tombee?|sont tombee?s|"
            r"plus d'acces|plante|"
            r"ko|mort|down|outage|unreachable|unavailable|offline|dead|crashed|crash(?:es|ing)|"
            r"not (?:responding|working|reachable)|"
            r"(?:does|do)(?: not|n't) (?:respond|answer|work|start|load)|stopped (?:responding|working)|"
            r"can(?:not|'t) reach|"
            r"ransomware|rancongiciel|chiffres? par|pirate)\b"
        ),
    ),
    (
        "HAUTE",
        re.compile(
            r"\b(?:lente?s?|lenteurs?|rame(?:nt)?|latence|degradee?s?|erreurs?|echoue(?:nt)?|intermittente?s?|"
            r"par moments|expiree?s?|slow(?:ly|er)?|"
            r"latency|degraded|errors?|fail(?:s|ing|ed)|timeouts?|times? out|timing out|intermittent(?:ly)?|"
            r"flapping|50[0234]|lag(?:s|gy)?|"
            r"expired|boucle|restarting|crashloop\w*)\b"
        ),
    ),
    (
        "MOYENNE",
        re.compile(
            r"\b(?:bientot|presque (?:plein|sature)\w*|se remplit|va expirer|expire (?:dans|le|demain)|risque|"
            r"commence a|soon|almost full|"
            r"nearly full|filling up|about to|will expire|expires (?:in|on|tomorrow)|at risk|warning)\b"
        ),
    ),
    ("BASSE", re.compile(r"\b(?:cosmetique|faute de frappe|affichage|alignement|cosmetic|typo|misaligned|wording)\b")),
)
DOMAINS: tuple[tuple[Domain, re.Pattern[str]], ...] = (
    (
        "security",
        re.compile(
            r"\b(?:intrusion|ransomware|rancongiciel|pirat\w+|compromis\w*|attaqu\w+|attack\w*|brute.?force|"
            r"malware|hacked|breach|"
            r"exfiltrat\w+)\b"
        ),
    ),
    ("k3s", re.compile(r"\b(?:k3s|k8s|kubernetes|pods?|namespace|deployment|ingress|helm|flux|kubelet)\b")),
    ("lxc", re.compile(r"\b(?:lxc|ct|vm|proxmox|pve|conteneur|hyperviseur|hypervisor|guest)\b")),
    (
        "data",
        re.compile(
            r"\b(?:sauvegardes?|backups?|restic|base de donnees|postgres\w*|mysql|mariadb|database|replica\w*)\b"
        ),
    ),
    ("monitoring", re.compile(r"\b(?:grafana|prometheus|alertmanager|loki|supervision|monitoring|dashboards?)\b")),
    ("cicd", re.compile(r"\b(?:ci|cd|pipelines?|jenkins|gitlab|builds?|runners?)\b")),
)


@dataclass(frozen=True)
class Understood:
    """What was read out of a sentence; empty or None where nothing was. `known`: the inventory has the service."""

    title: str
    service: str = ""
    domain: Domain | None = None
    severity: Severity | None = None
    started: datetime | None = None
    impact: str = ""
    known: bool = False


def understand(text: str, services: Mapping[str, str], now: datetime, zone: Zone) -> Understood:
    """Read a sentence.

    Args:
        text: what was said, in French or English, on one line or several; the first is the title.
        services: names by which the inventory's services may be called, each with its service.
        now: an instant; times in the text are the last ones before it.
        zone: of the wall times in the text.
    """
    flat = plain(text)
    service, known = _service(flat, services)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    title = first if len(first) <= TITLE else first[: TITLE - 1] + "…"
    domain: Domain | None = next((name for name, pattern in DOMAINS if pattern.search(flat)), None)
    return Understood(title, service, domain, _severity(flat), moment(flat, now, zone), _impact(text, flat), known)


def plain(text: str) -> str:
    """Lower case without accents, letter for letter: what it finds has its place in the text."""
    return "".join(_bare(letter) for letter in text)


def _bare(letter: str) -> str:
    if letter in "’ʼ":
        return "'"
    base = unicodedata.normalize("NFD", letter)[:1].lower()
    return base if len(base) == 1 else letter


def _service(flat: str, services: Mapping[str, str]) -> tuple[str, bool]:
    """The service of the inventory whose name is said, the longest name first; else what is called one."""
    for alias in sorted(services, key=len, reverse=True):
        if re.search(rf"(?<![\w.-]){re.escape(plain(alias))}(?![\w-])", flat):
            return services[alias], True
    if found := GUEST.search(flat):
        kind = {"conteneur": "lxc", "container": "lxc", "ct": "lxc", "guest": "vm"}.get(found[1], found[1])
        return f"{kind}-{found[2]}", False
    found = NAMED.search(flat) or SUBJECT.search(flat)
    return (found[1].rstrip("."), False) if found else ("", False)


def _severity(flat: str) -> Severity | None:
    """The one that is said by name, else the gravest whose signs are said and not denied."""
    for found in LABELLED.finditer(flat):
        said = found[1] or found[2]
        if severity := KNOWN.get(f"sev{said}" if said.isdecimal() else said):
            return severity
    for severity, pattern in SIGNS:
        if any(not NEGATED.search(flat[: found.start()]) for found in pattern.finditer(flat)):
            return severity
    return None


def _impact(text: str, flat: str) -> str:
    if said := IMPACT.search(text):
        return said[1].strip()
    found = SUFFERS.search(flat)
    return text[found.start() : found.end()].strip() if found else ""
