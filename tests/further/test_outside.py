# ruff: noqa: E501 - what runtimes and kubelets write is as long as it is
"""Faults that a cluster meets and no list of fault types holds; who suffers is loud and the culprit is quiet."""

import pytest

from tests.clusters import render
from tests.clusters.model import Event, Probe, Town
from tests.further.scene import Answers, Scene, crash, keeper, loud, stuck, unready

SCENES: dict[str, Scene] = {}


scene = keeper(SCENES)


@scene(
    "an image for another architecture", "relay", ("command-invalid", "labels"), ("image-reference-incorrect", "labels")
)
def _(town: Town) -> None:
    crash(town, "labels", "exec /usr/local/bin/labels: exec format error")
    loud(
        town,
        "packer",
        "{t} WARN packer::print: label service unavailable, retrying err=error trying to connect: tcp connect error: Connection refused (os error 111) url=http://labels:4000/v1/print",
    )


@scene(
    "an init container that never ends well",
    "relay",
    ("init-container-failing", "tariff"),
    ("db-migration-stuck", "tariff"),
)
def _(town: Town) -> Answers:
    app = town.apps["tariff"]
    app.status, app.phase, app.ready, app.waiting = "Init:CrashLoopBackOff", "Pending", False, "PodInitializing"
    app.events.append(Event("BackOff", f"Back-off restarting failed container schema in pod {app.pods[0]}_relay(99)"))
    loud(
        town,
        "intake",
        "{t} error tariff lookup failed: FetchError: request to http://tariff:8000/quote failed, reason: connect ECONNREFUSED {ip:tariff}:8000",
    )
    first = "Init Containers:\n  schema:\n    Image:          quay.example/relay/tariff:2.0.3\n    State:          Waiting\n      Reason:       CrashLoopBackOff\n    Last State:     Terminated\n      Reason:       Error\n      Exit Code:    1\n    Ready:          False\n    Restart Count:  6\n"
    return {
        f"kubectl describe pods {app.pods[0]} -n relay": render.pod(town, app, 0).replace(
            "Containers:\n  main", f"{first}Containers:\n  main"
        ),
        f"kubectl logs {app.pods[0]} -c schema -n relay": "alembic.util.exc.CommandError: Can't locate revision identified by 'ae1027a6acf4'\n",
    }


@scene("a key that its ConfigMap has not", "nightly", ("missing-configmap", "reports"))
def _(town: Town) -> None:
    town.configs["reports-settings"] = {"TEMPLATE_DIR": "/srv/templates"}
    stuck(
        town,
        "reports",
        "CreateContainerConfigError",
        "Failed",
        "Error: couldn't find key LOCALE in ConfigMap nightly/reports-settings",
    )
    loud(
        town,
        "planner",
        "{t} ERROR run 8812 step reports: HTTPConnectionPool(host='reports', port=8082): Max retries exceeded with url: /render (Caused by NewConnectionError('Failed to establish a new connection: [Errno 111] Connection refused'))",
    )


@scene("a pull secret of the wrong type", "nightly", ("missing-image-pull-secret", "extract"))
def _(town: Town) -> None:
    app = town.apps["extract"]
    app.image, app.pull_secret = "cr.example/private/extract:4.4.1", "cr-login"
    town.secrets["cr-login"] = {"username": "robot", "password": "unread"}
    stuck(
        town,
        "extract",
        "ImagePullBackOff",
        "Failed",
        'Failed to pull image "cr.example/private/extract:4.4.1": failed to pull and unpack image "cr.example/private/extract:4.4.1": failed to resolve reference "cr.example/private/extract:4.4.1": failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://cr.example/token: 403 Forbidden',
        "Error: ImagePullBackOff",
    )


