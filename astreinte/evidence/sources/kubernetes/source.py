"""One cluster as a source: lists first, then what they call for."""

import re
from collections.abc import Mapping, Sequence

from astreinte.domain import Ask, Clock, Query, Reading
from astreinte.evidence.sources.answer import Manners, answer
from astreinte.evidence.sources.run import Run, run
from astreinte.evidence.unavailable import Unavailable

from .catalogue import GRAMMAR, SLOTS
from .follow import follow
from .plan import TOOL, plan_collect, plan_probe

NAMESPACE = re.compile(SLOTS["namespace"])
TIMEOUT = 6.0
NOTHING = (
    r"(?i)previous terminated container .+ not found|No resources found|no rollout history found"
    r"|the server doesn't have a resource type"
)
REFUSALS = {
    r"\(Forbidden\)|is forbidden: User": "kube_forbidden",
    r"(?i)context .+ does not exist|context was not found|no context exists|cluster .+ does not exist": "kube_context",
    r"(?i)\(Unauthorized\)|must be logged in|the server has asked for the client to provide credentials"
    r"|getting credentials|x509:": "kube_credentials",
    r"(?i)Metrics API not available|metrics not available yet": "kube_metrics",
    r"(?i)unable to connect to the server|was refused|no such host|i/o timeout|deadline exceeded": "kube_unreachable",
}


class KubernetesSource:
    """Reads one cluster; changes nothing.

    Args:
        clock: dates the readings.
        context: of the kubeconfig; the present one when empty. It is the readings' `where`.
        kubeconfig: its path; the command's own default when empty.
        namespace: what is listed; every namespace when empty. A label `namespace` of the incident wins.
        namespaces: that of a service, over `namespace`.
        lines: most lines of one log.
        run: how a command is run.
    """

    name = "kubernetes"

    def __init__(
        self,
        clock: Clock,
        context: str = "",
        kubeconfig: str = "",
        namespace: str = "",
        namespaces: Mapping[str, str] | None = None,
        lines: int = 400,
        run: Run = run,
    ) -> None:
        flags = (f"--context={context}" if context else "", f"--kubeconfig={kubeconfig}" if kubeconfig else "")
        self._prefix = (TOOL, *filter(None, flags), f"--request-timeout={TIMEOUT - 1:g}s")
        self._where, self._namespace, self._namespaces = context or "local", namespace, namespaces or {}
        self._clock, self._lines, self._run = clock, lines, run
        self._manners = Manners(nothing=NOTHING, refusals=REFUSALS, values={"context": context or "current-context"})

    def plan(self, ask: Ask) -> Sequence[Query]:
        namespace = self._of(ask)
        if ask.phase == "probe":
            return self._allowed(plan_probe(namespace, self._where))
        return self._allowed(plan_collect(ask, namespace, self._where))

    def follow(self, ask: Ask, readings: Sequence[Reading]) -> Sequence[Query]:
        return [] if ask.phase == "probe" else self._allowed(follow(ask, readings, self._where, self._lines))

    def accepts(self, query: Query) -> bool:
        here = query.where in {"local", self._where}
        return here and query.tool == TOOL and GRAMMAR.accepts(TOOL, query.args)

    async def read(self, query: Query) -> Reading:
        if not self.accepts(query):
            raise Unavailable("not_in_catalogue", tool=query.tool, query=query.text)
        return await answer(query, (*self._prefix, *query.args), self._run, TIMEOUT, self._clock, self._manners)

    def _of(self, ask: Ask) -> str:
        told = ask.labels.get("namespace", "")
        return told if NAMESPACE.fullmatch(told) else self._namespaces.get(ask.service) or self._namespace

    def _allowed(self, queries: Sequence[Query]) -> list[Query]:
        return [query for query in queries if self.accepts(query)]
