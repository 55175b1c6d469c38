# ruff: noqa: E501 - what runtimes and kubelets write is as long as it is
"""What keeps a call from its answer: names, routes, certificates, clocks, tables of connections."""

from tests.clusters.model import Town
from tests.further.scene import Answers, Scene, keeper, loud, stuck

SCENES: dict[str, Scene] = {}

scene = keeper(SCENES)


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
