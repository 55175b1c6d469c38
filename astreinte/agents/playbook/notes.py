"""What triage assumed, could not infer and cited, in sentences of both languages."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from astreinte.agents.knowledge import Language
from astreinte.domain import Signal

TEXTS: dict[Language, dict[str, str]] = {
    "fr": {
        "severity_label": "Sévérité {severity} reprise de l'étiquette {label!r} de l'alerte.",
        "severity_evidence": "Sévérité {severity} d'après la première sonde : {signals}.",
        "severity_words": "Sévérité {severity} d'après le titre, sans sonde qui la confirme.",
        "severity_none": "Sévérité HAUTE supposée : rien ne la dit ; dans le doute, la plus haute.",
        "severity_gateway": "Réponse de passerelle (502, 503, 504) comptée comme une absence de réponse : CRITIQUE.",
        "severity_answers": "Le titre dit CRITIQUE, mais la sonde répond : HAUTE en attendant le diagnostic.",
        "severity_higher": "Le titre dit {said} et la sonde {seen} : la plus haute est retenue.",
        "component_title": "Composant {name} lu dans le titre.",
        "component_label": "Composant {name} lu dans l'étiquette {label!r}.",
        "component_signal": "Composant {name} déduit de la première sonde.",
        "component_only": "Composant {name} supposé : seul service de l'inventaire.",
        "domain_matter": "Domaine {domain} d'après l'objet de l'incident.",
        "domain_platform": "Domaine {domain} d'après le titre ou les étiquettes.",
        "domain_none": "Domaine {domain} supposé, faute d'indice.",
        "impact": "{name} : {state}.",
        "impact_needed": " Dépendent de lui : {names}.",
        "CRITIQUE": "hors service", "HAUTE": "dégradé", "MOYENNE": "à risque", "BASSE": "gêne cosmétique",
        "nameless": "composant inconnu",
    },
    "en": {
        "severity_label": "Severity {severity} taken from the alert's label {label!r}.",
        "severity_evidence": "Severity {severity} from the first probe: {signals}.",
        "severity_words": "Severity {severity} from the title, with no probe to confirm it.",
        "severity_none": "Severity HAUTE assumed: nothing tells; when in doubt, the higher.",
        "severity_gateway": "A gateway's answer (502, 503, 504) counts as no answer: CRITIQUE.",
        "severity_answers": "The title says CRITIQUE, but the probe answers: HAUTE until the diagnosis.",
        "severity_higher": "The title says {said} and the probe {seen}: the higher is kept.",
        "component_title": "Component {name} read in the title.",
        "component_label": "Component {name} read in the label {label!r}.",
        "component_signal": "Component {name} deduced from the first probe.",
        "component_only": "Component {name} assumed: the only service of the inventory.",
        "domain_matter": "Domain {domain} from what the incident is about.",
        "domain_platform": "Domain {domain} from the title or the labels.",
        "domain_none": "Domain {domain} assumed for want of a clue.",
        "impact": "{name}: {state}.",
        "impact_needed": " Needed by {names}.",
        "CRITIQUE": "out of service", "HAUTE": "degraded", "MOYENNE": "at risk", "BASSE": "cosmetic",
        "nameless": "unknown component",
    },
}  # fmt: skip


@dataclass
class Notes:
    """What was assumed, what stays unknown and what was cited, gathered on the way."""

    language: Language
    assumptions: list[str] = field(default_factory=list[str])
    unknown: list[str] = field(default_factory=list[str])
    evidence: list[str] = field(default_factory=list[str])

    def assume(self, key: str, **values: object) -> None:
        self.assumptions.append(TEXTS[self.language][key].format(**values))

    def cite(self, signals: Sequence[Signal]) -> None:
        self.evidence.extend(each for signal in signals for each in signal.evidence)
