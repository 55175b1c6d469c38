# ruff: noqa: E501 - messages of Kubernetes are as long as they are
"""Faults before a container runs: refused, not placed, no volume, no image, no secret."""

from collections.abc import Callable

from tests.clusters.model import Change, Claim, Event, Town, Volume

Faults = dict[str, dict[str, Change]]
PREEMPT = " preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling."
CONTROL = "1 node(s) were unschedulable, "


def refuse(town: Town, name: str, message: str) -> None:
    """No pod; the refusal stands where the controller of the kind writes it."""
    app = town.apps[name]
    app.made = 0
    if app.kind == "StatefulSet":
        text = f"create Pod {name}-0 in StatefulSet {name} failed error: {message}"
        app.set_events = [Event("FailedCreate", text, "6s (x14 over 40s)", source="statefulset-controller")]
    else:
        app.set_events = [
            Event("FailedCreate", f"Error creating: {message}", "6s (x14 over 40s)", source="replicaset-controller")
        ]


def quota(resource: str, requested: str, used: str, hard: str) -> Callable[[str], Change]:
    def on(name: str) -> Change:
        def change(town: Town) -> str:
            refuse(
                town,
                name,
                f'pods "{name}-x7x7x" is forbidden: exceeded quota: budget, requested: {resource}={requested}, used: {resource}={used}, limited: {resource}={hard}',
            )
            town.quota = {resource: (used, hard)}
            return town.namespace

        return change

    return on


def account(name: str, *, still: bool = False) -> Change:
    def change(town: Town) -> str:
        refuse(
            town,
            name,
            f'pods "{name}-" is forbidden: error looking up service account {town.namespace}/{name}-runner: serviceaccount "{name}-runner" not found',
        )
        town.apps[name].account = f"{name}-runner"
        town.accounts.discard(name)
        town.list_events = still
        return name

    return change


def service_quota(name: str, caller: str) -> Change:
    def change(town: Town) -> str:
        town.apps[name].served = False
        town.quota = {"services": ("8", "8")}
        town.log(caller, f"{{t}} ERROR dial tcp: lookup {town.apps[name].service_name} on 10.43.0.10:53: no such host")
        return town.namespace

    return change


def storage_quota(name: str) -> Change:
    def change(town: Town) -> str:
        app = town.apps[name]
        del town.claims[app.claim]
        town.volumes = [each for each in town.volumes if not each.name.startswith(app.claim)]
        town.quota = {"requests.storage": ("1Gi", "2Gi")}
        pend(town, name, f'0/4 nodes are available: persistentvolumeclaim "{app.claim}" not found.')
        app.extra = f"---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: {app.claim}\n  namespace: {town.namespace}\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: 5Gi\n"
        return town.namespace

    return change


def pend(town: Town, name: str, message: str) -> None:
    app = town.apps[name]
    app.status, app.phase, app.placed, app.ready = "Pending", "Pending", False, False
    if message:
        app.events = [Event("FailedScheduling", message, "71s", source="default-scheduler")]


def waits(name: str, message: str, before: Callable[[Town], None] | None = None) -> Change:
    def change(town: Town) -> str:
        if before:
            before(town)
        pend(town, name, message)
        return name

    return change


def select(name: str, **labels: str) -> Callable[[Town], None]:
    return lambda town: town.apps[name].node_selector.update(labels)


def require(name: str, text: str) -> Callable[[Town], None]:
    def before(town: Town) -> None:
        town.apps[name].affinity = text

    return before


def taint(*taints: str) -> Callable[[Town], None]:
    def before(town: Town) -> None:
        for each in town.workers:
            each.taints.extend(taints)

    return before


def cordon(*places: int) -> Callable[[Town], None]:
    def before(town: Town) -> None:
        for place in places:
            town.workers[place].cordoned = True

    return before


def both(*changes: Callable[[Town], None]) -> Callable[[Town], None]:
    def before(town: Town) -> None:
        for change in changes:
            change(town)

    return before


