"""What a pod needs before it starts: credentials to pull its image."""

from collections.abc import Iterator

from astreinte.domain import Signal

from .cluster import Cluster
from .tell import pod_signal

PULLING = frozenset({"ErrImagePull", "ImagePullBackOff"})


def find_start(cluster: Cluster) -> Iterator[Signal]:
    """`pull-secret-unset`: the image cannot be pulled, and neither the workload nor its account names a credential."""
    for pod in cluster.pods.values():
        if pod.status not in PULLING or not cluster.live(pod):
            continue
        made = cluster.workload_of(pod)
        named = [
            spec.pull_secrets for spec in (pod.spec, *((made.spec,) if made else ())) if spec.pull_secrets is not None
        ]
        name = pod.spec.account or (made.spec.account if made else "") or "default"
        account = cluster.named("account", pod.namespace).get(name)
        secrets = account.secrets if account else None
        if (named or secrets is not None) and not any(named) and not secrets:
            yield pod_signal(cluster, "pull-secret-unset", pod, f"{pod.name} and account {name!r} name no pull secret")
