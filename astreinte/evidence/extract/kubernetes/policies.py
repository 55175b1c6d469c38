"""Network policies against the calls that fail: which flow no rule admits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from astreinte.domain import Reading, Signal

from .cluster import Cluster
from .model import Workload
from .policytext import policies_told
from .tell import tell
from .tree import Map, at, documents, mapping, maps, strings, text, texts
from .values import carries

DNS = "53"
NAMELESS = frozenset({"resolver-silent", "name-unknown", "name-unknown-now"})
DESCRIBED = "PodSelector:"
UNMET = frozenset({"connect-timeout", "connect-refused", "partitioned"})


@dataclass(frozen=True)
class Policy:
    """`rules` by direction; None where the policy leaves the direction alone."""

    name: str
    namespace: str
    labels: dict[str, str]
    egress: tuple[Map, ...] | None
    ingress: tuple[Map, ...] | None
    evidence: str


class Policies:
    """Every policy that a reading shows whole, in manifests or as the cluster holds it."""

    def __init__(self, readings: Sequence[Reading], cluster: Cluster) -> None:
        self._readings, self._cluster = readings, cluster

    @cached_property
    def all(self) -> tuple[Policy, ...]:
        told = [each for each in self._readings if each.status == "ok"]
        written = ((each, doc) for each in told if "NetworkPolicy" in each.text for doc in documents(each.text))
        described = ((each, doc) for each in told if DESCRIBED in each.text for doc in policies_told(each.text))
        return tuple(policy for each, doc in (*written, *described) for policy in _policies(doc, each.id))

    def silences(self, name: str) -> Policy | None:
        """The policy that keeps the component of this name from asking for names."""
        made = self._made(name)
        return self._silent(made) if made else None

    def _silent(self, made: Workload) -> Policy | None:
        """Of a component whose labels nobody told, any policy of its namespace may be the one that admits."""
        bare = not (made.template or made.selector)
        over = [each for each in self.all if _over(each, made) and each.egress is not None]
        near = [each for each in self.all if bare and each.namespace in {"", made.namespace}]
        admitted = any(_asks(rule) for each in (*over, *near) for rule in each.egress or ())
        return over[0] if over and not admitted else None

    def denied(self, said: Sequence[Signal]) -> Iterator[Signal]:
        """`policy-denies`, on the component that a policy selects: a call that fails and that no rule admits."""
        for signal in said if self.all else ():
            caller = self._made(_name(signal.entity))
            peer, _, port = signal.peer.partition(":")
            callee = self._made(peer.partition(".")[0])
            caller = caller or _everyone(self.all, signal)
            if caller and signal.id in NAMELESS and (policy := self._silent(caller)):
                yield self._told(policy, caller, signal, "no rule lets questions of names out")
            elif caller and callee and signal.id in UNMET:
                yield from self._flow(caller, callee, port, signal)
            elif caller and signal.id in UNMET and port:
                yield from self._out(caller, port, signal)

    def _flow(self, caller: Workload, callee: Workload, port: str, signal: Signal) -> Iterator[Signal]:
        for made, other, way, side in ((caller, callee, "egress", "to"), (callee, caller, "ingress", "from")):
            over = [each for each in self.all if _over(each, made) and getattr(each, way) is not None]
            admits = any(_admits(rule, side, other, port) for each in over for rule in getattr(each, way))
            if over and not admits:
                yield self._told(over[0], made, signal, f"no {way} rule admits {caller.name} to {callee.name} {port}")

    def _out(self, caller: Workload, port: str, signal: Signal) -> Iterator[Signal]:
        """To somebody unknown: no rule for anybody lets the port out."""
        over = [each for each in self.all if _over(each, caller) and each.egress is not None]
        if over and not any(_lets(rule, port) for each in over for rule in each.egress or ()):
            yield self._told(over[0], caller, signal, f"no egress rule lets port {port} out")

    def _told(self, policy: Policy, made: Workload, signal: Signal, why: str) -> Signal:
        detail = f"NetworkPolicy {policy.name} selects {made.name}: {why}"
        where = f"{made.kind}:{made.namespace}/{made.name}"
        evidence = (policy.evidence, *signal.evidence)
        return tell(self._cluster, "policy-denies", where, evidence, detail, workload=made.name)

    @cached_property
    def _running(self) -> tuple[Workload, ...]:
        """Components of which only pods with their labels are known."""
        pods = [each for each in self._cluster.pods.values() if each.labels]
        return tuple(Workload(self._cluster.component(p), p.namespace, kind="pod", template=p.labels) for p in pods)

    def _made(self, name: str) -> Workload | None:
        known = (*self._cluster.workloads.values(), *self._running)
        found = [each for each in known if name == each.name]
        begins = [each for each in known if name.startswith(each.name + "-")]
        return next(iter((*found, *sorted(begins, key=lambda each: -len(each.name)))), None)


def _policies(document: Map, ref: str) -> Iterator[Policy]:
    for each in maps(document, "items") or [document]:
        if text(each, "kind") == "NetworkPolicy" and not at(each, "spec", "podSelector", "matchExpressions"):
            types = texts(each, "spec", "policyTypes") or [
                "Ingress",
                *(["Egress"] if at(each, "spec", "egress") else []),
            ]
            rules: dict[str, Any] = {way.lower(): tuple(maps(each, "spec", way.lower())) for way in types}
            meta = mapping(each, "metadata")
            yield Policy(
                text(meta, "name"), text(meta, "namespace"), strings(each, "spec", "podSelector", "matchLabels"),
                rules.get("egress"), rules.get("ingress"), ref,
            )  # fmt: skip


def _over(policy: Policy, made: Workload) -> bool:
    return policy.namespace in {"", made.namespace} and carries(made.template or made.selector, policy.labels)


def _everyone(policies: Sequence[Policy], signal: Signal) -> Workload | None:
    """A component of which only its log is known, where a policy for all of its namespace selects it anyway."""
    kind, _, where = signal.entity.partition(":")
    namespace, _, name = where.rpartition("/")
    whole = any(not each.labels and each.namespace in {"", namespace} for each in policies)
    return Workload(name, namespace, kind=kind) if whole and namespace else None


def _lets(rule: Map, port: str) -> bool:
    """Whether the rule admits the port, or names one by a word that may be it."""
    ports = [text(each, "port") for each in maps(rule, "ports")]
    return not ports or any(each == port or not each.isdigit() for each in ports)


def _asks(rule: Map) -> bool:
    """Whether the rule lets a question of names out: its port, to another namespace or to anywhere."""
    ports, peers = maps(rule, "ports"), maps(rule, "to")
    named = not ports or any(text(each, "port") in {DNS, "dns", "domain"} for each in ports)
    return named and (not peers or any("namespaceSelector" in each or "ipBlock" in each for each in peers))


def _admits(rule: Map, side: str, other: Workload, port: str) -> bool:
    ports, peers = maps(rule, "ports"), maps(rule, side)
    numbers = {text(each, "port") for each in ports}
    own = {str(p.number) for c in other.spec.containers for p in c.ports} | {
        p.name for c in other.spec.containers for p in c.ports
    }
    open_ = not numbers or not port or port in numbers or side == "from" or bool(numbers & own)
    return open_ and (not peers or any(_is(each, other) for each in peers))


def _is(peer: Map, other: Workload) -> bool:
    """Whether the rule's peer may be the component; what lies in other namespaces or addresses is not judged."""
    if "namespaceSelector" in peer or "ipBlock" in peer or at(peer, "podSelector", "matchExpressions"):
        return True
    return carries(other.template or other.selector, strings(peer, "podSelector", "matchLabels"))


def _name(entity: str) -> str:
    return entity.rpartition("/")[2].rpartition(":")[2]