NODE_AFFINITY = """nodeAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    nodeSelectorTerms:
    - matchExpressions:
      - {key: KEY, operator: In, values: [VALUE]}
"""
APART = """podAntiAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
  - labelSelector: {matchLabels: {app: NAME}}
    topologyKey: kubernetes.io/hostname
"""


def volume(name: str, change_both: Callable[[Claim, Volume], None], event: str = "") -> Change:
    """A claim that stays Pending beside its volume, changed by `change_both`."""

    def change(town: Town) -> str:
        app = town.apps[name]
        claim = town.claims[app.claim]
        claim.status, claim.volume = "Pending", ""
        made = next(v for v in town.volumes if claim.name in v.claim)
        made.status, made.claim, made.name = "Available", "", f"{claim.name}-pv"
        change_both(claim, made)
        text = event or "no persistent volumes available for this claim and no storage class is set"
        claim.events = [
            Event(
                "FailedBinding" if not event else "ProvisioningFailed",
                text,
                "3s (x6 over 70s)",
                "Normal" if not event else "Warning",
                "persistentvolume-controller",
            )
        ]
        pend(town, name, f"0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims.{PREEMPT}")
        return name

    return change


def of(**fields: str | dict[str, str]) -> Callable[[Claim, Volume], None]:
    """`c_size="9Gi"` sets the claim's, `v_size` the volume's."""

    def change(claim: Claim, made: Volume) -> None:
        for key, value in fields.items():
            setattr(claim if key.startswith("c_") else made, key[2:], value)

    return change


def stopped(name: str, status: str, *messages: str, reason: str = "Failed", **more: object) -> Change:
    """Placed, and its container does not start."""

    def change(town: Town) -> str:
        app = town.apps[name]
        app.status, app.phase, app.ready, app.waiting = status, "Pending", False, status
        app.events = [Event(reason, each) for each in messages]
        for key, value in more.items():
            setattr(app, key, value)
        return name

    return change


def unpulled(name: str, image: str, why: str, status: str = "ImagePullBackOff") -> Change:
    pull = f'Failed to pull image "{image}": {why}'
    return stopped(name, status, pull, "Error: ErrImagePull", f'Back-off pulling image "{image}"', image=image)