@scene(
    "an ingress names a port that the Service has not",
    "atlas",
    ("ingress-misconfigured", "atlas"),
    ("ingress-misconfigured", "monolith"),
    ("ingress-misconfigured", "edge"),
    ("ingress-misconfigured", "shopfront"),
)
def _(town: Town) -> Answers:
    space = f"-n {town.namespace}"
    return {
        f"kubectl get ingresses {space} -o wide": "NAME        CLASS   HOSTS              ADDRESS       PORTS   AGE\nshopfront   nginx   www.atlas.example  192.168.7.40  80      60d\n",
        f"kubectl describe ingresses shopfront {space}": 'Name:             shopfront\nNamespace:        atlas\nAddress:          192.168.7.40\nIngress Class:    nginx\nDefault backend:  <default>\nRules:\n  Host               Path  Backends\n  ----               ----  --------\n  www.atlas.example  \n                     /   monolith:web (<error: service "monolith" does not have a port named "web">)\nAnnotations:         <none>\nEvents:              <none>\n',
        "kubectl logs deployment/ingress-nginx-controller -n ingress-nginx --tail=50": 'W0309 10:28:11.482131       7 controller.go:1110] Error obtaining Endpoints for Service "atlas/monolith": no port named "web" found\n10.42.0.9 - - [09/Mar/2027:10:29:51 +0000] "GET / HTTP/1.1" 503 592 "-" "curl/8.5"\n',
    }


DENY_DNS = """apiVersion: v1
kind: List
items:
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: {name: egress-known, namespace: relay}
  spec:
    podSelector: {matchLabels: {app: packer}}
    policyTypes: [Egress]
    egress:
    - to: [{podSelector: {matchLabels: {app: labels}}}, {podSelector: {matchLabels: {app: bus}}}]
      ports: [{port: 4000, protocol: TCP}, {port: 9092, protocol: TCP}]
"""


@scene(
    "a policy that lets everything out but questions of names",
    "relay",
    ("networkpolicy-blocking", "packer"),
    ("networkpolicy-blocking", "egress-known"),
)
def _(town: Town) -> Answers:
    loud(
        town,
        "packer",
        "{t} ERROR packer::print: error sending request for url (http://labels:4000/v1/print): client error (Connect): dns error: failed to lookup address information: Temporary failure in name resolution",
    )
    return {
        "kubectl get networkpolicies -n relay -o wide": "NAME           POD-SELECTOR   AGE\negress-known   app=packer     6m\n",
        "kubectl get networkpolicies -n relay -o yaml": DENY_DNS,
    }


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


@scene("a serving certificate that has expired", "atlas", ("cert-expired", "finder"))
def _(town: Town) -> None:
    loud(
        town,
        "monolith",
        "E, [{t} #1] ERROR -- : Faraday::SSLError (SSL_connect returned=1 errno=0 peeraddr={ip:finder}:9200 state=error: certificate verify failed (certificate has expired)): https://finder:9200/products/_search",
    )
    town.log(
        "finder",
        "[{t}][WARN ][o.o.s.s.h.n.SecuritySSLNettyHttpServerTransport] [finder-0] Exception during establishing a SSL connection: javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_expired",
        count=2,
    )


@scene(
    "a clock that is ahead on one node",
    "quorum",
    ("clock-drift", "limb-3"),
    ("clock-drift", "cards"),
    ("clock-drift", "teller"),
)
def _(town: Town) -> Answers:
    loud(
        town,
        "cards",
        "{t} WARN 1 --- [nio-8103-exec-2] o.s.s.o.s.r.a.JwtAuthenticationProvider  : Failed to authenticate since the JWT was invalid: Jwt used before 2027-03-09T10:37:12Z",
    )
    return {
        "limb-3$ chronyc tracking": "Reference ID    : 00000000 ()\nStratum         : 0\nRef time (UTC)  : Thu Jan 01 00:00:00 1970\nSystem time     : 431.184512 seconds fast of NTP time\nLast offset     : +0.000000000 seconds\nLeap status     : Not synchronised\n"
    }


@scene(
    "no address left for pods",
    "relay",
    ("node-capacity-insufficient", "labels"),
    ("container-network-misconfigured", "labels"),
    ("node-capacity-insufficient", "birch"),
)
def _(town: Town) -> None:
    stuck(
        town,
        "labels",
        "ContainerCreating",
        "FailedCreatePodSandBox",
        'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "4be1": plugin type="calico" failed (add): failed to request IPv4 addresses: Assigned 0 out of 1 requested IPv4 addresses; No more free affine blocks and strict affinity enabled',
    )
    loud(
        town,
        "packer",
        "{t} ERROR packer::print: tcp connect error: No route to host (os error 113) url=http://labels:4000/v1/print",
    )


