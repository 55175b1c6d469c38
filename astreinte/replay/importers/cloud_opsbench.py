"""Cloud-OpsBench recorded clusters: every answer of its tools as the command that it stands for."""

import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

from astreinte.domain import Item, ReadingStatus
from astreinte.errors import ConfigError
from astreinte.evidence import Recording
from astreinte.replay.player import take_of
from astreinte.replay.scenario import ATTESTED, Declared, Environment, Expected, Scenario
from astreinte.replay.stage import Take

LABELS: Mapping[str, str] = {
    "containerd_unavailable": "containerd-unavailable",
    "cpu_capacity_mismatch": "cpu-capacity-insufficient",
    "db_connection_exhaustion": "db-connection-exhaustion",
    "db_read_only": "db-read-only",
    "deployment_zero_replicas": "deployment-zero-replicas",
    "gateway_misroute": "gateway-misroute",
    "image_registry_dns_failure": "image-registry-dns-failure",
    "incorrect_image_reference": "image-reference-incorrect",
    "kube_proxy_unavailable": "kube-proxy-unavailable",
    "kube_scheduler_unavailable": "kube-scheduler-unavailable",
    "kubelet_unavailable": "kubelet-unavailable",
    "liveness_probe_incorrect_port": "liveness-probe-wrong-port",
    "liveness_probe_incorrect_protocol": "liveness-probe-wrong-protocol",
    "liveness_probe_incorrect_timing": "liveness-probe-timing",
    "memory_capacity_mismatch": "memory-capacity-insufficient",
    "missing_image_pull_secret": "missing-image-pull-secret",
    "missing_secret_binding": "missing-secret",
    "missing_service_account": "missing-service-account",
    "mysql_invalid_credentials": "db-credentials-invalid",
    "mysql_invalid_port": "db-port-incorrect",
    "namespace_cpu_quota_exceeded": "namespace-cpu-quota-exceeded",
    "namespace_memory_quota_exceeded": "namespace-memory-quota-exceeded",
    "namespace_pod_quota_exceeded": "namespace-pod-quota-exceeded",
    "namespace_service_quota_exceeded": "namespace-service-quota-exceeded",
    "namespace_storage_quota_exceeded": "namespace-storage-quota-exceeded",
    "node_affinity_mismatch": "node-affinity-mismatch",
    "node_cordon_mismatch": "node-cordoned",
    "node_network_delay": "node-network-delay",
    "node_network_packet_loss": "node-network-packet-loss",
    "node_selector_mismatch": "node-selector-mismatch",
    "oom_killed": "oom-killed",
    "pod_anti_affinity_conflict": "pod-anti-affinity-conflict",
    "pod_cpu_overload": "pod-cpu-overload",
    "pod_network_delay": "pod-network-delay",
    "pv_binding_occupied": "pv-already-bound",
    "pvc_access_mode_mismatch": "pvc-access-mode-mismatch",
    "pvc_capacity_mismatch": "pvc-capacity-mismatch",
    "pvc_selector_mismatch": "pvc-selector-mismatch",
    "pvc_storage_class_mismatch": "pvc-storage-class-mismatch",
    "readiness_probe_incorrect_port": "readiness-probe-wrong-port",
    "readiness_probe_incorrect_protocol": "readiness-probe-wrong-protocol",
    "service_dns_resolution_failure": "service-dns-failure",
    "service_env_var_address_mismatch": "service-env-address-mismatch",
    "service_port_mapping_mismatch": "service-port-mapping-mismatch",
    "service_protocol_mismatch": "service-protocol-mismatch",
    "service_selector_mismatch": "service-selector-mismatch",
    "service_sidecar_port_conflict": "sidecar-port-conflict",
    "taint_toleration_mismatch": "taint-not-tolerated",
    "volume_mount_permission_denied": "volume-mount-permission-denied",
    "db_readonly_mode": "db-read-only",
    "gateway_misrouted": "gateway-misroute",
    "memroy_capacity_mismatch": "memory-capacity-insufficient",
}
"""Its causes, other spellings included, as ours."""

CLUSTER_WIDE = frozenset({"nodes", "persistentvolumes", "storageclasses", "namespaces"})
OFFSET = re.compile(r" ([+-])(\d\d)(\d\d)$", re.MULTILINE)
LOGGED = 50
STAMP = "collection_timestamp"
START = datetime(2025, 1, 1, tzinfo=UTC)
Call = tuple[str, str, str, Item]
"""Tool, arguments, host and checklist item of the command that an answer stands for."""


def cloud_opsbench(folder: Path, case: Mapping[str, Any]) -> Take:
    """One case. Its labels go to `expected` alone; the alias is its name.

    Answers that repeat a whole list in part (one row, other columns) are left out.

    Raises:
        ConfigError: a file of the case cannot be read.
    """
    meta, cache = _json(folder / "metadata.json"), _json(folder / "tool_cache.json.gz")
    logs_path = folder / "recent_logs.json.gz"
    recent: dict[str, Any] = _json(logs_path) if logs_path.exists() else {}
    moment = _moment(cache)
    scenario = Scenario(
        id=case["alias"],
        declare=Declared(title=str(case.get("query") or meta["query"]), at=moment, source="alert"),
        environment=Environment(domain="k3s", namespace=str(meta["namespace"]), policy="observe"),
        user=(ATTESTED,),
        expected=_expected(meta.get("result")),
    )
    return take_of(scenario, [*_recordings(cache, moment), *_recent(recent, str(meta["namespace"]), moment)])


