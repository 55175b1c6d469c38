"""Who leads and who supports: the tables of the workflow, as pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from astreinte.config import PERSONAS
from astreinte.domain import Domain, Signal, Variant

from .roster import LEAD, Roster

VARIANT_LEADS: Mapping[Variant, tuple[str, ...]] = MappingProxyType(
    {"infra": ("forge", "helm"), "security": ("vault",), "data": ("phoenix",)}
)
SUPPORT: Mapping[Variant, tuple[str, ...]] = MappingProxyType(
    {"infra": ("hawk", "flow"), "security": ("forge", "hawk", "helm"), "data": ("helm", "forge")}
)
SYSTEM_SIGNALS = frozenset(
    {
        # CPU and memory
        *("cpu-host-high", "cpu-component-high", "cpu-stolen", "cpu-throttled"),
        *("memory-host-low", "memory-at-limit", "memory-growing", "heap-pressure", "oom-reason", "kernel-oom-global"),
        # I/O
        *("iowait-high", "disk-errors", "smart-failing", "nfs-stalled", "filesystem-full", "pool-full", "volume-full"),
        # kernel
        *("limits-reached", "conntrack-full", "time-offset", "node-pressure"),
        # network
        *("filter-drops", "address-banned", "shaping-rule", "retransmits-node", "slow-across-one-node", "partitioned"),
        *("connect-timeout", "resolver-silent", "host-unreachable", "network-detached"),
    }
)
"""Signals that reach the system level of the tree: CPU, memory, I/O, kernel, network."""

TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "fr": {
            "domain": "composant {domain} : {tag} dirige",
            "chosen": "composant {domain} : {tag} dirige, selon `leads`",
            "absent": "{tag} n'a pas d'agent",
            "variant": "lead de la variante {variant} : {tag}",
            "support": "premier support présent : {tag}",
            "nobody": "aucun agent ne peut diriger",
            "then": " ; ",
            "probe": "niveau système atteint : probe se joint",
        },
        "en": {
            "domain": "{domain} component: {tag} leads",
            "chosen": "{domain} component: {tag} leads, by `leads`",
            "absent": "{tag} has no agent",
            "variant": "lead of the {variant} variant: {tag}",
            "support": "first support present: {tag}",
            "nobody": "no agent can lead",
            "then": "; ",
            "probe": "system level reached: probe joins",
        },
    }
)


@dataclass(frozen=True)
class Assignment:
    """`lead` and `support` are tags; `lead` is None where no agent can lead. `why` states the rule that decided."""

    lead: str | None
    support: tuple[str, ...]
    why: str


def assign(domain: Domain, variant: Variant, roster: Roster, *, system_level: bool) -> Assignment:
    """The lead by component domain, the supports by variant.

    Where the settings have another lead, the workflow's own supports it; the project's agents beyond the seven support
    incidents of their domains. A lead without an agent falls back on the leads of the variant, then on its supports,
    then on nobody; the reason says so. The lead is never its own support, and a support without an agent is left out.
    """
    text = TEXTS[roster.language]
    lead, why = _lead(domain, variant, roster)
    usual = (LEAD[domain],) if domain in roster.leads else ()
    own = (tag for tag, each in roster.personas.items() if tag not in PERSONAS and domain in each.domains)
    wanted = dict.fromkeys((*usual, *SUPPORT[variant], *own, *(("probe",) if system_level else ())))
    support = tuple(tag for tag in wanted if tag != lead and roster.get(tag))
    if "probe" in support:
        why += text["then"] + text["probe"]
    return Assignment(lead, support, why)


def system_level(signals: Iterable[Signal]) -> bool:
    """Whether the tree reaches CPU, memory, I/O, kernel or network: then Probe joins, whatever the variant."""
    return any(signal.id in SYSTEM_SIGNALS for signal in signals)


def _lead(domain: Domain, variant: Variant, roster: Roster) -> tuple[str | None, str]:
    text = TEXTS[roster.language]
    first = LEAD[domain]
    if (chosen := roster.leads.get(domain)) and roster.get(chosen):
        return chosen, text["chosen"].format(domain=domain, tag=chosen)
    if roster.get(first):
        return first, text["domain"].format(domain=domain, tag=first)
    missing = text["absent"].format(tag=first)
    steps = (("variant", VARIANT_LEADS[variant]), ("support", SUPPORT[variant]))
    for step, tags in steps:
        for tag in tags:
            if roster.get(tag):
                return tag, missing + text["then"] + text[step].format(variant=variant, tag=tag)
    return None, missing + text["then"] + text["nobody"]