@scene("kube-proxy does not run on one node", "quorum", ("kube-proxy-unavailable", "limb-2"))
def _(town: Town) -> None:
    town.workers[1].down = ["kube-proxy"]
    hit = next(a for a in town.apps.values() if town.node_of(a) == "limb-2" and a.calls)
    loud(
        town,
        hit.name,
        "{t} ERROR 1 --- [nio-exec-9] o.h.engine.jdbc.spi.SqlExceptionHelper   : Communications link failure. The last packet sent successfully to the server was 0 milliseconds ago. Caused by: java.net.SocketTimeoutException: connect timed out",
    )


@scene(
    "a resolver that asks itself",
    "nightly",
    ("dns-failure", "coredns"),
    ("dns-failure", "nightly"),
    ("dns-failure", "extract"),
    ("dns-failure", "planner"),
    ("dns-client-misconfigured", "coredns"),
)
def _(town: Town) -> Answers:
    for name in ("extract", "planner", "reports"):
        loud(
            town,
            name,
            '{t} ERROR botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "http://blobs:9000/raw": [Errno -3] Temporary failure in name resolution',
        )
    return {
        "kubectl get pods -n kube-system -o wide": "NAME                       READY   STATUS             RESTARTS      AGE   IP          NODE   NOMINATED NODE   READINESS GATES\ncoredns-5d78c9869d-2l4hq   0/1     CrashLoopBackOff   7 (20s ago)   12m   10.42.0.4   k1     <none>           <none>\ncoredns-5d78c9869d-zz8pw   0/1     CrashLoopBackOff   7 (31s ago)   12m   10.42.0.5   k2     <none>           <none>\n",
        "kubectl logs coredns-5d78c9869d-2l4hq -n kube-system": '[FATAL] plugin/loop: Loop (127.0.0.1:41797 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 4547991504243258144.3688648895315093531."\n',
    }


@scene("a volume that another node still holds", "atlas", ("volume-attach-failed", "sessions"))
def _(town: Town) -> None:
    stuck(
        town,
        "sessions",
        "ContainerCreating",
        "FailedAttachVolume",
        'Multi-Attach error for volume "pvc-0b7e" Volume is already exclusively attached to one node and can\'t be attached to another',
    )
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : RedisClient::CannotConnectError (Connection refused - connect(2) for {ip:sessions}:6379):",
    )


@scene("a class of storage that nobody defined", "nightly", ("pvc-storage-class-mismatch", "blobs"))
def _(town: Town) -> None:
    claim = town.claims["data-blobs-0"]
    claim.status, claim.volume, claim.storage_class = "Pending", "", "ceph-rbd"
    claim.events = [
        Event(
            "ProvisioningFailed",
            'storageclass.storage.k8s.io "ceph-rbd" not found',
            "6s (x41 over 10m)",
            source="persistentvolume-controller",
        )
    ]
    app = town.apps["blobs"]
    app.status, app.phase, app.placed, app.ready = "Pending", "Pending", False, False
    app.events = [
        Event(
            "FailedScheduling",
            "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
        )
    ]
    loud(town, "planner", "{t} ERROR upload of run 77: S3 Error: Connection refused (blobs:9000)")


@scene(
    "a file system that the kernel made read-only",
    "relay",
    ("disk-failing", "bus"),
    ("data-corruption", "bus"),
    ("volume-faulted", "bus"),
    ("disk-failing", "alder"),
    ("disk-failing", "maple"),
    ("disk-failing", "birch"),
)
def _(town: Town) -> Answers:
    crash(
        town,
        "bus",
        "[{t}] ERROR Error while writing to checkpoint file /bitnami/kafka/data/recovery-point-offset-checkpoint (kafka.server.LogDirFailureChannel) java.io.IOException: Read-only file system",
        "[{t}] FATAL Shutdown broker because all log dirs in /bitnami/kafka/data have failed (kafka.log.LogManager)",
    )
    loud(
        town,
        "packer",
        "{t} ERROR rdkafka::client: Client error: AllBrokersDown (Local: All broker connections are down): 1/1 brokers are down",
    )
    loud(
        town,
        "intake",
        '{t} error [Connection] Connection error: connect ECONNREFUSED {ip:bus}:9092 {"broker":"bus:9092","clientId":"intake"}',
    )
    return {
        f"{town.node_of(town.apps['bus'])}$ dmesg -T": "[Tue Mar  9 10:24:02 2027] EXT4-fs error (device sdc): ext4_journal_check_start:83: comm java: Detected aborted journal\n[Tue Mar  9 10:24:02 2027] EXT4-fs (sdc): Remounting filesystem read-only\n[Tue Mar  9 10:24:01 2027] blk_update_request: I/O error, dev sdc, sector 8812312 op 0x1:(WRITE) flags 0x800\n"
    }


