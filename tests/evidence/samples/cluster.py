# ruff: noqa: E501 - outputs of tools are as long as they are
"""Partial answers of a cluster: rows without headers, sections, tables of flux and helm, describes cut short."""

from .sample import Sample

CLUSTER: dict[str, Sample] = {
    "pods-piped": Sample(
        "kubectl",
        "get pods -n shop | grep till",
        """\
till-5d8f7c9b6-x2x9k   0/1   CrashLoopBackOff   7 (2m ago)   19m
till-5d8f7c9b6-k4j2p   1/1   Running            0            19m
""",
        "crash-looping restarting",
    ),
    "pods-piped-everywhere": Sample(
        "kubectl",
        "get pods -A | grep till",
        """\
shop   till-5d8f7c9b6-x2x9k   0/1   ImagePullBackOff   0   19m
""",
        "pull-failing",
    ),
    "pods-piped-wide": Sample(
        "kubectl",
        "get pods -o wide -n shop | grep till",
        """\
till-5d8f7c9b6-x2x9k   0/1   CrashLoopBackOff   7 (2m ago)   19m   10.42.0.7   n1   <none>   <none>
""",
        "crash-looping restarting",
    ),
    "pods-good": Sample(
        "kubectl",
        "get pods -n shop --no-headers",
        """\
till-5d8f7c9b6-k4j2p   1/1   Running            0            19m
""",
        "",
    ),
    "events-piped": Sample(
        "kubectl",
        "get events -n shop | grep till",
        """\
4m12s   Warning   BackOff   pod/till-5d8f7c9b6-x2x9k   Back-off restarting failed container till in pod till-5d8f7c9b6-x2x9k
""",
        "crash-looping",
    ),
    "events-piped-everywhere": Sample(
        "kubectl",
        "get events -A | grep till",
        """\
shop   4m12s   Warning   FailedScheduling   pod/till-5d8f7c9b6-x2x9k   0/3 nodes are available: 3 Insufficient cpu.
""",
        "pod-pending sched-cpu",
    ),
    "events-wide": Sample(
        "kubectl",
        "get events -o wide -n shop",
        """\
LAST SEEN   TYPE      REASON    OBJECT                     SUBOBJECT   SOURCE         MESSAGE                              FIRST SEEN   COUNT   NAME
4m          Warning   Failed    pod/till-5d8f7c9b6-x2x9k               kubelet, n1    Failed to pull image "till:9": not found   19m          4       till.17a
""",
        "pull-failing",
    ),
    "deployments-headless": Sample(
        "kubectl",
        "get deploy -n shop --no-headers",
        """\
till   0/2   2   0   19m
""",
        "workload-short",
    ),
    "deployments-everywhere": Sample(
        "kubectl",
        "get deploy -A | grep till",
        """\
shop   till   0/2   2   0   19m
""",
        "workload-short",
    ),
    "deployments-good": Sample(
        "kubectl",
        "get deploy -n shop | grep till",
        """\
till   2/2   2   2   19m
""",
        "",
    ),
    "node-piped": Sample(
        "kubectl",
        "get nodes | grep n1",
        """\
n1   NotReady   <none>   91d   v1.31.2
""",
        "node-not-ready",
    ),
    "node-cordoned": Sample(
        "kubectl",
        "get nodes --no-headers",
        """\
n1   Ready,SchedulingDisabled   <none>   91d   v1.31.2
""",
        "",
    ),
    "node-wide": Sample(
        "kubectl",
        "get nodes -o wide | grep n1",
        """\
n1   NotReady   <none>   91d   v1.31.2   10.0.0.1   <none>   Debian GNU/Linux 12   6.1.0   containerd://1.7
""",
        "node-not-ready",
    ),
    "claim-piped": Sample(
        "kubectl",
        "get pvc -n shop | grep files",
        """\
files   Pending                                 quick   19m
""",
        "claim-pending",
    ),
    "claim-everywhere": Sample(
        "kubectl",
        "get pvc -A | grep files",
        """\
shop   files   Pending                                 quick   <unset>   19m
""",
        "claim-pending",
    ),
    "claim-good": Sample(
        "kubectl",
        "get pvc -n shop | grep files",
        """\
files   Bound   pvc-0a1b   5Gi   RWO   quick   19m
""",
        "",
    ),
    "endpoints-none": Sample(
        "kubectl",
        "get endpoints -n shop | grep till",
        """\
till   <none>   19m
""",
        "endpoints-none",
    ),
    "endpoints-good": Sample(
        "kubectl",
        "get endpoints -n shop | grep till",
        """\
till   10.42.0.7:8080   19m
""",
        "endpoints-ready",
    ),
    "all": Sample(
        "kubectl",
        "get all -n shop",
        """\
NAME                       READY   STATUS             RESTARTS     AGE
pod/till-5d8f7c9b6-x2x9k   0/1     CrashLoopBackOff   7 (2m ago)   19m

NAME           TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
service/till   ClusterIP   10.43.0.9    <none>        80/TCP    91d

NAME                   READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/till   0/1     1            0           91d

NAME                             DESIRED   CURRENT   READY   AGE
replicaset.apps/till-5d8f7c9b6   1         1         0       19m
""",
        "crash-looping restarting workload-short",
    ),
    "names-only": Sample(
        "kubectl",
        "get pods -o name -n shop",
        """\
pod/till-5d8f7c9b6-x2x9k
pod/till-5d8f7c9b6-k4j2p
""",
        "",
    ),
    "rollout-stuck": Sample(
        "kubectl",
        "rollout status deploy/till -n shop",
        """\
Waiting for deployment "till" rollout to finish: 1 out of 2 new replicas have been updated...
error: deployment "till" exceeded its progress deadline
""",
        "rollout-incomplete",
    ),
    "rollout-good": Sample(
        "kubectl",
        "rollout status deploy/till -n shop",
        """\
deployment "till" successfully rolled out
""",
        "",
    ),
    "rollout-history": Sample(
        "kubectl",
        "rollout history deploy/till -n shop",
        """\
deployment.apps/till
REVISION  CHANGE-CAUSE
1         <none>
2         kubectl set image deployment/till till=acme/till:2
""",
        "",
    ),
    "flux-failed": Sample(
        "flux",
        "get all -A",
        """\
NAMESPACE     NAME                   REVISION             SUSPENDED   READY   MESSAGE
flux-system   kustomization/apps     main@sha1:4f2a91c0   False       False   kustomize build failed: accumulating resources: no such file
flux-system   kustomization/infra    main@sha1:4f2a91c0   False       True    Applied revision: main@sha1:4f2a91c0
""",
        "gitops-not-ready",
    ),
    "flux-good": Sample(
        "flux",
        "get kustomizations",
        """\
NAME    REVISION             SUSPENDED   READY   MESSAGE
infra   main@sha1:4f2a91c0   False       True    Applied revision: main@sha1:4f2a91c0
""",
        "",
    ),
    "helm-failed": Sample(
        "helm",
        "list -A",
        """\
NAME   NAMESPACE  REVISION  UPDATED                                  STATUS           CHART        APP VERSION
till   shop       7         2026-11-23 11:40:00.1 +0000 UTC          failed           till-1.4.0   2.0
db     shop       3         2026-10-23 11:40:00.1 +0000 UTC          deployed         db-1.0.0     16
""",
        "gitops-not-ready",
    ),
    "helm-pending": Sample(
        "helm",
        "list -A",
        """\
NAME   NAMESPACE  REVISION  UPDATED                                  STATUS           CHART        APP VERSION
till   shop       7         2026-11-23 11:40:00.1 +0000 UTC          pending-upgrade  till-1.4.0   2.0
db     shop       3         2026-10-23 11:40:00.1 +0000 UTC          deployed         db-1.0.0     16
""",
        "gitops-not-ready",
    ),
    "helm-good": Sample(
        "helm",
        "list -A",
        """\
NAME   NAMESPACE  REVISION  UPDATED                                  STATUS           CHART        APP VERSION
till   shop       7         2026-11-03 11:40:00.1 +0000 UTC          deployed         till-1.4.0   2.0
db     shop       3         2026-10-23 11:40:00.1 +0000 UTC          deployed         db-1.0.0     16
""",
        "",
    ),
    "helm-history-failed": Sample(
        "helm",
        "history till",
        """\
REVISION  UPDATED                   STATUS      CHART       APP VERSION  DESCRIPTION
6         Mon Nov  2 11:40:00 2026  superseded  till-1.3.0  1.9          Upgrade complete
7         Mon Nov 23 11:40:00 2026  failed      till-1.4.0  2.0          Upgrade "till" failed: timed out waiting for the condition
""",
        "gitops-not-ready",
    ),
    "helm-history-healed": Sample(
        "helm",
        "history till",
        """\
REVISION  UPDATED                   STATUS      CHART       APP VERSION  DESCRIPTION
7         Mon Nov  9 11:40:00 2026  failed      till-1.4.0  2.0          Upgrade "till" failed: timed out waiting for the condition
8         Mon Nov 16 11:40:00 2026  deployed    till-1.3.0  1.9          Rollback to 6
""",
        "",
    ),
    "helm-status": Sample(
        "helm",
        "status till",
        """\
NAME: till
LAST DEPLOYED: Mon Nov 23 11:40:00 2026
NAMESPACE: shop
STATUS: failed
REVISION: 7
""",
        "gitops-not-ready",
    ),
    "longhorn-degraded": Sample(
        "kubectl",
        "get volumes.longhorn.io -n longhorn-system",
        """\
NAME       DATA ENGINE   STATE      ROBUSTNESS   SCHEDULED   SIZE         NODE   AGE
pvc-0a1b   v1            attached   degraded                 5368709120   n1     91d
pvc-1a1b   v1            attached   healthy                  5368709120   n1     91d
""",
        "replica-degraded",
    ),
    "longhorn-faulted": Sample(
        "kubectl",
        "get volumes.longhorn.io -n longhorn-system",
        """\
NAME       DATA ENGINE   STATE      ROBUSTNESS   SCHEDULED   SIZE         NODE   AGE
pvc-0a1b   v1            detached   faulted                  5368709120   n1     91d
pvc-1a1b   v1            attached   healthy                  5368709120   n1     91d
""",
        "replica-faulted",
    ),
    "longhorn-good-volumes": Sample(
        "kubectl",
        "get volumes.longhorn.io -n longhorn-system",
        """\
NAME       DATA ENGINE   STATE      ROBUSTNESS   SCHEDULED   SIZE         NODE   AGE
pvc-0a1b   v1            attached   healthy                  5368709120   n1     91d
pvc-1a1b   v1            attached   healthy                  5368709120   n1     91d
""",
        "",
    ),
    "coredns-upstream": Sample(
        "kubectl",
        "logs -n kube-system coredns-0",
        """\
[ERROR] plugin/errors: 2 bank.example.org. A: read udp 10.42.0.3:41000->192.0.2.53:53: i/o timeout
[ERROR] plugin/errors: 2 mail.example.org. AAAA: read udp 10.42.0.3:41001->192.0.2.53:53: i/o timeout
""",
        "connect-timeout resolver-silent",
    ),
    "coredns-loop": Sample(
        "kubectl",
        "logs -n kube-system coredns-0",
        """\
[FATAL] plugin/loop: Loop (127.0.0.1:41000 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 1.2."
""",
        "resolver-silent",
    ),
    "coredns-servfail": Sample(
        "kubectl",
        "logs -n kube-system coredns-0",
        """\
[INFO] 10.42.0.9:41000 - 1 "A IN bank.example.org. udp 34 false 512" SERVFAIL qr,rd 34 0.002s
[INFO] 10.42.0.9:41000 - 1 "A IN bank.example.org. udp 34 false 512" SERVFAIL qr,rd 34 0.002s
[INFO] 10.42.0.9:41000 - 1 "A IN bank.example.org. udp 34 false 512" SERVFAIL qr,rd 34 0.002s
""",
        "resolver-silent",
    ),
    "describe-cut": Sample(
        "kubectl",
        "describe pod till-5d8f7c9b6-x2x9k -n shop",
        """\
Name:             till-5d8f7c9b6-x2x9k
Namespace:        shop
Node:             n1/10.0.0.1
Status:           Running
Containers:
  till:
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       OOMKilled
      Exit Code:    137
    Ready:          False
    Restart Co""",
        "crash-looping oom-reason",
    ),
    "describe-tail": Sample(
        "kubectl",
        "describe pod till-5d8f7c9b6-x2x9k -n shop | tail -n 20",
        """\
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       OOMKilled
      Exit Code:    137
    Ready:          False
    Restart Count:  7
Events:
  Type     Reason   Age   From     Message
  ----     ------   ----  ----     -------
  Warning  BackOff  1m    kubelet  Back-off restarting failed container till in pod till-5d8f7c9b6-x2x9k_shop(0a)
""",
        "crash-looping oom-reason",
    ),
}
