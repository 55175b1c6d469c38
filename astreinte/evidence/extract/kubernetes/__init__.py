"""A Kubernetes cluster from everything that was read of it, and what in it disagrees."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from astreinte.domain import Reading, Signal

from .autoscalers import find_ceilings
from .calls import callees, find_addresses, joined, understood
from .certified import find_certified
from .cluster import Cluster
from .conditions import find_conditions
from .happened import find_events
from .lasting import find_lasting, find_silent
from .limits import find_limits
from .metrics import compared, dependencies, find_metrics
from .nodes import find_node_services, find_nodes, node_service
from .pods import find_pods
from .policies import Policies
from .probes import find_probes
from .resolvers import find_resolvers
from .routes import find_routes
from .routing import find_routing
from .scheduling import find_waiting
from .start import find_start
from .storage import find_claims, find_quotas
from .unserved import find_unserved
from .wellness import find_wellness


class Kubernetes:
    """The cluster of one case. `owned` are the readings that nothing else need look at line by line."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._readings = readings
        self.cluster = Cluster(readings)
        self._policies = Policies(readings, self.cluster)
        kept = {each.id for each in readings if node_service(each) or compared(each)}
        told = {each.id for each in readings if each.query.tool == "kubectl"} & self.cluster.owned
        self.owned = frozenset(told | kept)
        self._addressed, self._called = callees(self.cluster), dependencies(readings)

    @property
    def names(self) -> frozenset[str]:
        """Names of Services and workloads."""
        return frozenset(name for _, name in (*self.cluster.services, *self.cluster.workloads))

    def signals(self, said: Sequence[Signal]) -> Iterator[Signal]:
        """What the cluster shows; `said` is what the rest of the readings says, logs above all."""
        yield from find_node_services(self._readings)
        calls = {**self._addressed, **self._called}
        yield from find_metrics(self._readings, self.cluster, calls)
        yield from find_ceilings(self._readings)
        yield from find_certified(self._readings)
        yield from find_conditions(self._readings)
        yield from find_unserved(self._readings, self.cluster)
        yield from find_resolvers(self._readings, self.cluster)
        if not self.cluster:
            yield from self._policies.denied(said)
            return
        found = (find_pods, find_events, find_waiting, find_claims, find_quotas, find_start, find_probes, find_routing)
        yield from chain.from_iterable(finder(self.cluster) for finder in found)
        yield from find_nodes(self.cluster)
        yield from find_routes(self.cluster)
        yield from find_addresses(self.cluster, said)
        yield from find_lasting(self.cluster)
        yield from find_silent(self.cluster, said)
        yield from find_limits(self.cluster, self._readings)
        yield from self._policies.denied(said)
        if not any(each.id == "monitor-alerting" for each in said):
            yield from find_wellness(self.cluster, [each for each in self._readings if each.query.tool != "kubectl"])

    def understood(self, signals: Iterable[Signal]) -> Iterator[Signal]:
        """Signals of calls with addresses resolved to components, history left out."""
        calls = joined(self._addressed, self._called)
        return understood(self.cluster, signals, calls, self._policies) if self.cluster else iter(signals)


__all__ = ["Kubernetes"]