@scene("no inodes left on a volume with room", "nightly", ("disk-full", "blobs"), ("volume-full", "blobs"))
def _(town: Town) -> Answers:
    town.log(
        "blobs",
        "API: PutObject(bucket=raw, object=2027/03/09/0001.json)\n{t} Error: no space left on device (*fmt.wrapError)",
        count=2,
    )
    loud(
        town,
        "extract",
        "{t} ERROR upload failed: botocore.exceptions.ClientError: An error occurred (XMinioStorageFull) when calling the PutObject operation: Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.",
    )
    return {
        "kubectl exec blobs-0 -n nightly -- df -i": "Filesystem      Inodes   IUsed IFree IUse% Mounted on\n/dev/sdd       3276800 3276800     0  100% /data\n",
        "kubectl exec blobs-0 -n nightly -- df -h": "Filesystem      Size  Used Avail Use% Mounted on\n/dev/sdd         49G   19G   30G  39% /data\n",
    }


@scene(
    "the table of connections of a node is full",
    "relay",
    ("kernel-limit-exhausted", "maple"),
    ("kernel-limit-exhausted", "packer"),
    ("kernel-limit-exhausted", "intake"),
)
def _(town: Town) -> Answers:
    loud(town, "intake", "{t} error tariff: connect ETIMEDOUT {ip:tariff}:8000")
    return {
        f"{town.node_of(town.apps['intake'])}$ dmesg -T": "[Tue Mar  9 10:21:00 2027] nf_conntrack: nf_conntrack: table full, dropping packet\n[Tue Mar  9 10:29:44 2027] nf_conntrack: nf_conntrack: table full, dropping packet\n",
        f"{town.node_of(town.apps['intake'])}$ sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max": "net.netfilter.nf_conntrack_count = 65536\nnet.netfilter.nf_conntrack_max = 65536\n",
    }


@scene("a liveness probe that does not wait for a slow start", "quorum", ("liveness-probe-timing", "loans"))
def _(town: Town) -> None:
    app = town.apps["loans"]
    app.liveness = Probe("http-get", 8102, "/actuator/health/liveness", delay=10, period=5, failures=2)
    crash(
        town,
        "loans",
        "{t}  INFO 1 --- [           main] o.s.b.w.embedded.tomcat.TomcatWebServer  : Tomcat initialized with port 8102 (http)",
        "{t}  INFO 1 --- [ionShutdownHook] com.zaxxer.hikari.HikariDataSource       : HikariPool-1 - Shutdown initiated...",
        code=143,
    )
    app.events += [
        Event(
            "Unhealthy",
            f'Liveness probe failed: Get "http://{app.ip()}:8102/actuator/health/liveness": dial tcp {app.ip()}:8102: connect: connection refused',
            "8s (x12 over 5m)",
        ),
        Event("Killing", "Container main failed liveness probe, will be restarted", "8s (x6 over 5m)", "Normal"),
    ]
    loud(
        town,
        "counter",
        "fail: Bank.Counter.LoansClient[0] {t} System.Net.Http.HttpRequestException: Connection refused (loans:8102) ---> System.Net.Sockets.SocketException (111): Connection refused",
    )


@scene("a readiness path that the application does not have", "atlas", ("readiness-probe-misconfigured", "monolith"))
def _(town: Town) -> None:
    town.apps["monolith"].readiness = Probe("http-get", 3000, "/ready")
    unready(town, "monolith", "Readiness probe failed: HTTP probe failed with statuscode: 404")
    town.log(
        "monolith", 'E, [{t} #1] FATAL -- : ActionController::RoutingError (No route matches [GET] "/ready"):', count=6
    )
    loud(
        town,
        "edge",
        '{t} [error] 29#29: *8812 no live upstreams while connecting to upstream, client: 10.42.0.1, server: www, request: "GET / HTTP/2.0", upstream: "http://monolith/"',
    )