def _expected(result: Mapping[str, str] | None) -> Expected:
    """What its label says; a case without one is answered and not counted."""
    if not result:
        return Expected()
    label, place = result["root_cause"].strip().lower(), result["fault_object"].strip()
    return Expected(cause=(LABELS.get(label, label),), component=(place.partition("/")[2],))


def _recordings(cache: Mapping[str, Any], moment: datetime) -> Iterator[Recording]:
    for key, answer in cache.items():
        tool, _, rest = key.partition(":")
        if tool in CALLS and (arguments := _arguments(rest)) is not None and (call := CALLS[tool](arguments)):
            text = _text(tool, answer)
            status: ReadingStatus = "ok" if text.strip() else "no_data"
            yield Recording(call[0], call[1], moment, "before", status, text, item=call[3], where=call[2])


def _recent(recent: Mapping[str, Any], namespace: str, moment: datetime) -> Iterator[Recording]:
    for service, lines in recent.items():
        text = "\n".join(map(str, lines)) if isinstance(lines, list) else str(lines)  # pyright: ignore[reportUnknownArgumentType]
        query = f"logs deployment/{service} -n {namespace} --tail={LOGGED}"
        yield Recording("kubectl", query, moment, "before", "ok" if text.strip() else "no_data", text, item="logs")


def _get(arguments: Mapping[str, str]) -> Call | None:
    """A list, once: wide where it comes so, else as it is."""
    kind, narrow = arguments["resource_type"], arguments.get("name") or arguments.get("label_selector")
    if narrow or arguments.get("show_labels") or not (arguments.get("output_wide") or kind == "events"):
        return None
    wide = "" if kind == "events" else " -o wide"
    return (
        "kubectl",
        f"get {kind}{_place(kind, arguments)}{wide}",
        "local",
        "events" if kind == "events" else "resources",
    )


def _describe(arguments: Mapping[str, str]) -> Call:
    kind = arguments["resource_type"]
    return "kubectl", f"describe {kind} {arguments['name']}{_place(kind, arguments)}", "local", "resources"


def _manifest(arguments: Mapping[str, str]) -> Call:
    return "kubectl", f"get all -l app={arguments['app_name']} -o yaml", "local", "resources"


def _dependencies(arguments: Mapping[str, str]) -> Call:
    return "dependencies", arguments["service_name"], "local", "resources"


def _connect(arguments: Mapping[str, str]) -> Call:
    return "nc", f"-vz {arguments['service_name']} {arguments['port']}", "local", "resources"


def _logs(arguments: Mapping[str, str]) -> Call:
    query = f"logs deployment/{arguments['service_name']} -n {arguments['namespace']} --since=30m"
    return "kubectl", query, "local", "logs"


def _unit(arguments: Mapping[str, str]) -> Call:
    return "systemctl", f"status {arguments['service_name']}", arguments["node_name"], "resources"


def _anomalies(arguments: Mapping[str, str]) -> Call:
    del arguments
    return "prometheus", "anomalies", "local", "metrics"


def _place(kind: str, arguments: Mapping[str, str]) -> str:
    namespace = arguments.get("namespace", "")
    return f" -n {namespace}" if namespace and kind not in CLUSTER_WIDE else ""


CALLS: Mapping[str, Callable[[Mapping[str, str]], Call | None]] = {
    "GetResources": _get,
    "DescribeResource": _describe,
    "GetAppYAML": _manifest,
    "GetServiceDependencies": _dependencies,
    "CheckServiceConnectivity": _connect,
    "GetErrorLogs": _logs,
    "CheckNodeServiceStatus": _unit,
    "GetAlerts": _anomalies,
}


def _text(tool: str, answer: Any) -> str:
    """Texts as they are; a summary of error lines as its lines; anything else as JSON."""
    data = answer
    if isinstance(answer, str):
        if tool != "GetErrorLogs" or not answer.lstrip().startswith("{"):
            return answer
        data = _arguments(answer) or {}
    if not data:
        return ""
    if tool == "GetErrorLogs" and isinstance(data, dict):
        patterns = cast("list[dict[str, Any]]", cast("dict[str, Any]", data).get("patterns") or [])
        return "\n".join(str(each.get("sample", "")) for each in patterns)
    return json.dumps(data, ensure_ascii=False, indent=1)


def _arguments(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _moment(cache: Mapping[str, Any]) -> datetime:
    """When the cluster was recorded, in the zone that its own descriptions write."""
    try:
        local = datetime.fromisoformat(str(cache.get(STAMP, "")))
    except ValueError:
        return START
    nodes = (str(text) for key, text in cache.items() if key.startswith("DescribeResource") and '"nodes"' in key)
    found = next((match for text in nodes if (match := OFFSET.search(text))), None)
    if found is None:
        return local.replace(tzinfo=UTC)
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return local.replace(tzinfo=timezone(offset if found[1] == "+" else -offset))


def _json(path: Path) -> Any:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            return json.load(file)
    except (OSError, json.JSONDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
