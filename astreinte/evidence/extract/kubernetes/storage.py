"""Claims that wait, against the volumes there are; quotas that are full."""

import re
from collections.abc import Iterator

from astreinte.domain import Signal

from .cluster import Cluster
from .fitting import keeps, same_class
from .model import Claim, Volume
from .tell import entity, event_signal, tell
from .values import quantity

CLASSLESS = re.compile(r"storageclass(?:\.storage\.k8s\.io)? \"([^\"]+)\" not found")
SERVICES = ("services", "count/services")
CLAIMS = ("persistentvolumeclaims", "count/persistentvolumeclaims")
REASONS = {
    "too small": "claim-too-large",
    "accessMode": "claim-mode-differs",
    "storageClassName": "claim-class-differs",
    "already bound": "volume-taken",
}
ASKED = re.compile(
    r'Cannot bind to requested volume "[^"]+": .*(?:too small|accessMode|storageClassName)'
    r'|volume "[^"]+" already bound to a different claim'
)


def find_claims(cluster: Cluster) -> Iterator[Signal]:
    """`claim-pending` and what keeps it from the volumes; the first difference in the order of the scheduler's."""
    volumes = [volume for volume in cluster.volumes.values() if cluster.live(volume)]
    for claim in cluster.claims.values():
        if cluster.live(claim) and claim.status == "Pending":
            yield _signal(cluster, "claim-pending", claim, f"{claim.name}: Pending")
            if told := _classless(cluster, claim):
                yield _signal(cluster, "claim-class-differs", claim, told)
                continue
            if volumes or cluster.listed("volume", "*") or cluster.listed("volume", claim.namespace):
                yield from _differs(cluster, claim, volumes)
    yield from _refused(cluster)


def _classless(cluster: Cluster, claim: Claim) -> str:
    """What the provisioner says of a class that does not exist; empty where it says no such thing."""
    named = ((claim.name, "claim"), (claim.name, "persistentvolumeclaim"))
    events = (e for e in cluster.events if e.subject[::-1] in named and e.namespace in {claim.namespace, ""})
    found = (CLASSLESS.search(each.message) for each in events)
    return next((f"storage class {each[1]!r} does not exist" for each in found if each), "")


def _differs(cluster: Cluster, claim: Claim, volumes: list[Volume]) -> Iterator[Signal]:
    classes = {each.name for each in cluster.named("class", claim.namespace).values()}
    known = cluster.listed("class", "*") or cluster.listed("class", claim.namespace)
    free = [volume for volume in volumes if volume.status == "Available"]
    if claim.storage_class and known and claim.storage_class not in classes and not same_class(claim, free):
        yield _signal(cluster, "claim-class-differs", claim, f"no storage class {claim.storage_class!r}")
    elif gap := keeps(claim, volumes):
        yield _signal(cluster, gap.signal, claim, gap.detail, **gap.facts)


def _refused(cluster: Cluster) -> Iterator[Signal]:
    """What the controller says of a volume that the claim asks for by name."""
    for event in cluster.events:
        claim = cluster.claims.get((event.namespace, event.subject[1]))
        found = ASKED.search(event.message)
        if found and claim and claim.status != "Bound":
            name = next(name for word, name in REASONS.items() if word in found[0])
            yield event_signal(cluster, name, event, user(cluster, claim))


def _signal(cluster: Cluster, name: str, claim: Claim, detail: str, **facts: str) -> Signal:
    return tell(cluster, name, entity("claim", claim), claim.evidence, detail, workload=user(cluster, claim), **facts)


def user(cluster: Cluster, claim: Claim) -> str:
    """The component that mounts the claim."""
    pods = [cluster.pods.get((claim.namespace, name)) for name in claim.used_by]
    by_spec = [
        p for p in cluster.pods.values() if p.namespace == claim.namespace and claim.name in (p.spec.claims or ())
    ]
    made = [
        w for w in cluster.workloads.values() if w.namespace == claim.namespace and claim.name in (w.spec.claims or ())
    ]
    found = [*(cluster.component(pod) for pod in (*pods, *by_spec) if pod), *(each.name for each in made)]
    return next(iter(found), claim.name)


def find_quotas(cluster: Cluster) -> Iterator[Signal]:
    """`quota-services-full`, `quota-storage-short`: what a refused Service or claim leaves behind."""
    absent = [c for c in cluster.claims.values() if not cluster.live(c) and cluster.listed("claim", c.namespace)]
    for quota in cluster.quotas.values():
        place = f"namespace:{quota.namespace}"
        for name, resources in (("quota-services-full", SERVICES), ("quota-storage-short", CLAIMS)):
            for resource in resources:
                used, hard = (quantity(each.get(resource, "")) for each in (quota.used, quota.hard))
                if used is not None and hard is not None and used >= hard:
                    detail = f"{quota.name}: {resource} {quota.used[resource]} of {quota.hard[resource]}"
                    yield tell(cluster, name, place, quota.evidence, detail, namespace=quota.namespace)
        used, hard = (quantity(each.get("requests.storage", "")) for each in (quota.used, quota.hard))
        requests = [claim.request or 0.0 for claim in absent if claim.namespace == quota.namespace]
        if used is not None and hard is not None and (used >= hard or any(used + each > hard for each in requests)):
            detail = (
                f"{quota.name}: requests.storage {quota.used['requests.storage']} of {quota.hard['requests.storage']}"
            )
            yield tell(cluster, "quota-storage-short", place, quota.evidence, detail, namespace=quota.namespace)