@scene("a hook before the end that hangs", "relay", ("rollout-stuck", "packer"), ("process-hung", "packer"))
def _(town: Town) -> Answers:
    app = town.apps["packer"]
    pods = app.pods
    ip = app.ip()
    return {
        "kubectl get pods -n relay -o wide": "NAME                      READY   STATUS        RESTARTS   AGE   IP           NODE    NOMINATED NODE   READINESS GATES\n"
        + "".join(
            f"{p}   1/1     Terminating   0          21d   {ip}   alder   <none>           <none>\n" for p in pods
        ),
        f"kubectl describe pods {pods[0]} -n relay": f"Name:                      {pods[0]}\nNamespace:                 relay\nLabels:                    app=packer\nStatus:                    Terminating (lasts 14m)\nTermination Grace Period:  1800s\nContainers:\n  main:\n    Image:          quay.example/relay/packer:3.3.0\n    State:          Running\n    Ready:          True\n    Restart Count:  0\nEvents:\n  Type     Reason             Age   From     Message\n  ----     ------             ----  ----     -------\n  Normal   Killing            14m   kubelet  Stopping container main\n  Warning  FailedPreStopHook  2m    kubelet  PreStopHook failed\n",
    }


@scene("a sidecar that takes the memory", "atlas", ("oom-killed", "monolith"))
def _(town: Town) -> None:
    app = town.apps["monolith"]
    side = app.sidecars[0]
    side.ready, side.restarts, side.reason, side.last, side.code = False, 9, "CrashLoopBackOff", "OOMKilled", 137
    app.status = "CrashLoopBackOff"
    app.events.append(
        Event("BackOff", f"Back-off restarting failed container log-shipper in pod {app.pods[0]}_atlas(1f)")
    )
    loud(
        town,
        "edge",
        '{t} [error] 29#29: *11 connect() failed (111: Connection refused) while connecting to upstream, upstream: "http://{ip:monolith}:3000/"',
    )


@scene("a limit of CPU that is too low", "nightly", ("cpu-throttled", "reports"))
def _(town: Town) -> Answers:
    loud(town, "planner", "{t} WARNING step reports took 184.2 s, budget 30 s")
    return {
        "prometheus rate(container_cpu_cfs_throttled_periods_total[5m]) / rate(container_cpu_cfs_periods_total[5m])": '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"namespace":"nightly","pod":"'
        + town.apps["reports"].pods[0]
        + '","container":"main"},"value":[1804588200,"0.94"]},{"metric":{"namespace":"nightly","pod":"'
        + town.apps["planner"].pods[0]
        + '","container":"main"},"value":[1804588200,"0.01"]}]}}',
        f"kubectl exec {town.apps['reports'].pods[0]} -n nightly -- cat /sys/fs/cgroup/cpu.stat": "usage_usec 912345678\nnr_periods 48211\nnr_throttled 45190\nthrottled_usec 4019283746\n",
    }


@scene("arguments that the program does not know", "relay", ("command-invalid", "scorer"), ("config-invalid", "scorer"))
def _(town: Town) -> None:
    crash(
        town,
        "scorer",
        "usage: scorer [-h] [--topic TOPIC] [--group GROUP]",
        "scorer: error: unrecognized arguments: --batch-size=500",
        code=2,
    )


@scene("threads that wait for each other", "quorum", ("process-hung", "teller"), ("app-bug", "teller"))
def _(town: Town) -> Answers:
    unready(town, "teller", "Readiness probe failed: command timed out after 1s")
    loud(
        town,
        "counter",
        "fail: Bank.Counter.TellerClient[0] {t} System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 10 seconds elapsing. (teller:8101)",
    )
    return {
        f"kubectl exec {town.apps['teller'].pods[0]} -n bank -- jstack 1": 'Found one Java-level deadlock:\n=============================\n"http-nio-8101-exec-4":\n  waiting to lock monitor 0x00007f3c (object 0x00000007, a com.bank.Ledger),\n  which is held by "http-nio-8101-exec-7"\n"http-nio-8101-exec-7":\n  waiting to lock monitor 0x00007f3d (object 0x00000008, a com.bank.Account),\n  which is held by "http-nio-8101-exec-4"\n\nFound 1 deadlock.\n'
    }


