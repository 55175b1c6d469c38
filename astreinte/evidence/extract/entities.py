"""Who a reading, or one line of it, is about."""

import re

from astreinte.domain import Query

from .context import Context

HOST_TOOLS = frozenset(
    {"df", "du", "free", "vmstat", "proc", "ps", "dmesg", "uptime", "iostat", "iptables", "nft", "ss", "top"}
)
KUBE_KINDS = {
    alias: kind
    for kind, aliases in {
        "pod": "pod pods po",
        "node": "node nodes no",
        "deployment": "deployment deployments deploy",
        "replicaset": "replicaset replicasets rs",
        "statefulset": "statefulset statefulsets sts",
        "daemonset": "daemonset daemonsets ds",
        "job": "job jobs",
        "cronjob": "cronjob cronjobs cj",
        "service": "service services svc endpoints ep",
        "claim": "pvc persistentvolumeclaim persistentvolumeclaims",
        "volume": "pv persistentvolume persistentvolumes",
        "ingress": "ingress ingresses ing",
        "autoscaler": "hpa horizontalpodautoscaler horizontalpodautoscalers",
    }.items()
    for alias in aliases.split()
}
ENGINES = frozenset({"docker", "podman"})
OF_NODES = frozenset({"kubelet"})
"""Units that make a machine a node: what they say is about it."""

LISTED = re.compile(r"[0-9a-f]{12,64}\s.*\s(?P<name>[A-Za-z0-9][A-Za-z0-9_.-]*)\Z")
"""A row of `ps`: the container's id first, its name last."""

PEOPLE = frozenset({"paste", "pasted", "stdin"})
STATED = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)\s+(?:Up|Exited \(\d+\)|Restarting \(\d+\)) (?:\d|an?\b|about\b|less\b)",
    re.IGNORECASE,
)
"""A row of `docker ps` in a form of somebody's own: the name first, then the state."""

CLUSTER_WIDE = frozenset({"node", "volume"})
OBJECT = re.compile(r"\b([a-z]+)/\"?([a-z0-9][a-z0-9.-]*)")
ROW = re.compile(r"^([a-z0-9][a-z0-9.-]*)\s+(?:([a-z0-9][a-z0-9.-]*)\s+)?\S")
SEVERAL_SOURCES = frozenset({"loki", "logcli", "logs", "stern", "datadog", "grafana"})
SOURCE = re.compile(
    r"^\[?(?:(?P<pod>[a-z][a-z0-9-]*-(?:\d{1,3}|[0-9a-f]{6,10}-[a-z0-9]{5}))(?:/[\w.-]+)?\]?(?::\s|\s+)"
    r"|(?P<name>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)\]?(?:\s{2,}|\s*\|\s))(?=\S)"
)
"""Lines of several sources begin with the pod, or with the name and a gap or a bar."""

OPTION = re.compile(r"^-")
TAKES_VALUE = frozenset(
    {
        "-n",
        "--namespace",
        "--context",
        "-c",
        "--container",
        "-o",
        "--tail",
        "--since",
        "-l",
        "--field-selector",
        "--format",
    }
)


def entity_of(query: Query, context: Context) -> str:
    """The entity that the whole query is about; the incident's service when it names none."""
    match query.tool:
        case "tail":
            return _log_owner(query.args[-1] if query.args else "", context)
        case "docker" | "podman" | "systemctl" | "supervisorctl":
            kind = "container" if query.tool in ENGINES else "unit"
            words = _words(query)
            return context.entity if words[:2] == ["compose", "ps"] else _managed(kind, words[1:], context)
        case "journalctl":
            return _journal(query, context)
        case "kubectl":
            return _kube(query) or context.entity
        case "openssl" | "curl" | "wget" | "http" | "tcp":
            return _asked_at(query, context)
        case _:
            return f"host:{query.where}" if query.tool in HOST_TOOLS else context.entity


