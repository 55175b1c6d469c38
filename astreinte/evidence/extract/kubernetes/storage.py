"""Claims that wait, against the volumes there are; quotas that are full."""

from collections.abc import Iterator

from astreinte.domain import Signal

from .cluster import Cluster
from .model import Claim, Volume
from .tell import entity, tell
from .values import carries, quantity

SERVICES = ("services", "count/services")
CLAIMS = ("persistentvolumeclaims", "count/persistentvolumeclaims")


def find_claims(cluster: Cluster) -> Iterator[Signal]:
    """`claim-pending` and what keeps it from the volumes; the first difference in the order of the scheduler's."""
    volumes = [volume for volume in cluster.volumes.values() if cluster.live(volume)]
    for claim in cluster.claims.values():
        if cluster.live(claim) and claim.status == "Pending":
            yield _signal(cluster, "claim-pending", claim, f"{claim.name}: Pending")
            if volumes or cluster.listed("volume", "*") or cluster.listed("volume", claim.namespace):
                yield from _differs(cluster, claim, volumes)


def _differs(cluster: Cluster, claim: Claim, volumes: list[Volume]) -> Iterator[Signal]:
    free = [volume for volume in volumes if volume.status == "Available"]
    classes = {each.name for each in cluster.named("class", claim.namespace).values()}
    known = cluster.listed("class", "*") or cluster.listed("class", claim.namespace)
    if claim.storage_class and known and claim.storage_class not in classes and not _same_class(claim, free):
        yield _signal(cluster, "claim-class-differs", claim, f"no storage class {claim.storage_class!r}")
        return
    if not free:
        taken = [
            v
            for v in volumes
            if v.status == "Bound" and v.claim != f"{claim.namespace}/{claim.name}" and _fits(claim, v)
        ]
        wanted = _wanted(claim, taken)
        if wanted:
            detail = f"{wanted.name} is bound to {wanted.claim}"
            yield _signal(cluster, "volume-taken", claim, detail, volume=wanted.name, rival=wanted.claim)
        return
    same = _same_class(claim, free)
    if not same:
        detail = f"class {claim.storage_class!r}; available: " + ", ".join(
            f"{v.name} {v.storage_class!r}" for v in free
        )
        yield _signal(cluster, "claim-class-differs", claim, detail)
    elif all(_small(claim, volume) for volume in same):
        yield _signal(
            cluster, "claim-too-large", claim, f"asks {claim.request:g}; {same[0].name} has {same[0].capacity:g}"
        )
    elif claim.modes and all(volume.modes and not set(claim.modes) <= set(volume.modes) for volume in same):
        yield _signal(
            cluster, "claim-mode-differs", claim, f"asks {claim.modes}; {same[0].name} offers {same[0].modes}"
        )
    elif claim.selector and not any(carries(volume.labels, claim.selector) for volume in same):
        yield _signal(
            cluster, "claim-selector-unmatched", claim, f"selector {dict(claim.selector)}; no volume carries it"
        )


def _same_class(claim: Claim, volumes: list[Volume]) -> list[Volume]:
    return [v for v in volumes if claim.storage_class is None or (v.storage_class or "") == claim.storage_class]


def _small(claim: Claim, volume: Volume) -> bool:
    return claim.request is not None and volume.capacity is not None and volume.capacity < claim.request


def _fits(claim: Claim, volume: Volume) -> bool:
    modes = not claim.modes or not volume.modes or set(claim.modes) <= set(volume.modes)
    return bool(_same_class(claim, [volume])) and not _small(claim, volume) and modes


def _wanted(claim: Claim, taken: list[Volume]) -> Volume | None:
    """The volume that the claim meant: by selector where it has one, else by the likest name."""
    chosen = [v for v in taken if claim.selector and carries(v.labels, claim.selector)] or taken
    return max(chosen, key=lambda volume: _shared(volume.name, claim.name), default=None)


def _shared(one: str, other: str) -> int:
    return len(set(one.split("-")) & set(other.split("-")))


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
