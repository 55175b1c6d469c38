"""The read-only verbs of `kubectl`, and what each of them needs to be allowed on the cluster."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from astreinte.evidence.sources.grammar import Grammar

APPS, BATCH, NET = "apps", "batch", "networking.k8s.io"
NAMESPACED: Mapping[str, str] = {
    "pods": "", "events": "", "services": "", "endpoints": "", "resourcequotas": "", "limitranges": "",
    "persistentvolumeclaims": "", "deployments": APPS, "statefulsets": APPS, "daemonsets": APPS, "replicasets": APPS,
    "jobs": BATCH, "cronjobs": BATCH, "ingresses": NET, "networkpolicies": NET,
    "horizontalpodautoscalers": "autoscaling",
}  # fmt: skip
"""Resources of a namespace with their API group; no secrets, no config maps: their values are not evidence."""

CLUSTER: Mapping[str, str] = {
    "nodes": "", "persistentvolumes": "", "namespaces": "", "storageclasses": "storage.k8s.io",
}  # fmt: skip
CUSTOM: Mapping[str, str] = {
    "kustomizations": "kustomize.toolkit.fluxcd.io",
    "helmreleases": "helm.toolkit.fluxcd.io",
    "gitrepositories": "source.toolkit.fluxcd.io",
    "volumes": "longhorn.io",
    "backups": "longhorn.io",
    "certificates": "cert-manager.io",
}
"""Custom resources, asked for only where the cluster serves them."""

ROLLED = ("deployments", "statefulsets", "daemonsets")
SINGULAR = {"deployments": "deployment", "statefulsets": "statefulset", "daemonsets": "daemonset"}

SLOTS = {"namespace": r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", "name": r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?"}
ANY = "|".join([*NAMESPACED, *SINGULAR.values(), "pod", "service", "persistentvolumeclaim"])
WIDE = "|".join([*CLUSTER, "node", "persistentvolume"])
CRDS = "|".join(f"{name}.{group}" for name, group in CUSTOM.items())
SINGULARS = "|".join(SINGULAR.values())
GRAMMAR = Grammar(
    {
        "kubectl": (
            f"get <{ANY}> -n {{namespace}}",
            f"get <{ANY}> -n {{namespace}} -o <wide|json|yaml>",
            f"get <{ANY}> {{name}} -n {{namespace}}",
            f"get <{ANY}> {{name}} -n {{namespace}} -o <wide|json|yaml>",
            f"get <{ANY}> -A",
            f"get <{ANY}> -A -o wide",
            f"get <{WIDE}>",
            f"get <{WIDE}> -o <wide|json|yaml>",
            f"get <{WIDE}> {{name}}",
            f"get <{WIDE}> {{name}} -o <wide|json|yaml>",
            f"get <{CRDS}> -A",
            f"get <{CRDS}> {{name}} -n {{namespace}} -o <json|yaml>",
            "get events -n {namespace} --sort-by=.lastTimestamp",
            "get events -A --sort-by=.lastTimestamp",
            f"describe <{ANY}> {{name}} -n {{namespace}}",
            f"describe <{WIDE}> {{name}}",
            f"describe <{CRDS}> {{name}} -n {{namespace}}",
            "logs {name} -n {namespace} --all-containers --timestamps --tail={number}",
            "logs {name} -n {namespace} --all-containers --timestamps --tail={number} --previous",
            f"rollout status <{SINGULARS}>/{{name}} -n {{namespace}} --watch=false",
            f"rollout history <{SINGULARS}>/{{name}} -n {{namespace}}",
            "top pods -n {namespace}",
            "top pods -A",
            "top nodes",
            "api-resources --verbs=list -o name",
            "version -o json",
        )
    },
    SLOTS,
)


@dataclass(frozen=True, order=True)
class Grant:
    """One thing that an account must be allowed: a verb on a resource of an API group."""

    group: str
    resource: str
    verb: str


def grants() -> frozenset[Grant]:
    """All that the catalogue needs and nothing else; `deploy/rbac/readonly.yaml` gives exactly this.

    `describe` of a node reads its lease and of a service its slices; a rollout's status is watched by `kubectl` even
    where it is told not to wait, and its history is kept in replica sets and controller revisions.
    """
    return frozenset(_grants())


def _grants() -> Iterator[Grant]:
    for resource, group in {**NAMESPACED, **CLUSTER}.items():
        yield from (Grant(group, resource, verb) for verb in ("get", "list"))
    for resource, group in CUSTOM.items():
        yield from (Grant(group, resource, verb) for verb in ("get", "list"))
    yield from (Grant(APPS, resource, "watch") for resource in ROLLED)
    yield Grant(APPS, "controllerrevisions", "list")
    yield from (Grant("metrics.k8s.io", resource, "list") for resource in ("pods", "nodes"))
    yield Grant("", "pods/log", "get")
    yield Grant("coordination.k8s.io", "leases", "get")
    yield Grant("discovery.k8s.io", "endpointslices", "list")