@scene(
    "memory that grows and has not been killed for yet",
    "nightly",
    ("memory-leak", "reports"),
    ("memory-saturation", "reports"),
)
def _(town: Town) -> Answers:
    pod = town.apps["reports"].pods[0]
    points = ",".join(f'[{1804588200 - 600 * (12 - i)},"{(300 + 55 * i) * 1048576}"]' for i in range(13))
    town.log("reports", "{t} WARN [GC (Allocation Failure)] heap 96 % used after full collection, pause 2.9 s", count=4)
    return {
        'prometheus container_memory_working_set_bytes{namespace="nightly"}': f'{{"status":"success","data":{{"resultType":"matrix","result":[{{"metric":{{"namespace":"nightly","pod":"{pod}","container":"main"}},"values":[{points}]}}]}}}}',
        "kubectl top pods -n nightly": f"NAME   CPU(cores)   MEMORY(bytes)\n{pod}   420m   960Mi\n",
    }


@scene(
    "a pool of connections that the application has used up",
    "atlas",
    ("db-connection-exhaustion", "monolith"),
    ("db-connection-exhaustion", "maria"),
)
def _(town: Town) -> None:
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : ActiveRecord::ConnectionTimeoutError (could not obtain a connection from the pool within 5.000 seconds (waited 5.003 seconds); all pooled connections were in use):",
    )
    loud(
        town,
        "edge",
        '{t} [error] 29#29: *11 upstream timed out (110: Operation timed out) while reading response header from upstream, upstream: "http://{ip:monolith}:3000/"',
    )


@scene(
    "two transactions that lock each other out", "relay", ("db-slow-query", "warehouse"), ("db-slow-query", "scorer")
)
def _(town: Town) -> None:
    town.log(
        "warehouse",
        "{t} [8812] ERROR:  deadlock detected",
        "{t} [8812] DETAIL:  Process 8812 waits for ShareLock on transaction 771; blocked by process 8813.",
        count=5,
    )
    loud(town, "scorer", "{t} ERROR asyncpg.exceptions.DeadlockDetectedError: deadlock detected")


@scene("a query that a migration made slow", "nightly", ("db-slow-query", "runs"), ("db-slow-query", "planner"))
def _(town: Town) -> None:
    town.log(
        "runs",
        "{t} [441] LOG:  duration: 48211.331 ms  statement: SELECT * FROM steps WHERE run_id = 77 ORDER BY started_at",
        count=8,
    )
    loud(town, "planner", "{t} ERROR django.db.utils.OperationalError: canceling statement due to statement timeout")


@scene("a broker without room", "relay", ("disk-full", "bus"), ("volume-full", "bus"))
def _(town: Town) -> None:
    crash(
        town,
        "bus",
        "[{t}] ERROR Error while flushing log for orders-3 in dir /bitnami/kafka/data with offset 88123 (kafka.server.LogDirFailureChannel) java.io.IOException: No space left on device",
    )
    loud(
        town,
        "intake",
        '{t} error KafkaJSConnectionError: Connection error: connect ECONNREFUSED {ip:bus}:9092 {"broker":"bus:9092"}',
    )
    loud(
        town,
        "packer",
        "{t} ERROR rdkafka::client: librdkafka: FAIL [thrd:bus:9092/bootstrap]: Connect to ipv4#{ip:bus}:9092 failed: Connection refused",
    )


@scene(
    "one message that nobody can read",
    "relay",
    ("queue-backlog", "packer"),
    ("app-bug", "packer"),
    ("version-incompatible", "packer"),
)
def _(town: Town) -> Answers:
    loud(
        town,
        "packer",
        "{t} ERROR packer::consume: failed to process message topic=orders partition=3 offset=88123 err=invalid type: null, expected struct Address at line 1 column 411, will retry",
    )
    return {
        "kubectl exec bus-0 -n relay -- kafka-consumer-groups.sh --bootstrap-server bus:9092 --describe --group packer": "GROUP   TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG     CONSUMER-ID   HOST         CLIENT-ID\npacker  orders  0          120031          120033          2       rdkafka-1     /10.42.1.8   rdkafka\npacker  orders  3          88123           131877          43754   rdkafka-1     /10.42.1.8   rdkafka\n"
    }


@scene("a certificate for another name", "atlas", ("cert-invalid", "maria"), ("cert-invalid", "finder"))
def _(town: Town) -> None:
    loud(
        town,
        "monolith",
        "E, [{t} #1] ERROR -- : OpenSSL::SSL::SSLError (SSL_connect returned=1 errno=0 peeraddr={ip:finder}:9200 state=error: certificate verify failed (hostname mismatch)) finder:9200",
    )


