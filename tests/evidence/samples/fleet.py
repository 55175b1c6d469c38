# ruff: noqa: E501 - outputs of tools are as wide as they are
"""What kubectl, flux, argocd and a node's own runtime print in forms that are seldom asked for, or no longer printed."""

from .sample import Sample

FLEET: dict[str, Sample] = {
    "shape-crictl-ps": Sample(
        "crictl",
        "ps -a",
        """\
CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD
3f2a9c1b7d1e0       9a1b2c3d4e5f6       2 minutes ago       Exited              stall               6                   0b1c2d3e4f5a6       stall-7d9f8c6b5-x2x9k
8c1b7d1e03f2a       1a2b3c4d5e6f7       3 hours ago         Running             lamp                0                   6b1c2d3e4f5a0       lamp-6c5b4d7f8-aaaaa
""",
        "crash-looping restarting",
    ),
    "shape-crictl-pods": Sample(
        "crictl",
        "pods",
        """\
POD ID              CREATED             STATE               NAME                     NAMESPACE           ATTEMPT             RUNTIME
0b1c2d3e4f5a6       2 minutes ago       NotReady            stall-7d9f8c6b5-x2x9k    post                0                   (default)
6b1c2d3e4f5a0       3 hours ago         Ready               lamp-6c5b4d7f8-aaaaa     post                0                   (default)
""",
        "not-ready",
    ),
    "shape-crictl-ps-json": Sample(
        "crictl",
        "ps -a -o json",
        """\
{"containers":[{"id":"3f2a","podSandboxId":"0b1c","metadata":{"name":"stall","attempt":6},"state":"CONTAINER_EXITED","labels":{"io.kubernetes.pod.name":"stall-7d9f8c6b5-x2x9k","io.kubernetes.pod.namespace":"post"}}]}
""",
        "crash-looping restarting",
    ),
    "shape-crictl-inspect": Sample(
        "crictl",
        "inspect 3f2a9c",
        """\
{"status":{"id":"3f2a","metadata":{"attempt":6,"name":"stall"},"state":"CONTAINER_EXITED","exitCode":137,"reason":"OOMKilled","labels":{"io.kubernetes.pod.name":"stall-7d9f8c6b5-x2x9k","io.kubernetes.pod.namespace":"post"}}}
""",
        "crash-looping oom-reason restarting",
    ),
    "shape-old-events": Sample(
        "kubectl",
        "get events -n post",
        """\
LASTSEEN   FIRSTSEEN   COUNT     NAME                                     KIND      SUBOBJECT                TYPE      REASON             SOURCE                MESSAGE
2m         19m         5         stall-7d9f8c6b5-x2x9k.15d8a1b2c3d4e5f6   Pod       spec.containers{stall}   Warning   Failed             kubelet, n1           Failed to pull image "post/stall:9": rpc error: code = Unknown desc = Error response from daemon: manifest for post/stall:9 not found
19m        19m         1         stall-7d9f8c6b5-x2x9k.15d8a1b2c3d4e5f7   Pod                                Normal    Scheduled          default-scheduler     Successfully assigned post/stall-7d9f8c6b5-x2x9k to n1
""",
        "pull-failing pull-not-found",
    ),
    "shape-old-events-sched": Sample(
        "kubectl",
        "get events --all-namespaces",
        """\
NAMESPACE   LASTSEEN   FIRSTSEEN   COUNT     NAME                                     KIND      SUBOBJECT   TYPE      REASON             SOURCE                MESSAGE
post        7s         1m          9         stall-7d9f8c6b5-x2x9k.15d8a1b2c3d4e5f6   Pod                   Warning   FailedScheduling   default-scheduler     0/3 nodes are available: 3 Insufficient memory.
""",
        "pod-pending sched-memory",
    ),
    "shape-events-json": Sample(
        "kubectl",
        "get events -n post -o json",
        '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Event","metadata":{"name":"stall-1.17","namespace":"post"},"involvedObject":{"kind":"Pod","name":"stall-7d9f8c6b5-x2x9k","namespace":"post"},"reason":"Unhealthy","message":"Liveness probe failed: Get \\"http://10.42.0.7:8080/up\\": dial tcp 10.42.0.7:8080: connect: connection refused","type":"Warning","count":9,"lastTimestamp":"2026-11-23T11:59:00Z","firstTimestamp":"2026-11-23T11:50:00Z"}]}\n',
        "liveness-failing",
    ),
    "shape-events-json-v1": Sample(
        "kubectl",
        "get events.events.k8s.io -n post -o json",
        '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"stall-1.17","namespace":"post"},"regarding":{"kind":"Pod","name":"stall-7d9f8c6b5-x2x9k","namespace":"post"},"reason":"FailedMount","note":"MountVolume.SetUp failed for volume \\"conf\\" : configmap \\"stall-conf\\" not found","type":"Warning","eventTime":"2026-11-23T11:59:00Z","deprecatedCount":4}]}\n',
        "config-map-absent mount-failing",
    ),
    "shape-events-new": Sample(
        "kubectl",
        "events -n post",
        """\
LAST SEEN              TYPE      REASON      OBJECT                      MESSAGE
2m (x5 over 19m)       Warning   BackOff     Pod/stall-7d9f8c6b5-x2x9k   Back-off restarting failed container stall in pod stall-7d9f8c6b5-x2x9k_post(uid)
""",
        "crash-looping",
    ),
    "shape-name-o": Sample(
        "kubectl",
        "get pods -n post -o name",
        """\
pod/stall-7d9f8c6b5-x2x9k
pod/lamp-6c5b4d7f8-aaaaa
""",
        "",
    ),
    "shape-pods-fr-cut": Sample(
        "kubectl",
        "get pods -n post -o wide",
        """\
NAME                    READY   STATUS             RESTARTS      AGE    IP           NODE   NOMINATED NODE   READINESS GATES
stall-7d9f8c6b5-x2x9k   0/1     CrashLoopBackOff   6 (71s ago)   9m     10.42.0.7    n1     <none>           <none>
lamp-6c5b4d7f8-aaaaa    1/1     Runn
""",
        "crash-looping restarting",
    ),
    "shape-pods-custom": Sample(
        "kubectl",
        "get pods -o custom-columns=POD:.metadata.name,PHASE:.status.phase,RESTARTS:.status.containerStatuses[0].restartCount",
        """\
POD                     PHASE     RESTARTS
stall-7d9f8c6b5-x2x9k   Pending   0
lamp-6c5b4d7f8-aaaaa    Running   0
""",
        "pod-pending",
    ),
    "shape-pods-labels": Sample(
        "kubectl",
        "get pods --show-labels -n post",
        """\
NAME                    READY   STATUS    RESTARTS   AGE   LABELS
stall-7d9f8c6b5-x2x9k   0/1     Pending   0          9m    app=stall,pod-template-hash=7d9f8c6b5
""",
        "pod-pending",
    ),
    "shape-kubectl-tree": Sample(
        "kubectl",
        "tree deployment stall -n post",
        """\
NAMESPACE  NAME                             READY  REASON              AGE
post       Deployment/stall                 -                          9m
post       └─ReplicaSet/stall-7d9f8c6b5     -                          9m
post         ├─Pod/stall-7d9f8c6b5-x2x9k    False  ContainersNotReady  9m
post         └─Pod/stall-7d9f8c6b5-k4j2p    True                       9m
""",
        "not-ready",
    ),
    "shape-kubectl-lineage": Sample(
        "kubectl",
        "lineage deploy stall -n post",
        """\
NAMESPACE   NAME                                READY   STATUS    AGE
post        Deployment/stall                    1/2               9m
post        └── ReplicaSet/stall-7d9f8c6b5      1/2               9m
post            └── Pod/stall-7d9f8c6b5-x2x9k   0/1     CrashLoopBackOff   9m
""",
        "crash-looping",
    ),
    "shape-flux-tree": Sample(
        "flux",
        "tree kustomization apps",
        """\
Kustomization/flux-system/apps
├── Namespace/post
├── HelmRelease/post/stall
│   ├── Deployment/post/stall
│   └── Service/post/stall
└── Kustomization/flux-system/data
""",
        "",
    ),
    "shape-flux-all": Sample(
        "flux",
        "get all -A",
        """\
NAMESPACE    NAME                      REVISION            SUSPENDED  READY  MESSAGE
flux-system  gitrepository/flux-system main@sha1:1a2b3c4d  False      True   stored artifact for revision 'main@sha1:1a2b3c4d'

NAMESPACE    NAME               REVISION  SUSPENDED  READY  MESSAGE
post         helmrelease/stall  1.4.2     False      False  Helm upgrade failed for release post/stall with chart stall@1.4.2: timed out waiting for the condition

NAMESPACE    NAME                REVISION            SUSPENDED  READY  MESSAGE
flux-system  kustomization/apps  main@sha1:1a2b3c4d  False      True   Applied revision: main@sha1:1a2b3c4d
""",
        "gitops-not-ready",
    ),
    "shape-flux-suspended": Sample(
        "flux",
        "get helmreleases -n post",
        """\
NAME   REVISION  SUSPENDED  READY  MESSAGE
stall  1.4.2     True       True   Release reconciliation succeeded
""",
        "delivery-held",
    ),
    "shape-kubectl-hr": Sample(
        "kubectl",
        "get helmreleases -n post",
        """\
NAME    AGE   READY   STATUS
stall   12d   False   install retries exhausted
lamp    12d   True    Release reconciliation succeeded
""",
        "gitops-not-ready",
    ),
    "shape-kubectl-ks": Sample(
        "kubectl",
        "get kustomizations -n flux-system",
        """\
NAME   AGE   READY   STATUS
apps   12d   False   kustomize build failed: accumulating resources: open stall.yaml: no such file or directory
""",
        "gitops-not-ready",
    ),
    "shape-argocd-get": Sample(
        "argocd",
        "app get stall",
        """\
Name:               argocd/stall
Project:            default
Server:             https://kubernetes.default.svc
Namespace:          post
URL:                https://argo.example.org/applications/stall
Repo:               https://git.example.org/post.git
Target:             main
Path:               stall
Sync Policy:        Automated
Sync Status:        OutOfSync from main (1a2b3c4)
Health Status:      Degraded

CONDITION  MESSAGE                                         LAST TRANSITION
SyncError  Failed sync attempt to 1a2b3c4: one or more objects failed to apply   2026-11-23 11:55:00 +0000 UTC

GROUP  KIND        NAMESPACE  NAME   STATUS     HEALTH    HOOK  MESSAGE
       Service     post       stall  Synced     Healthy         service/stall unchanged
apps   Deployment  post       stall  OutOfSync  Degraded        Deployment "stall" exceeded its progress deadline
""",
        "gitops-not-ready live-differs-from-git",
    ),
    "shape-argocd-list": Sample(
        "argocd",
        "app list",
        """\
NAME          CLUSTER                         NAMESPACE  PROJECT  STATUS     HEALTH    SYNCPOLICY  CONDITIONS  REPO                              PATH   TARGET
argocd/stall  https://kubernetes.default.svc  post       default  OutOfSync  Missing   Auto-Prune  SyncError   https://git.example.org/post.git  stall  main
argocd/lamp   https://kubernetes.default.svc  post       default  Synced     Healthy   Auto-Prune  <none>      https://git.example.org/post.git  lamp   main
""",
        "gitops-not-ready live-differs-from-git",
    ),
    "shape-argocd-good": Sample(
        "argocd",
        "app list",
        """\
NAME          CLUSTER                         NAMESPACE  PROJECT  STATUS     HEALTH    SYNCPOLICY  CONDITIONS  REPO                              PATH   TARGET
argocd/lamp   https://kubernetes.default.svc  post       default  Synced     Healthy   Auto-Prune  <none>      https://git.example.org/post.git  lamp   main
""",
        "",
    ),
    "shape-kubectl-app": Sample(
        "kubectl",
        "get applications -n argocd",
        """\
NAME    SYNC STATUS   HEALTH STATUS
stall   OutOfSync     Degraded
lamp    Synced        Healthy
""",
        "gitops-not-ready live-differs-from-git",
    ),
    "shape-rollout-status": Sample(
        "kubectl",
        "rollout status deploy/stall -n post",
        """\
Waiting for deployment "stall" rollout to finish: 1 old replicas are pending termination...
error: deployment "stall" exceeded its progress deadline
""",
        "rollout-incomplete",
    ),
    "shape-rollout-status-wait": Sample(
        "kubectl",
        "rollout status sts/stall -n post",
        """\
Waiting for 1 pods to be ready...
Waiting for 1 pods to be ready...
error: timed out waiting for the condition
""",
        "rollout-incomplete",
    ),
    "shape-rollout-status-partial": Sample(
        "kubectl",
        "rollout status deploy/stall -n post",
        """\
Waiting for deployment "stall" rollout to finish: 1 out of 3 new replicas have been updated...
""",
        "rollout-incomplete",
    ),
    "shape-rollout-good": Sample(
        "kubectl",
        "rollout status deploy/stall -n post",
        """\
Waiting for deployment "stall" rollout to finish: 1 old replicas are pending termination...
deployment "stall" successfully rolled out
""",
        "",
    ),
    "shape-rollout-history": Sample(
        "kubectl",
        "rollout history deploy/stall -n post --revision=4",
        """\
deployment.apps/stall with revision #4
Pod Template:
  Labels:\tapp=stall
  Containers:
   stall:
    Image:\tpost/stall:9
    Limits:
      memory:\t64Mi
""",
        "",
    ),
    "shape-kubectl-top-pods": Sample(
        "kubectl",
        "top pods -n post --containers",
        """\
POD                     NAME    CPU(cores)   MEMORY(bytes)
stall-7d9f8c6b5-x2x9k   stall   998m         511Mi
""",
        "",
    ),
    "shape-kubectl-top-nodes": Sample(
        "kubectl",
        "top nodes",
        """\
NAME   CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%
n1     3950m        98%    7400Mi          97%
n2     200m         5%     1400Mi          18%
""",
        "cpu-host-high memory-host-low",
    ),
    "shape-longhorn-vol": Sample(
        "kubectl",
        "-n longhorn-system get volumes.longhorn.io",
        """\
NAME      DATA ENGINE   STATE      ROBUSTNESS   SCHEDULED   SIZE         NODE   AGE
pvc-1a2   v1            attached   degraded                 5368709120   n1     12d
pvc-3b4   v1            detached   faulted                  5368709120          12d
pvc-5c6   v1            attached   healthy                  5368709120   n1     12d
""",
        "replica-degraded replica-faulted",
    ),
    "shape-longhorn-json": Sample(
        "kubectl",
        "-n longhorn-system get volumes.longhorn.io -o json",
        """\
{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"longhorn.io/v1beta2","kind":"Volume","metadata":{"name":"pvc-1a2","namespace":"longhorn-system"},"spec":{"numberOfReplicas":3},"status":{"robustness":"degraded","state":"attached"}}]}
""",
        "replica-degraded",
    ),
    "shape-longhorn-json-pretty": Sample(
        "kubectl",
        "-n longhorn-system get volumes.longhorn.io pvc-1a2 -o yaml",
        """\
apiVersion: longhorn.io/v1beta2
kind: Volume
metadata:
  name: pvc-1a2
  namespace: longhorn-system
spec:
  numberOfReplicas: 3
status:
  robustness: faulted
  state: detached
""",
        "replica-faulted",
    ),
    "shape-kube-cert": Sample(
        "kubectl",
        "get certificates -n post",
        """\
NAME    READY   SECRET      AGE
stall   False   stall-tls   12d
""",
        "",
    ),
    "shape-nodes-table": Sample(
        "kubectl",
        "get nodes -o wide",
        """\
NAME   STATUS                     ROLES                  AGE    VERSION        INTERNAL-IP   EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION   CONTAINER-RUNTIME
n1     NotReady                   <none>                 12d    v1.31.4+k3s1   10.0.0.1      <none>        Debian GNU/Linux 12  6.1.0-18-amd64   containerd://1.7.23
n2     Ready,SchedulingDisabled   control-plane,master   12d    v1.31.4+k3s1   10.0.0.2      <none>        Debian GNU/Linux 12  6.1.0-18-amd64   containerd://1.7.23
""",
        "node-not-ready",
    ),
    "shape-k-yaml-list": Sample(
        "kubectl",
        "get pods -n post -o yaml",
        """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: stall-7d9f8c6b5-x2x9k
    namespace: post
    labels: {app: stall}
  spec:
    nodeName: n1
    containers:
    - name: stall
      image: post/stall:9
      resources: {limits: {memory: 64Mi}}
  status:
    phase: Running
    startTime: "2026-11-23T11:40:00Z"
    containerStatuses:
    - name: stall
      ready: false
      restartCount: 6
      state: {waiting: {reason: CrashLoopBackOff, message: back-off 5m0s}}
      lastState: {terminated: {reason: OOMKilled, exitCode: 137, finishedAt: "2026-11-23T11:58:00Z"}}
""",
        "crash-looping oom-reason restarting",
    ),
    "shape-k-json-cut": Sample(
        "kubectl",
        "get pods -n post -o json",
        """\
{
    "apiVersion": "v1",
    "items": [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": "stall-7d9f8c6b5-x2x9k",
                "namespace": "post"
            },
            "spec": {
                "nodeName": "n1",
                "containers": [{"name": "stall", "image": "post/stall:9"}]
            },
            "status": {
                "phase": "Running",
                "containerStatuses": [
                    {
                        "name": "stall",
                        "ready": false,
                        "restartCount": 6,
                        "lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137}},
                        "state": {"waiting": {"reason": "CrashLoopBackOff"}}
                    }
                ]
            }
        },
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "nam
""",
        "crash-looping oom-reason restarting",
    ),
    "shape-hpa": Sample(
        "kubectl",
        "get hpa -n post",
        """\
NAME    REFERENCE          TARGETS              MINPODS   MAXPODS   REPLICAS   AGE
stall   Deployment/stall   cpu: <unknown>/80%   1         3         3          12d
""",
        "autoscaler-blind",
    ),
    "shape-jobs": Sample(
        "kubectl",
        "get jobs -n post",
        """\
NAME      STATUS   COMPLETIONS   DURATION   AGE
nightly   Failed   0/1           9m         9m
""",
        "job-failed",
    ),
    "shape-cronjobs": Sample(
        "kubectl",
        "get cronjobs -n post",
        """\
NAME      SCHEDULE    TIMEZONE   SUSPEND   ACTIVE   LAST SCHEDULE   AGE
nightly   0 2 * * *   <none>     True      0        3d              12d
""",
        "",
    ),
    "shape-pv": Sample(
        "kubectl",
        "get pv",
        """\
NAME     CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS     CLAIM        STORAGECLASS   REASON   AGE
pv-a     5Gi        RWO            Delete           Released   post/old     longhorn                12d
""",
        "",
    ),
    "shape-ing": Sample(
        "kubectl",
        "describe ingress stall -n post",
        """\
Name:             stall
Namespace:        post
Address:
Ingress Class:    nginx
Default backend:  <default>
Rules:
  Host              Path  Backends
  ----              ----  --------
  mail.example.org
                    /   stall:8080 (<error: endpoints "stall" not found>)
Events:             <none>
""",
        "route-unusable",
    ),
}