def placing(db: str, app: str, other: str) -> Faults:
    """For the names of a database with a claim, a component and its caller."""
    sts = {} if db == "basket-cache" else {"stateful": db}
    cpu, memory = quota("requests.cpu", "100m", "7950m", "8"), quota("limits.memory", "512Mi", "3900Mi", "4Gi")
    pods, rpc = quota("pods", "1", "9", "9"), "rpc error: code = "
    private = "registry.example/closed/thing:4"
    denied = f'failed to pull and unpack image "{private}": failed to resolve reference "{private}": '
    lookup = (
        'failed to do request: Head "https://registry.examp1e/v2/thing/manifests/4": dial tcp: lookup registry.examp1e'
    )
    return {
        "namespace-cpu-quota-exceeded": {"plain": cpu(app), **{k: cpu(v) for k, v in sts.items()}},
        "namespace-memory-quota-exceeded": {"plain": memory(app), **{k: memory(v) for k, v in sts.items()}},
        "namespace-pod-quota-exceeded": {"plain": pods(app)},
        "namespace-service-quota-exceeded": {"plain": service_quota(app, other)},
        "namespace-storage-quota-exceeded": {"plain": storage_quota(db)},
        "missing-service-account": {"plain": account(app), "listed": account(app, still=True), **{k: account(v) for k, v in sts.items()}},
        "node-cordoned": {
            "all": waits(app, f"0/4 nodes are available: 4 node(s) were unschedulable.{PREEMPT}", cordon(0, 1, 2)),
            "chosen": waits(app, f"0/4 nodes are available: 2 node(s) didn't match Pod's node affinity/selector, 2 node(s) were unschedulable.{PREEMPT}",
                            both(select(app, **{"kubernetes.io/hostname": "meadow"}), cordon(0))),
        },
        "node-selector-mismatch": {
            "label": waits(app, f"0/4 nodes are available: {CONTROL}3 node(s) didn't match Pod's node affinity/selector.{PREEMPT}", select(app, tier="nvme")),
            "plain": waits(app, "0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector.", select(app, zone="west", pool="general")),
        },
        "node-affinity-mismatch": {
            "in": waits(app, f"0/4 nodes are available: {CONTROL}3 node(s) didn't match Pod's node affinity/selector.{PREEMPT}", require(app, NODE_AFFINITY.replace("KEY", "tier").replace("VALUE", "nvme"))),
            "stateful": waits(db, "0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector.", require(db, NODE_AFFINITY.replace("KEY", "zone").replace("VALUE", "b"))),
        },
        "pod-anti-affinity-conflict": {
            "own": waits(app, f"0/4 nodes are available: {CONTROL}3 node(s) didn't match pod anti-affinity rules.{PREEMPT}", require(app, APART.replace("NAME", app))),
            "existing": waits(app, f"0/4 nodes are available: {CONTROL}3 node(s) didn't satisfy existing pods anti-affinity rules.{PREEMPT}", require(other, APART.replace("NAME", app))),
        },
        "taint-not-tolerated": {
            "all": waits(app, f"0/4 nodes are available: {CONTROL}3 node(s) had untolerated taint {{team: red}}.{PREEMPT}", taint("team=red:NoSchedule")),
            "mixed": waits(app, f"0/4 nodes are available: {CONTROL}1 node(s) had untolerated taint {{team: red}}, 2 node(s) didn't match Pod's node affinity/selector.{PREEMPT}",
                           both(select(app, **{"kubernetes.io/hostname": "meadow"}), lambda town: town.workers[0].taints.append("team=red:NoSchedule"))),
        },
        "cpu-capacity-insufficient": {
            "plain": waits(app, f"0/4 nodes are available: {CONTROL}3 Insufficient cpu.{PREEMPT}"),
            "mixed": waits(app, f"0/4 nodes are available: {CONTROL}1 Insufficient memory, 3 Insufficient cpu.{PREEMPT}"),
        },
        "memory-capacity-insufficient": {
            "plain": waits(app, f"0/4 nodes are available: {CONTROL}3 Insufficient memory. preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod."),
            "mixed": waits(app, f"0/4 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable, 3 Insufficient memory.{PREEMPT}"),
            "old": waits(app, "0/4 nodes are available: 4 Insufficient memory."),
            "stateful": waits(db, f"0/4 nodes are available: {CONTROL}3 Insufficient memory.{PREEMPT}"),
        },
        "pv-already-bound": {"plain": volume(db, of(v_status="Bound", v_claim="vault/archive"))},
        "pvc-selector-mismatch": {"plain": volume(db, of(c_selector={"disk": "gold"}, v_labels={"disk": "silver"}, v_storage_class="", c_storage_class=""))},
        "pvc-storage-class-mismatch": {
            "absent": volume(db, of(c_storage_class="fast-nvme"), 'storageclass.storage.k8s.io "fast-nvme" not found'),
            "other": volume(db, of(c_storage_class="manual", v_storage_class="")),
            "named": volume(db, of(c_storage_class="", v_storage_class="manual")),
        },
        "pvc-capacity-mismatch": {
            "plain": volume(db, of(c_size="50Gi", c_storage_class="", v_storage_class="")),
            "units": volume(db, of(c_size="2Ti", c_storage_class="manual", v_storage_class="manual")),
            "small": volume(db, of(c_size="6Gi", v_size="5120Mi", c_storage_class="", v_storage_class="")),
        },
        "pvc-access-mode-mismatch": {
            "plain": volume(db, of(c_modes="RWX", c_storage_class="", v_storage_class="")),
            "many": volume(db, of(c_modes="RWX", v_modes="RWO,ROX", c_storage_class="manual", v_storage_class="manual")),
        },
        "kube-scheduler-unavailable": {
            "pending": scheduler(app, pending=True), "quiet": scheduler(app, pending=False),
        },
        "image-reference-incorrect": {
            "tag": unpulled(app, "ghcr.example/bazaar/pricing:9.9.9-none", rpc + 'NotFound desc = failed to pull and unpack image "ghcr.example/bazaar/pricing:9.9.9-none": failed to resolve reference "ghcr.example/bazaar/pricing:9.9.9-none": ghcr.example/bazaar/pricing:9.9.9-none: not found'),
            "manifest": unpulled(app, "repo/app:nope", rpc + "Unknown desc = Error response from daemon: manifest for repo/app:nope not found: manifest unknown: manifest unknown", "ErrImagePull"),
            "hub": unpulled(app, "docker.io/library/pricinng:1", rpc + 'Unknown desc = failed to pull and unpack image "docker.io/library/pricinng:1": failed to resolve reference "docker.io/library/pricinng:1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'),
            "invalid": stopped(app, "InvalidImageName", 'Failed to apply default image tag "pricing::1": couldn\'t parse image reference "pricing::1": invalid reference format', "Error: InvalidImageName", reason="InspectFailed"),
            "name": unpulled(app, "harbor.example/x/none:1", rpc + 'NotFound desc = failed to pull and unpack image "harbor.example/x/none:1": failed to resolve reference "harbor.example/x/none:1": unexpected status from HEAD request to https://harbor.example/v2/x/none/manifests/1: 404 Not Found'),
            "artifact": unpulled(app, "harbor.example/x/none:1", rpc + "Unknown desc = reading manifest 1 in harbor.example/x/none: name unknown: artifact x/none:1 not found"),
        },
        "image-registry-dns-failure": {
            "host": unpulled(app, "registry.examp1e/thing:4", f"{denied}{lookup} on 10.43.0.10:53: no such host"),
            "silent": unpulled(app, "registry.examp1e/thing:4", f"{denied}{lookup}: Temporary failure in name resolution", "ErrImagePull"),
        },
        "missing-image-pull-secret": {
            "token": unpulled(app, private, denied + "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://registry.example/token?scope=x: 401 Unauthorized"),
            "unread": stopped(app, "ImagePullBackOff", f'Failed to pull image "{private}": {denied}pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials', "Unable to retrieve some image pull secrets (robot-login); attempting to pull the image may not succeed.", image=private, pull_secret="robot-login"),
        },
        "missing-secret": {
            "env": stopped(app, "CreateContainerConfigError", 'Error: secret "pricing-keys" not found'),
            "key": stopped(app, "CreateContainerConfigError", "Error: couldn't find key API_TOKEN in Secret bazaar/pricing-keys"),
            "mount": stopped(app, "ContainerCreating", 'MountVolume.SetUp failed for volume "tls" : secret "pricing-tls" not found', reason="FailedMount"),
            "mount-timeout": stopped(app, "ContainerCreating", 'MountVolume.SetUp failed for volume "tls" : secret "pricing-tls" not found', "Unable to attach or mount volumes: unmounted volumes=[tls], unattached volumes=[tls kube-api-access-x8x8x]: timed out waiting for the condition", reason="FailedMount"),
            "object": stopped(app, "ContainerCreating", 'MountVolume.SetUp failed for volume "tls" : object "bazaar"/"pricing-tls" not registered', 'MountVolume.SetUp failed for volume "tls" : references non-existent secret key: ca.crt', reason="FailedMount"),
            **{k: stopped(v, "CreateContainerConfigError", f'Error: secret "{v}-root" not found') for k, v in sts.items()},
        },
    }  # fmt: skip


def scheduler(name: str, *, pending: bool) -> Change:
    def change(town: Town) -> str:
        town.control.down = ["kube-scheduler"]
        if pending:
            pend(town, name, "")
        return town.control.name

    return change