@scene("a proxy that takes no large body", "atlas", ("ingress-misconfigured", "edge"))
def _(town: Town) -> None:
    town.log(
        "edge",
        '{t} [error] 29#29: *41 client intended to send too large body: 5242880 bytes, client: 10.42.0.1, server: www, request: "POST /uploads HTTP/2.0"',
        count=9,
    )


@scene(
    "a provider that refuses to be asked so often",
    "nightly",
    ("rate-limited", "api.rates.example"),
    ("rate-limited", "extract"),
)
def _(town: Town) -> None:
    loud(
        town,
        "extract",
        "{t} ERROR HTTP 429 Too Many Requests from https://api.rates.example/v2/latest: rate limit exceeded, retry after 3600 s",
    )


@scene(
    "a provider's name that does not exist any more",
    "nightly",
    ("hostname-unresolvable", "extract"),
    ("hostname-unresolvable", "api.rates.example"),
)
def _(town: Town) -> Answers:
    loud(
        town,
        "extract",
        "{t} ERROR requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.rates.example', port=443): Max retries exceeded (Caused by NameResolutionError(\"Failed to resolve 'api.rates.example' ([Errno -2] Name or service not known)\"))",
    )
    return {
        "dig api.rates.example": ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 4411\n;; QUESTION SECTION:\n;api.rates.example.  IN A\n;; SERVER: 10.43.0.10#53(10.43.0.10)\n",
        "dig kubernetes.default.svc.cluster.local": ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4412\n;; ANSWER SECTION:\nkubernetes.default.svc.cluster.local. 30 IN A 10.43.0.1\n",
    }


@scene("scary lines of last week in a healthy town", "relay")
def _(town: Town) -> None:
    town.apps["packer"].logs = [
        "2027-03-02T03:12:44.101Z FATAL packer: thread 'main' panicked at src/main.rs:41: called `Result::unwrap()` on an `Err` value: Os { code: 111, kind: ConnectionRefused }",
        "2027-03-09T10:29:50.000Z INFO packer: packed order 8812",
    ]
    town.apps["warehouse"].logs = [
        "2027-03-02 03:12:40.222 UTC [1] LOG:  database system was interrupted; last known up at 2027-03-02 03:11:58 UTC",
        "2027-03-02 03:12:49.222 UTC [1] LOG:  database system is ready to accept connections",
        "2027-03-09 10:25:01.001 UTC [27] LOG:  checkpoint complete: wrote 41 buffers (0.3%)",
    ]


@scene("a pod that was restarted long ago", "quorum")
def _(town: Town) -> None:
    for name in ("loans", "teller"):
        app = town.apps[name]
        app.restarts, app.last, app.code, app.restarted, app.age = 4, "OOMKilled", 137, "31d", "90d"
        app.logs = ["2027-03-09T10:29:50.100Z  INFO 1 --- [nio-exec-1] c.b.LedgerController : GET /accounts 200 9 ms"]


@scene("a busy hour that is served", "atlas")
def _(town: Town) -> Answers:
    town.apps["monolith"].replicas = 6
    town.log(
        "monolith",
        "I, [{t} #1]  INFO -- : Completed 200 OK in 48ms (Views: 21.0ms | ActiveRecord: 9.1ms)",
        count=20,
        before=22,
    )
    return {
        "kubectl get hpa -n atlas": "NAME       REFERENCE             TARGETS        MINPODS   MAXPODS   REPLICAS   AGE\nmonolith   Deployment/monolith   cpu: 58%/60%   2         12        6          90d\n",
        "kubectl top pods -n atlas": "NAME                        CPU(cores)   MEMORY(bytes)\n"
        + "".join(f"{p}   290m   301Mi\n" for p in town.apps["monolith"].pods),
    }


@scene("warnings that are usual", "nightly")
def _(town: Town) -> None:
    town.log(
        "blobs",
        "{t} WARN: Detected default credentials 'minioadmin:minioadmin', we recommend that you change these values",
        count=1,
    )
    town.log(
        "planner", "{t} WARNING DeprecationWarning: datetime.utcnow() is deprecated and scheduled for removal", count=4
    )
    town.log("runs", '{t} [33] ERROR:  duplicate key value violates unique constraint "steps_pkey"', count=1)
    town.apps["extract"].events.append(
        Event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "12d (x2 over 12d)")
    )


@pytest.mark.parametrize("name", SCENES)
async def test_a_fault_outside_the_lists(name: str) -> None:
    assert "" == await SCENES[name].verdict()