def line_entity(query: Query, line: str, whole: str, context: Context) -> str:
    """The entity of one line: tables and event lists name another in each; `whole` is that of the query."""
    if query.tool in SEVERAL_SOURCES and (found := SOURCE.match(line)):
        return f"pod:{found['pod']}" if found["pod"] else f"service:{found['name']}"
    if name := _container_of(query, line):
        return _managed("container", [name], context)
    if query.tool != "kubectl" or not query.args or _kube(query):
        return whole
    words, namespace = _words(query), _option(query, "-n", "--namespace")
    if (found := OBJECT.search(line)) and found[1] in KUBE_KINDS:
        return _named(KUBE_KINDS[found[1]], found[2], namespace)
    kind = KUBE_KINDS.get(words[1].lower()) if len(words) > 1 and words[0] == "get" else None
    row = ROW.match(line)
    if kind is None or row is None:
        return whole
    everywhere = {"-A", "--all-namespaces"}.intersection(query.args)
    return _named(kind, row[2] or row[1], row[1]) if everywhere else _named(kind, row[1], namespace)


def _container_of(query: Query, line: str) -> str:
    """The container that a row of a list of containers is about; empty for any other line."""
    listed = query.tool in ENGINES and query.args[:1] == ("ps",)
    row = LISTED.match(line) if listed else STATED.match(line) if query.tool in PEOPLE else None
    return row["name"] if row else ""


def _asked_at(query: Query, context: Context) -> str:
    """The service at the address that was asked, where the inventory knows it."""
    owners = (context.at_address(word) for word in query.args if ":" in word)
    owner = next((each for each in owners if each), "")
    return f"service:{owner}" if owner else context.entity


def _log_owner(path: str, context: Context) -> str:
    owner = next((name for name, service in context.services.items() if path in service.logs), None)
    return f"service:{owner}" if owner else context.entity


def _managed(kind: str, names: list[str], context: Context) -> str:
    if not names:
        return context.entity
    owner = context.of_unit(names[-1])
    return f"service:{owner}" if owner else f"{kind}:{names[-1]}"


def _journal(query: Query, context: Context) -> str:
    if "-k" in query.args or "--dmesg" in query.args:
        return f"host:{query.where}"
    unit = _option(query, "-u", "--unit")
    if unit.removesuffix(".service") in OF_NODES and query.where != "local":
        return f"node:{query.where}"
    return _managed("unit", [unit] if unit else [], context)


def _kube(query: Query) -> str:
    words, namespace = _words(query), _option(query, "-n", "--namespace")
    words = words[1:] if words[:1] == ["rollout"] else words
    if not words or words[0] not in {"get", "describe", "logs", "exec", "status", "history"}:
        return ""
    if words[0] in {"logs", "exec"} and len(words) > 1:
        kind, _, name = words[1].rpartition("/")
        return _named(KUBE_KINDS.get(kind, "pod"), name, namespace)
    kind, _, name = (words[1] if len(words) > 1 else "").partition("/")
    name = name or (words[2] if len(words) > 2 else "")  # noqa: PLR2004
    return _named(KUBE_KINDS[kind.lower()], name, namespace) if kind.lower() in KUBE_KINDS and name else ""


def _named(kind: str, name: str, namespace: str) -> str:
    return f"{kind}:{name}" if kind in CLUSTER_WIDE or not namespace else f"{kind}:{namespace}/{name}"


def _words(query: Query) -> list[str]:
    """The arguments without options and their values."""
    words: list[str] = []
    skip = False
    for arg in query.args:
        if skip or OPTION.match(arg):
            skip = not skip and arg in TAKES_VALUE
            continue
        words.append(arg)
    return words


def _option(query: Query, *names: str) -> str:
    for index, arg in enumerate(query.args):
        if arg in names and index + 1 < len(query.args):
            return query.args[index + 1]
        if (head := arg.partition("="))[0] in names and head[1]:
            return head[2]
    return ""
