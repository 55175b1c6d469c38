# ruff: noqa: E501 - what runtimes and kubelets write is as long as it is
"""What the cluster refuses, holds up or may not enlarge."""

from tests.clusters.model import Event, Town
from tests.further.scene import Answers, Scene, keeper, loud

SCENES: dict[str, Scene] = {}

scene = keeper(SCENES)


@scene(
    "a drain that a budget holds up",
    "quorum",
    ("rollout-stuck", "vault"),
    ("node-cordoned", "limb-2"),
    ("rollout-stuck", "limb-2"),
    ("admission-denied", "vault"),
)
def _(town: Town) -> Answers:
    town.workers[1].cordoned = True
    return {
        "kubectl drain limb-2 --ignore-daemonsets --delete-emptydir-data": 'node/limb-2 already cordoned\nevicting pod bank/vault-1\nerror when evicting pods/"vault-1" -n "bank" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.\nerror when evicting pods/"vault-1" -n "bank" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.\n',
        "kubectl get poddisruptionbudgets -n bank": "NAME    MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE\nvault   3               N/A               0                     40d\n",
    }


@scene("an autoscaler that may not go higher", "relay", ("hpa-misconfigured", "intake"), ("traffic-surge", "intake"))
def _(town: Town) -> Answers:
    town.apps["intake"].replicas = 4
    loud(town, "intake", "{t} warn request queued 4210 ms before handler (event loop lag 3905 ms)")
    return {
        "kubectl get hpa -n relay": "NAME     REFERENCE           TARGETS         MINPODS   MAXPODS   REPLICAS   AGE\nintake   Deployment/intake   cpu: 187%/60%   2         4         4          90d\n",
        "kubectl describe hpa intake -n relay": "Name:    intake\nNamespace:  relay\nReference:  Deployment/intake\nMetrics:    ( current / target )\n  resource cpu on pods  (as a percentage of request):  187% (187m) / 60%\nMin replicas:  2\nMax replicas:  4\nDeployment pods:  4 current / 4 desired\nConditions:\n  Type            Status  Reason            Message\n  ----            ------  ------            -------\n  AbleToScale     True    ReadyForNewScale  recommended size matches current size\n  ScalingActive   True    ValidMetricFound  the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)\n  ScalingLimited  True    TooManyReplicas   the desired replica count is more than the maximum replica count\nEvents:           <none>\n",
    }


@scene("a LimitRange that a request exceeds", "nightly", ("admission-denied", "reports"))
def _(town: Town) -> None:
    app = town.apps["reports"]
    app.made = 0
    app.set_events = [
        Event(
            "FailedCreate",
            'Error creating: pods "reports-6b8f9c7d5-" is forbidden: [maximum memory usage per Container is 512Mi, but limit is 1Gi, maximum cpu usage per Container is 250m, but limit is 500m]',
            "2s (x18 over 9m)",
            source="replicaset-controller",
        )
    ]


@scene(
    "an admission webhook that nobody answers", "relay", ("admission-denied", "packer"), ("dependency-down", "packer")
)
def _(town: Town) -> None:
    app = town.apps["packer"]
    app.made = 0
    app.set_events = [
        Event(
            "FailedCreate",
            'Error creating: Internal error occurred: failed calling webhook "inject.vault.example": failed to call webhook: Post "https://vault-injector.security.svc:443/mutate?timeout=10s": no endpoints available for service "vault-injector"',
            "2s (x18 over 9m)",
            source="replicaset-controller",
        )
    ]
