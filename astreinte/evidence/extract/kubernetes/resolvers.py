"""Pods that ask other resolvers than the cluster's own, which alone knows the names of Services."""

from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.paste.commands import asked_inside

from .cluster import Cluster
from .lasting import RESOLVER
from .model import Pod
from .parse import asked
from .tell import tell
from .tree import Map, at, objects, text, texts

LOCAL = ("169.254.", "127.", "::1")
"""Resolvers on the node that pass questions on to the cluster's."""


def find_resolvers(readings: Sequence[Reading], cluster: Cluster) -> Iterator[Signal]:
    """`client-resolver-differs` of each component whose nameservers are none of the cluster's."""
    own = {each.ip for each in cluster.services.values() if each.ip and _resolves(each.name)} | {
        each.ip for each in cluster.pods.values() if each.ip and _resolves(each.name)
    }
    for reading in readings if own else ():
        if reading.query.tool == "kubectl" and reading.status == "ok":
            for space, name, servers in (*_printed(reading), *_written(reading)):
                near = own.intersection(servers) or any(each.startswith(LOCAL) for each in servers)
                if servers and not near and not _resolves(name):
                    listed = ", ".join(servers)
                    made = cluster.component(cluster.pods.get((space, name)) or Pod(name, space))
                    where, facts = f"pod:{space}/{name}", {"nameservers": listed, "workload": made}
                    yield tell(
                        cluster, "client-resolver-differs", where, (reading.id,), f"nameserver {listed}", **facts
                    )


def _resolves(name: str) -> bool:
    return RESOLVER.match(name) is not None


def _printed(reading: Reading) -> Iterator[tuple[str, str, list[str]]]:
    """`kubectl exec POD -- cat /etc/resolv.conf`."""
    inner = asked_inside(reading.query)
    if inner and inner.args[-1:] == ("/etc/resolv.conf",):
        words = (row.split() for row in reading.text.split("\n"))
        servers = [each[1] for each in words if len(each) > 1 and each[0] == "nameserver"]
        yield asked(reading.query.args).namespace, inner.where, servers


def _written(reading: Reading) -> Iterator[tuple[str, str, list[str]]]:
    """Pods whose manifest names its resolvers itself."""
    if "dnsPolicy: None" in reading.text:
        for each in objects(reading.text):
            spec: Map = at(each, "spec", "template", "spec") or at(each, "spec") or {}
            if text(spec, "dnsPolicy") == "None":
                meta = (text(each, "metadata", "namespace"), text(each, "metadata", "name"))
                yield (*meta, texts(spec, "dnsConfig", "nameservers"))
