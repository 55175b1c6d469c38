"""Triage: severity, variant, component and impact, from what was declared and what the first probe shows."""

import re
from collections.abc import Sequence

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Language
from astreinte.domain import SEVERITIES, Assessment, Component, Declaration, Domain, Severity, Signal, Variant

from .ground import Ground, Spot
from .notes import TEXTS, Notes
from .title import in_title
from .words import plain, words

LABELS = ("service", "app", "deployment", "statefulset", "container", "pod", "job_name", "component", "unit", "name")
HOST_LABELS = ("node", "host", "hostname", "instance", "guest")
KUBE_LABELS = frozenset({"namespace", "pod", "deployment", "statefulset", "daemonset", "node"})
GATEWAY = re.compile(r"\b50[234]\b")


def triage(declaration: Declaration, case: Case, language: Language) -> Assessment:
    """Say what can be inferred, state what was assumed, name what is unknown. Text only classifies."""
    notes = Notes(language)
    ground = Ground(case)
    name = _component(declaration, case, ground, notes)
    signals = [s.signal for s in ground.sightings if not name or _concerns(s.spot, name, ground)]
    domain = _domain(declaration, case, name, signals, notes)
    severity = _severity(declaration, domain, signals, notes)
    return Assessment(
        severity,
        _variant(domain),
        Component(domain, name),
        declaration.impact or _impact(name, severity, ground, language),
        tuple(notes.assumptions),
        tuple(notes.unknown),
        tuple(dict.fromkeys(notes.evidence)),
    )


def _concerns(spot: Spot, name: str, ground: Ground) -> bool:
    return spot.name == name or ground.holds(spot, Spot(name))


def _variant(domain: Domain) -> Variant:
    return "security" if domain == "security" else "data" if domain == "data" else "infra"


def _component(declaration: Declaration, case: Case, ground: Ground, notes: Notes) -> str:
    """Declared, named by a label, written in the title, shown by the probe, or the only one there is."""
    if declaration.service:
        return ground.names.plain(declaration.service)
    for label in LABELS:
        if value := declaration.labels.get(label):
            name = ground.names.workload(value) if label == "pod" else ground.names.plain(value)
            notes.assume("component_label", name=name, label=label)
            return name
    if name := in_title(declaration.title, case, ground.names):
        notes.assume("component_title", name=name)
        return name
    for label in HOST_LABELS:
        if value := declaration.labels.get(label):
            name = ground.names.plain(value)
            notes.assume("component_label", name=name, label=label)
            return name
    return _shown(case, ground, notes)


def _shown(case: Case, ground: Ground, notes: Notes) -> str:
    down = {s.spot.name for s in ground.sightings if s.id in words().severity_signals["CRITIQUE"] and not s.spot.place}
    if len(down) == 1:
        name = down.pop()
        notes.assume("component_signal", name=name)
        return name
    if len(case.services) == 1:
        name = next(iter(case.services))
        notes.assume("component_only", name=name)
        return name
    notes.unknown.append("component")
    return ""


def _domain(declaration: Declaration, case: Case, name: str, signals: Sequence[Signal], notes: Notes) -> Domain:
    """Declared; else what the incident is about; else where the component runs."""
    if declaration.domain:
        return declaration.domain
    text = plain(" ".join((declaration.title, declaration.labels.get("alertname", ""))))
    matter: Domain | None = next((domain for domain, pattern in words().about.items() if pattern.search(text)), None)
    if matter:
        notes.assume("domain_matter", domain=matter)
        return matter
    for domain, ids in words().about_signals.items():
        if shown := [signal for signal in signals if signal.id in ids]:
            notes.cite(shown)
            notes.assume("domain_matter", domain=domain)
            return domain
    if service := case.services.get(name):
        return service.domain
    return _platform(declaration, text, signals, notes)


def _platform(declaration: Declaration, text: str, signals: Sequence[Signal], notes: Notes) -> Domain:
    found: list[Domain] = [domain for domain, pattern in words().platform.items() if pattern.search(text)]
    domain: Domain | None = found[0] if found else None
    pods = any(signal.entity.startswith("pod:") for signal in signals)
    if domain is None and (pods or KUBE_LABELS.intersection(declaration.labels)):
        domain = "k3s"
    if domain:
        notes.assume("domain_platform", domain=domain)
        return domain
    notes.assume("domain_none", domain="lxc")
    notes.unknown.append("domain")
    return "lxc"


def _severity(declaration: Declaration, domain: Domain, signals: Sequence[Signal], notes: Notes) -> Severity:
    """The declared one wins, then the alert's label; else the higher of what the probe shows and the title says."""
    if declaration.severity:
        return declaration.severity
    for label in ("severity", "priority", "level"):
        if found := words().aliases.get(plain(declaration.labels.get(label, "")).strip()):
            notes.assume("severity_label", severity=found, label=label)
            return found
    seen, said = _seen(signals, notes), _said(declaration)
    if seen is None and said == "CRITIQUE" and domain not in {"security", "data"} and _answers(signals, notes):
        return "HAUTE"
    if seen is None and said is None:
        notes.assume("severity_none")
        return "HAUTE"
    if seen is None or said is None or seen == said:
        if seen is None:
            notes.assume("severity_words", severity=said)
        return seen or said or "HAUTE"
    higher = seen if SEVERITIES.index(seen) < SEVERITIES.index(said) else said
    notes.assume("severity_higher", said=said, seen=seen)
    return higher


def _seen(signals: Sequence[Signal], notes: Notes) -> Severity | None:
    """By evidence: no answer is CRITIQUE, a bad answer HAUTE, a danger MOYENNE."""
    answered = any(signal.id == "http-errors" for signal in signals)
    for severity, ids in words().severity_signals.items():
        shown = [s for s in signals if s.id in ids and not (answered and s.id == "service-unhealthy")]
        if shown:
            notes.cite(shown)
            listed = ", ".join(dict.fromkeys(signal.id for signal in shown))
            notes.assume("severity_evidence", severity=severity, signals=listed)
            if any(s.id == "service-unhealthy" and GATEWAY.search(s.detail) for s in shown):
                notes.assume("severity_gateway")
            return severity
    return None


def _answers(signals: Sequence[Signal], notes: Notes) -> bool:
    """Whether the service answers its probe, whatever the title says: nothing is isolated on words alone."""
    well = [signal for signal in signals if signal.id == "service-healthy"]
    if well:
        notes.cite(well)
        notes.assume("severity_answers")
    return bool(well)


def _said(declaration: Declaration) -> Severity | None:
    text = plain(declaration.title)
    return next((severity for severity, pattern in words().severities.items() if pattern.search(text)), None)


def _impact(name: str, severity: Severity, ground: Ground, language: Language) -> str:
    texts = TEXTS[language]
    impact = texts["impact"].format(name=name or texts["nameless"], state=texts[severity])
    needed = sorted(ground.callers(name)) if name else []
    return impact + (texts["impact_needed"].format(names=", ".join(needed)) if needed else "")
